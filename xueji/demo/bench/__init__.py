"""Measurements: how long the register's long works take beside the least that the same work can take.

Ratios are what to trust: both sides are measured in one run, on one machine, against one database. Whatever a benchmark
writes is undone at its end. Nothing is asserted here.
"""
