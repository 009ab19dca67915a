"""Counting in working days (工作日) by the State Council's calendar. Pure: no database, no clock.

A working day in the regulations is one of the State Council's calendar, make-up workdays (调休) included;
school vacations are not left out. For a year whose calendar is not published yet a count is an estimate and
says so.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

_ONE_DAY = timedelta(days=1)

# 《全国年节及纪念日放假办法》(2024): the statutory holidays that fall on fixed days. (month, day)
FIXED_HOLIDAYS = {
    (1, 1): "元旦",
    (5, 1): "劳动节",
    (5, 2): "劳动节",
    (10, 1): "国庆节",
    (10, 2): "国庆节",
    (10, 3): "国庆节",
}

# Those that follow the moon or the sun: when they may fall, from (month, day) to (month, day) inclusive.
_MOVABLE_HOLIDAYS = (
    ("春节", (1, 20), (2, 24)),
    ("清明节", (4, 4), (4, 6)),
    ("端午节", (5, 27), (6, 25)),
    ("中秋节", (9, 7), (10, 8)),
)


class CalendarNotPublished(LookupError):
    """The State Council's calendar of `year` is not known, and an estimate was not wanted."""

    def __init__(self, year: int) -> None:
        super().__init__(f"The working days of {year} are not published.")
        self.year = year


@dataclass(frozen=True)
class DueDate:
    """A day counted to; `provisional` when a year on the way is not published, to be counted again then.

    `unaccounted` names the movable holidays that may lie on the estimated way and were not left out.
    """

    day: date
    provisional: bool = False
    unaccounted: tuple[str, ...] = ()


@dataclass(frozen=True)
class WorkingCalendar:
    """An immutable calendar.

    The working days of the published years, as sorted ordinals (`date.toordinal`).
    """

    ordinals: tuple[int, ...] = field(repr=False)
    published_years: frozenset[int]

    @classmethod
    def from_days(cls, working_days: Iterable[date], published_years: Iterable[int]) -> "WorkingCalendar":
        """The calendar of `working_days`; days outside `published_years` are dropped."""
        years = frozenset(published_years)
        return cls(tuple(sorted({day.toordinal() for day in working_days if day.year in years})), years)

    def is_published(self, year: int) -> bool:
        """Whether the State Council's calendar of `year` is known."""
        return year in self.published_years

    def is_provisional(self, first: date, last: date) -> bool:
        """Whether a count over the days from `first` to `last` inclusive has to be estimated in part."""
        return any(year not in self.published_years for year in range(first.year, last.year + 1))

    def is_working(self, day: date, *, strict: bool = False) -> bool:
        """Whether `day` is a working day; an estimate in an unpublished year.

        With `strict`, CalendarNotPublished is raised instead of estimating.
        """
        if self.is_published(day.year):
            at = bisect_left(self.ordinals, day.toordinal())
            return at < len(self.ordinals) and self.ordinals[at] == day.toordinal()
        if strict:
            raise CalendarNotPublished(day.year)
        return day.weekday() < 5 and (day.month, day.day) not in FIXED_HOLIDAYS

    def add(self, day: date, working_days: int, *, strict: bool = False) -> DueDate:
        """The `working_days`-th working day after `day`, which itself never counts.

        ValueError for fewer than one; with `strict`, CalendarNotPublished where an estimate would be needed.
        """
        if working_days < 1:
            raise ValueError("Count at least one working day.")
        at = bisect_right(self.ordinals, day.toordinal()) + working_days - 1
        if at < len(self.ordinals):
            due = date.fromordinal(self.ordinals[at])
            if not self.is_provisional(day + _ONE_DAY, due):
                return DueDate(due)
        return self._walk(day, working_days, strict=strict)

    def back(self, day: date, working_days: int) -> date:
        """The `working_days`-th working day before `day`, which itself never counts: the first day from which on at
        most so many are left. ValueError for fewer than one."""
        if working_days < 1:
            raise ValueError("Count at least one working day.")
        left, found = working_days, day
        while left:
            found -= _ONE_DAY
            left -= self.is_working(found)
        return found

    def remaining(self, today: date, due: date) -> int:
        """Working days left: from `today` to `due`, both counted, so 1 on the day itself.

        Afterwards minus the working days that it is late: 0 on a rest day right after, -1 on the next working
        day.
        """
        if today > due:
            return -self._count(due + _ONE_DAY, today)
        return self._count(today, due)

    def elapsed(self, start: date, day: date) -> int:
        """Working days after `start` up to and including `day`; 0 when `day` is not after `start`."""
        return self._count(start + _ONE_DAY, day)

    def _count(self, first: date, last: date) -> int:
        """Working days from `first` to `last`, both counted."""
        if last < first:
            return 0
        if not self.is_provisional(first, last):
            return bisect_right(self.ordinals, last.toordinal()) - bisect_left(self.ordinals, first.toordinal())
        return sum(self.is_working(date.fromordinal(at)) for at in range(first.toordinal(), last.toordinal() + 1))

    def _walk(self, day: date, working_days: int, *, strict: bool) -> DueDate:
        """Day by day, through years that are not published: months at most, so speed does not matter."""
        left, due = working_days, day
        while left:
            due += _ONE_DAY
            left -= self.is_working(due, strict=strict)
        first = day + _ONE_DAY
        return DueDate(due, self.is_provisional(first, due), self._unaccounted(first, due))

    def _unaccounted(self, first: date, last: date) -> tuple[str, ...]:
        found = []
        for name, begins, ends in _MOVABLE_HOLIDAYS:
            for year in range(first.year, last.year + 1):
                met = first <= date(year, *ends) and last >= date(year, *begins)
                if met and not self.is_published(year) and name not in found:
                    found.append(name)
        return tuple(found)
