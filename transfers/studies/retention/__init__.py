"""Retention (留级): Beijing 16, Zhejiang 19 and 31."""
