"""The list of students: the columns of the reader's choice, or a generation of the national template."""

from array import array
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, cast

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from students.exports.sources import lines
from students.exports.sources.base import Asked, Column, Pairs, Source
from students.exports.texts import Row
from students.filters import Filters
from students.forms import STATUSES, FilterForm
from students.models import Student
from students.rosters.columns import TEMPLATE
from students.rosters.generations import headings_of
from students.rosters.headings import column_of
from students.rosters.writing import texts_of
from xueji import clock
from xueji.organizations.scope import Scope

NATIONAL = "2019"
_EDITIONS = {"2018": "national_2018_48_columns", "2010": "national_2010_45_columns"}
# Addresses carry more than filters; a search is kept as the rows that it found.
_FILTERS = ("status", "cohort", "major", "group", "school", "county", "city", "sort")
FETCHED = 20_000  # ids come from the database in so large portions


class Roll(Source):
    """Students as the list shows them."""

    key = "students"
    label = gettext_lazy("学生名单")
    unit = gettext_lazy("人")
    back = "students:list"
    layouts = (
        (NATIONAL, gettext_lazy("全国系统 2019 版（73 列）")),
        ("2018", gettext_lazy("全国系统 2018 版（48 列）")),
        ("2010", gettext_lazy("全国系统 2010 版（45 列）")),
    )

    def columns(self, scope: Scope) -> Sequence[Column]:
        return lines.offered(scope.level)

    def said(self, query: QueryDict) -> dict[str, Any]:
        kept = QueryDict(mutable=True)
        for key in _FILTERS:
            if query.get(key):
                kept[key] = query.get(key, "")
        return {"query": kept.urlencode()}

    def described(self, asked: Asked) -> Pairs:
        filters = _filters(asked)
        found: Pairs = [(_("状态"), str(dict(STATUSES)[filters.status]))]
        return found + [(chip.label, chip.value) for chip in filters.chips() if chip.value and chip.key != "status"]

    def title(self, asked: Asked) -> str:
        return _("学生基本信息（全国系统 %(year)s 版）") % {"year": asked.layout} if asked.layout else _("学生名单")

    def keys(self, asked: Asked) -> Sequence[int]:
        filters = _filters(asked)
        students = filters.apply(Student.objects.all())
        if asked.picked is not None:
            students = students.model.objects.filter(pk__in=list(asked.picked))
        ordered = students.order_by(*filters.keys).values_list("pk", flat=True)
        return array("q", ordered.iterator(chunk_size=FETCHED))

    def rows(self, asked: Asked, keys: Sequence[int]) -> Iterable[Row]:
        found = lines.in_order(keys, whole=asked.whole)
        if asked.layout:
            fields = fields_of(asked.layout)
            return (national_row(line, fields) for line in found)
        writers = lines.writers(asked.columns)
        return ([write(line) for write in writers] for line in found)

    def is_personal(self, asked: Asked) -> bool:
        return bool(asked.layout) or super().is_personal(asked)


def national_row(line: lines.Line, fields: Sequence[str]) -> Row:
    """A record in the order of a template's columns. Where numbers are masked, so are those of the family."""
    texts = texts_of(cast(Student, line), line.profile, identity_number=line.identity, open_sealed=line.open_sealed)
    texts[""] = ""
    return [texts[field] for field in fields]


@cache
def fields_of(layout: str) -> tuple[str, ...]:
    """The fields of a template's columns in their order; empty for a heading of which the register keeps nothing."""
    if layout == NATIONAL:
        return tuple(column.field for column in TEMPLATE)
    return tuple(column.field if (column := column_of(heading)) else "" for heading in headings_for(layout))


@cache
def headings_for(layout: str) -> tuple[str, ...]:
    """The headings of a template in their order."""
    if layout == NATIONAL:
        return tuple(column.heading for column in TEMPLATE)
    return tuple(headings_of(_EDITIONS[layout]))


def _filters(asked: Asked) -> Filters:
    return Filters(asked.scope, FilterForm(asked.query).chosen(), asked.query, clock.today())
