"""Paper: the form of a case with every opinion on it, and the whole case as a file."""
