"""What the address of a page asks for, and the addresses of what it could ask for instead. What is not understood counts as
not asked."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from students.statistics.dimensions import BY_KEY, Dimension, Narrowing, narrowest_place, offered
from students.statistics.flows import FlowQuestion, Period
from students.statistics.people import PEOPLE, STUDYING, People
from students.statistics.tables import Question
from xueji import clock
from xueji.calendars.terms import school_year_of, school_year_span
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope

ONLY = "only_"
_LONGEST = 60
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Asked:
    """A question as an address has it: whom, by what, held to what; a day for tables, first and last for flows."""

    reader: Organization
    people: People
    rows: Dimension
    columns: Dimension | None
    only: tuple[Narrowing, ...]
    day: date
    period: Period

    @property
    def offered(self) -> list[Dimension]:
        """By what this reader may count."""
        return offered(self.reader.level, municipality=self.reader.is_municipality)

    @property
    def question(self) -> Question:
        return Question(self.day, self.people, self.rows, self.columns, self.only)

    @property
    def flow(self) -> FlowQuestion:
        """The same for a period; what cannot tell changes apart gives way to the first that can."""
        rows = self.rows if self.rows.flows else BY_KEY[_first_rows(self.reader)]
        return FlowQuestion(self.period, self.people, rows, tuple(each for each in self.only if each.dimension.flows))

    def values(self) -> dict[str, str]:
        """The parameters of an address that asks for the same."""
        found = {
            "day": self.day.isoformat(),
            "first": self.period.first.isoformat(),
            "last": self.period.last.isoformat(),
            "people": self.people.key,
            "rows": self.rows.key,
            "columns": self.columns.key if self.columns else "",
        }
        return found | {f"{ONLY}{each.dimension.key}": each.value for each in self.only}

    def url(self, name: str, **changes: Any) -> str:
        """The address of a page of statistics with some parameters changed; None takes one away."""
        wanted = {key: value for key, value in (self.values() | changes).items() if value is not None}
        return f"{reverse(f'statistics:{name}')}?{urlencode(wanted)}"

    def held(self, *pairs: tuple[Dimension, str]) -> dict[str, str]:
        """Parameters that hold dimensions to values."""
        return {f"{ONLY}{dimension.key}": value for dimension, value in pairs}

    def with_only(self, more: Mapping[Dimension, str]) -> "Asked":
        """The same, held to more."""
        kept = tuple(each for each in self.only if each.dimension not in more)
        return replace(self, only=kept + tuple(Narrowing(dimension, value) for dimension, value in more.items()))


def asked_of(query: QueryDict, scope: Scope, reader: Organization) -> Asked:
    """Read an address. A day to come, or one before there was a register, is today."""
    today = clock.today()
    known = {each.key: each for each in offered(scope.level, municipality=reader.is_municipality)}
    rows = known.get(query.get("rows", "")) or known[_first_rows(reader)]
    columns = known.get(query.get("columns", "sex") or "")
    return Asked(
        reader=reader,
        people=PEOPLE.get(query.get("people", ""), STUDYING),
        rows=rows,
        columns=None if columns is rows else columns,
        only=tuple(
            Narrowing(each, plain(query.get(ONLY + each.key, "")))
            for each in known.values()
            if ONLY + each.key in query
        ),
        day=_day(query.get("day", ""), today) or today,
        period=_period(query, today),
    )


def plain(text: str) -> str:
    """A value of an address, no longer than any that the database holds."""
    return text[:_LONGEST]


def value_of(query: QueryDict) -> str | None:
    """The row of a flow table whose changes are asked for; None for all of them."""
    return plain(query.get("value", "")) if "value" in query else None


def _first_rows(reader: Organization) -> str:
    return narrowest_place(reader.level, municipality=reader.is_municipality)


def last_school_year(today: date) -> Period:
    """The last whole school year: that is what the yearly report asks for."""
    first, _last = school_year_span(school_year_of(today))
    return Period(*school_year_span(school_year_of(first - _ONE_DAY)))


def _period(query: QueryDict, today: date) -> Period:
    usual = last_school_year(today)
    first, last = _day(query.get("first", ""), today), _day(query.get("last", ""), today)
    if first is None or last is None:
        return usual
    return Period(min(first, last), max(first, last))


def _day(text: str, today: date) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if date(1990, 1, 1) <= day <= today else None
