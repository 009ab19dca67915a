"""The pages of admission, by what they are about."""
