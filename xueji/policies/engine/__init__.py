"""The engine under every regulation: citations, verdicts, rules, chains, dated numbers, registry.

Nothing here knows a province, touches the database or reads a clock.
"""
