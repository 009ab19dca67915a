"""Admission: who was admitted, who came, who waits, who gave the place up (Beijing 5 to 8, Zhejiang 6 and 7).

An admission is one admitted person of a school, year and season. It comes from the examination authority's roster, from
one typed in, or from the school's own roster of students (`tying.tie`), and ends as a student's record or as a line of
the list of papers that go back. `states.py` is the only table of what may follow what, `moves.py` the only writer.
"""
