"""The pages of documents: the list, one certificate, issuing, the holder's own, public verification."""
