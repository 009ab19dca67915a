"""Revocation (撤销): a case of its own that takes the effect of another one back, along the same chain."""
