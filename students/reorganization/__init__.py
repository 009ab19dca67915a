"""A school comes below another body: on a day, by a document, with what it takes along."""
