"""Judging a sheet, without asking the register: every function here is pure.

reading.py turns columns of cells into values, people.py compares name, number, sex and birth date, together.py asks for
what belongs together, places.py finds programme and class among what the school offers.
"""
