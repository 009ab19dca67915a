"""Lists of admitted persons from an examination authority: read by headings, judged row by row, stored as one action.

The machinery is that of the roster of students (students.rosters): opening files, reading cells, judging identity
numbers. What differs is what a row says.
"""
