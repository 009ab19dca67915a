"""Several terms in a year (Zhejiang 14): a school divides its years by what is taught where."""
