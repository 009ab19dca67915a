"""Terms, periods and programmes: how rules count time. Days are calendar days in Beijing time."""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from xueji.calendars.terms import TermSpan
from xueji.policies.facts.describe import fact

_TERMS_A_YEAR = 2
# Without a calendar, a day from August on belongs to the school year that begins that autumn.
_SCHOOL_YEAR_MONTH = 8


@dataclass(frozen=True, slots=True)
class Term:
    """One term: opening day, last day, school year (its first calendar year), ordinal (1 autumn, 2 spring).

    ``planned`` marks a term whose days are not published yet: what is counted from it is provisional.
    """

    starts_on: date = fact(_("开学日期"))
    ends_on: date = fact(_("学期结束日期"))
    school_year: int = fact(_("学年的起始年份"))
    ordinal: int = fact(_("第几学期：1 为秋季学期，2 为春季学期"))
    planned: bool = fact(_("日期是否尚未公布（暂算）"), default=False)

    @classmethod
    def of(cls, span: TermSpan) -> "Term":
        """The term of the calendar."""
        first_year = int(span.school_year.partition("-")[0])
        return cls(span.starts_on, span.ends_on, first_year, span.number, span.planned)

    @property
    def index(self) -> int:
        """A running number: the next term is one more."""
        return self.school_year * _TERMS_A_YEAR + self.ordinal - 1


@dataclass(frozen=True, slots=True)
class Period:
    """Days from ``starts_on`` to ``ends_on`` inclusive; no end = still running."""

    starts_on: date = fact(_("开始日期"))
    ends_on: date | None = fact(_("结束日期，空为尚未结束"), default=None)

    def overlaps(self, first: date, last: date) -> bool:
        """Whether any day of ``first`` to ``last`` lies in the period."""
        return self.starts_on <= last and (self.ends_on is None or self.ends_on >= first)


@dataclass(frozen=True, slots=True)
class Programme:
    """Where a student stands in a programme: cohort (year of entry), length in years, spring entry."""

    cohort: int = fact(_("入学年份（级）"), derived=_("使学生在判断之日为二年级的年份，假期中为开学后升入二年级"))
    years: Decimal = fact(_("学制年限"), unit=_("年"), derived=_("三年"))
    spring_entry: bool = fact(_("是否春季入学"), default=False)

    @property
    def first_index(self) -> int:
        """The index of the first term."""
        return self.cohort * _TERMS_A_YEAR - (1 if self.spring_entry else 0)

    @property
    def end_index(self) -> int:
        """The index of the term after the last one."""
        return self.first_index + int(self.years * _TERMS_A_YEAR)

    def terms_left(self, from_index: int) -> int:
        """How many terms a student has who studies from the term of that index on."""
        return max(0, self.end_index - max(from_index, self.first_index))

    def is_graduating(self, at_index: int) -> bool:
        """Whether the term of that index lies in the last year (the graduating grade) or after it."""
        return self.terms_left(at_index) <= _TERMS_A_YEAR


def term_index(on: date, terms: Iterable[Term]) -> int:
    """The index of the term that a day belongs to; holidays belong to the coming term.

    So the summer before the last year already counts as the last year. Days after the last known term fall
    back on months: from August the autumn term, from February the spring term.
    """
    ahead = sorted((term for term in terms if term.ends_on >= on), key=lambda term: term.ends_on)
    if ahead:
        return ahead[0].index
    if on.month >= _SCHOOL_YEAR_MONTH:
        return on.year * _TERMS_A_YEAR
    return (on.year - 1) * _TERMS_A_YEAR + (0 if on.month == 1 else 1)


def terms_completed(
    entered_on: date, absences: Iterable[Period], terms: Iterable[Term], on: date, *, grace_days: int
) -> int:
    """How many full terms a student has studied before ``on``.

    A term counts when it ended before ``on``, when the student had entered by its ``grace_days``-th day, and
    when no leave touches it. ``terms`` must reach back to the entry.
    """
    leaves = tuple(absences)
    return sum(
        1
        for term in terms
        if term.ends_on < on
        and entered_on < term.starts_on + timedelta(days=grace_days)
        and not any(leave.overlaps(term.starts_on, term.ends_on) for leave in leaves)
    )


def anniversary(start: date, years: int) -> date:
    """The same day some years later; 29 February becomes 1 March in other years."""
    if start.month == 2 and start.day == 29 and not calendar.isleap(start.year + years):
        return date(start.year + years, 3, 1)
    return start.replace(year=start.year + years)


def is_of_age(birth_date: date, years: int, on: date, *, on_birthday: bool) -> bool:
    """Whether somebody has reached an age on a day: from the birthday on, or only from the day after."""
    birthday = anniversary(birth_date, years)
    return birthday <= on if on_birthday else birthday < on
