"""What a school teaches and in which classes: programmes, classes, who moves where, promotion with the school year."""
