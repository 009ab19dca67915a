"""Zhejiang's 2015 rules (draft for comment)."""
