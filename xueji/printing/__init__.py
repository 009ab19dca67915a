"""From HTML to PDF: the faces of documents and the one renderer, which loads nothing from anywhere."""
