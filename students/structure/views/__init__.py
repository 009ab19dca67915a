"""The pages of programmes, classes and promotion."""
