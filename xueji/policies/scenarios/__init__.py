"""Scenarios: facts written down by hand in YAML, judged by the regulations without a register around them."""
