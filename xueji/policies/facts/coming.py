"""Terms beyond the calendar: what lies ahead is estimated by month and marked as planned, never as certain."""

from collections.abc import Iterable
from datetime import date

from xueji.policies.facts.time import Term, term_index

_TERMS_A_YEAR = 2


def terms_through(terms: Iterable[Term], first: date, last: date) -> tuple[Term, ...]:
    """The known terms, and estimated ones for the rest, from the term before ``first`` to two after ``last``."""
    known = {term.index: term for term in terms}
    wanted = range(term_index(first, ()) - 1, term_index(max(first, last), ()) + 3)
    found = known | {index: _estimated(index) for index in wanted if index not in known}
    return tuple(found[index] for index in sorted(found))


def terms_touched(first: date, last: date, terms: Iterable[Term]) -> list[Term]:
    """The terms of which a period from ``first`` to ``last`` takes at least one day."""
    return [term for term in terms_through(terms, first, last) if term.starts_on <= last and term.ends_on >= first]


def term_of(day: date, terms: Iterable[Term]) -> Term | None:
    """The term that a day lies in; None in the holidays."""
    return next((term for term in terms_through(terms, day, day) if term.starts_on <= day <= term.ends_on), None)


def opening_after(day: date, terms: Iterable[Term]) -> Term:
    """The first term that opens after a day."""
    return next(term for term in terms_through(terms, day, day) if term.starts_on > day)


def _estimated(index: int) -> Term:
    year, spring = divmod(index, _TERMS_A_YEAR)
    if spring:
        return Term(date(year + 1, 3, 1), date(year + 1, 7, 5), year, 2, planned=True)
    return Term(date(year, 9, 1), date(year + 1, 1, 20), year, 1, planned=True)
