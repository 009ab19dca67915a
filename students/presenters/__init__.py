"""What the pages of a student show, gathered and put into words; no page asks the database itself."""
