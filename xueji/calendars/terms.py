"""School years and terms. Pure: works on spans that `queries.py` loads.

A school year (学年) runs from 1 September to 31 August and is written "2026-2027" (JY/T 1005).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

SCHOOL_YEAR_BEGINS = (9, 1)


@dataclass(frozen=True, order=True)
class TermSpan:
    """One term: its days are `starts_on` to `ends_on` inclusive; `planned` when not announced for certain."""

    starts_on: date
    ends_on: date
    school_year: str
    number: int
    teaching_weeks: int
    planned: bool = False

    def __contains__(self, day: date) -> bool:
        return self.starts_on <= day <= self.ends_on


def school_year_of(day: date) -> str:
    """The school year that `day` lies in, such as "2026-2027"."""
    first = day.year if (day.month, day.day) >= SCHOOL_YEAR_BEGINS else day.year - 1
    return f"{first}-{first + 1}"


def school_year_span(school_year: str) -> tuple[date, date]:
    """First and last day of a school year; ValueError when it is not of the form "2026-2027"."""
    first, _, second = school_year.partition("-")
    if not (first.isdigit() and second.isdigit() and len(first) == 4 and int(second) == int(first) + 1):
        raise ValueError("A school year is written 2026-2027.")
    month, day = SCHOOL_YEAR_BEGINS
    return date(int(first), month, day), date(int(second), month, day) - timedelta(days=1)


def term_on(terms: Iterable[TermSpan], day: date) -> TermSpan | None:
    """The term that `day` lies in; None in a vacation."""
    return next((term for term in terms if day in term), None)


def next_term(terms: Iterable[TermSpan], day: date) -> TermSpan | None:
    """The first term that begins after `day`; None when none is known."""
    return min((term for term in terms if term.starts_on > day), default=None)


def last_term(terms: Iterable[TermSpan], day: date) -> TermSpan | None:
    """The term of `day`, or in a vacation the one that ended last; None when none is known."""
    return max((term for term in terms if term.starts_on <= day), default=None)


def week_of(term: TermSpan, day: date) -> int | None:
    """The school week of `day`, counted from 1; weeks begin on Monday. None outside the term."""
    if day not in term:
        return None
    first_monday = term.starts_on - timedelta(days=term.starts_on.weekday())
    return (day - first_monday).days // 7 + 1
