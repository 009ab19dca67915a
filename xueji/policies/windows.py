"""Days and windows that rules count: closing days, and the time around a term's opening."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from django.utils.translation import gettext

from .facts import Term

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Window:
    """The days on which something may be done, both ends included. ``provisional`` = from planned terms."""

    first: date
    last: date
    provisional: bool = False

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    @property
    def label(self) -> str:
        """``2026年7月6日—2026年9月14日``, marked when provisional."""
        text = f"{day_label(self.first)}—{day_label(self.last)}"
        return text + gettext("（暂算）") if self.provisional else text


def day_label(day: date) -> str:
    """A day as officials write it: ``2026年9月14日``."""
    return gettext("%(year)d年%(month)d月%(day)d日") % {
        "year": day.year,
        "month": day.month,
        "day": day.day,
    }


def windows_around_openings(
    terms: Iterable[Term], days: int, *, first_day_counts: bool, rest_days: Collection[date] = ()
) -> Iterator[Window]:
    """From the day after a term ends through the first ``days`` days of the next term.

    ``first_day_counts``: the opening day is day 1. A last day among ``rest_days`` moves on to the next day
    that is not; pass none where days do not move.
    """
    ordered = sorted(terms, key=lambda term: term.starts_on)
    for ended, opened in pairwise(ordered):
        last = opened.starts_on + timedelta(days=days - 1 if first_day_counts else days)
        yield Window(ended.ends_on + _ONE_DAY, moved_to_working_day(last, rest_days), ended.planned or opened.planned)


def moved_to_working_day(day: date, rest_days: Collection[date]) -> date:
    """The day itself, or the first day after it that is not among ``rest_days``."""
    while day in rest_days:
        day += _ONE_DAY
    return day


def next_opening(after: date, terms: Iterable[Term]) -> Term | None:
    """The first term that opens after a day; ``None`` when it is not known yet."""
    coming = sorted((term for term in terms if term.starts_on > after), key=lambda term: term.starts_on)
    return coming[0] if coming else None
