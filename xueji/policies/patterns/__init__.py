"""Shapes that rules of several regulations share: a province states place, severity and sentence."""
