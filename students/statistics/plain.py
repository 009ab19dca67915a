"""The plain records of a flow table, counted together: of those nothing happened since its first day but one change of status, or
nothing at all. Nearly all are plain: one look at each counts both ends and the changes between them.

What is said of them here is what crossings.py and past.py say of a record one by one; the lists behind the numbers come from there.
"""

from collections.abc import Sequence

from students.statistics.crossings import KNOWN, LISTED_NOW
from students.statistics.dimensions import Dimension
from students.statistics.past import LAST, Plain, is_among
from students.statuses import Status

_PENDING = Status.PENDING.value
# Whether somebody who waited counted as listed on a day already; most of the time the day of entry says so.
_KNOWN = f"""CASE WHEN '{_PENDING}' IN (s.status, c.from_status, c.to_status)
        THEN coalesce(s.entered_on <= {{day}}, false) OR {KNOWN} <= {{day}} ELSE true END"""
GROUPS = """, plain AS MATERIALIZED (
    SELECT b.school_id, b.value, b.status, b.from_status AS status_from, b.to_status AS status_to, b.kind, b.note,
        b.day <= %(last)s AS within, b.known_first, b.known_last, b.known_then, count(*) AS n
    FROM base b WHERE b.fits AND b.student_id NOT IN (SELECT v.student_id FROM several v)
    GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
)"""
_COUNTS = f""" UNION ALL SELECT p.school_id, t.category, coalesce(p.value::text, ''), sum(p.n)::bigint FROM plain p
    CROSS JOIN LATERAL (SELECT coalesce(p.status_from, p.status) AS first,
        CASE WHEN p.within IS FALSE THEN p.status_from ELSE p.status END AS last,
        CASE WHEN p.known_then THEN coalesce(p.status_from, p.status) ELSE p.status END AS on_entry) e
    CROSS JOIN LATERAL (SELECT {{was}} AS was, {{is_now}} AS is_now) x
    CROSS JOIN LATERAL (SELECT p.kind, p.note, p.status_to) c
    CROSS JOIN LATERAL (VALUES ('{{start}}', {{at_first}}), ('{{end}}', {{at_last}}),
        ('{LISTED_NOW}', {{listed}}),
        (CASE WHEN x.is_now THEN CASE {{ins}} END ELSE CASE {{outs}} END END, p.within AND x.was <> x.is_now)
    ) t (category, counts)
    WHERE t.counts GROUP BY 1, 2, 3"""


def plain(rows: Dimension, people: Sequence[str], only: str, joins: str) -> Plain:
    """By what plain records are counted."""
    days = {"known_first": "%(day)s", "known_last": "%(last)s", "known_then": "c.day"}
    known = [f"{_KNOWN.format(day=day) if _PENDING in people else 'true'} AS {key}" for key, day in days.items()]
    return Plain(", ".join([f"{rows.value(day=LAST)} AS value", f"({only}) AS fits", *known]), joins)


def counts_sql(people: Sequence[str], categories: tuple[str, str], ends: tuple[str, str]) -> str:
    """` UNION ALL SELECT school, category, value, how many`: both ends and the changes, by the names that they have."""
    listed = f"e.on_entry = '{_PENDING}' AND p.known_last AND NOT p.known_first" if _PENDING in people else "false"
    return _COUNTS.format(
        was=_counts("p.status_from", "p.known_then", people),
        is_now=_counts("p.status_to", "p.known_then", people),
        at_first=_counts("e.first", "p.known_first", people),
        at_last=_counts("e.last", "p.known_last", people),
        start=ends[0],
        end=ends[1],
        ins=categories[0],
        outs=categories[1],
        listed=listed,
    )


def _counts(status: str, known: str, people: Sequence[str]) -> str:
    counted = is_among(status, people)
    return f"({counted} AND ({status} <> '{_PENDING}' OR {known}))" if _PENDING in people else f"({counted})"
