"""From a number to the very students behind it. The list and the number come from the same query.

A list goes school by school. The table knows how many rows each school has in it, so a part of the list is read from the
schools in which it lies and from no other, however long the list is.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from students.models import Programme, SchoolClass, StatusChange, Student
from students.statistics import flows, tables
from students.statistics.dimensions import where
from students.statistics.flows import FlowQuestion, flows_sql
from students.statistics.past import parameters, standing_sql
from students.statistics.tables import PROFILE, Question
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope, current_scope

SIZE = 50

_PLACE = "array_position(%(schools)s::bigint[], s.school_id)"
_STANDING = f""" SELECT s.id, s.status, s.programme_id, s.cohort, s.school_class_id
    FROM standing s JOIN students_programme p ON p.id = s.programme_id {{profile}}
    WHERE {{only}} ORDER BY {_PLACE}, s.name_key, s.id LIMIT %(size)s OFFSET %(offset)s"""
_FLOWS = f""" SELECT s.student_id, s.change_id, s.counted_on, s.category
    FROM flows s WHERE s.category = %(category)s AND (%(value)s IS NULL OR s.value = %(value)s)
    ORDER BY {_PLACE}, s.counted_on, s.student_id, s.place, s.turn LIMIT %(size)s OFFSET %(offset)s"""


@dataclass(frozen=True)
class Standing:
    """Where a student stood on the day."""

    student: Student
    status: str
    programme: Programme
    cohort: int
    school_class: SchoolClass


@dataclass(frozen=True)
class Crossing:
    """A change of a student on the day on which it counts; `change` None for what no row of the ledger tells."""

    student: Student
    counted_on: date
    category: str
    change: StatusChange | None


@dataclass(frozen=True)
class Part:
    """Some rows of a list of `total`."""

    rows: list[Any]
    total: int
    offset: int
    size: int

    @property
    def next_offset(self) -> int | None:
        """Where the next part begins; None behind the last."""
        following = self.offset + len(self.rows)
        return following if following < self.total and self.rows else None

    @property
    def previous_offset(self) -> int | None:
        return max(self.offset - self.size, 0) if self.offset else None


def standing_list(question: Question, *, offset: int = 0, size: int = SIZE) -> Part:
    """The students of a cell: whom the narrowings of the question leave. Runs inside the scope."""
    counts = tables.in_cell(_scope(), question)
    only, values = where(question.only)
    profile = PROFILE if any(each.dimension.profiled for each in question.only) else ""
    query = standing_sql(question.day, question.people.statuses) + _STANDING.format(only=only, profile=profile)
    found = _rows(query, parameters(question.day) | values, counts, offset, size)
    students = _students(key for key, *_rest in found)
    programmes = Programme.objects.in_bulk({row[2] for row in found})
    classes = SchoolClass.objects.in_bulk({row[4] for row in found})
    rows = [
        Standing(students[key], status, programmes[programme], cohort, classes[group])
        for key, status, programme, cohort, group in found
    ]
    return Part(rows, sum(counts.values()), offset, size)


def flow_list(question: FlowQuestion, category: str, value: str | None, *, offset: int = 0, size: int = SIZE) -> Part:
    """The changes of a cell of the flow table; `value` None: of all its rows. Runs inside the scope."""
    counts = flows.in_cell(_scope(), question, category, value)
    query, values = flows_sql(question)
    found = _rows(query + _FLOWS, values | {"category": category, "value": value}, counts, offset, size)
    students = _students(key for key, *_rest in found)
    changes = StatusChange.objects.in_bulk({change for _key, change, *_rest in found if change})
    rows = [Crossing(students[key], day, kind, changes.get(change)) for key, change, day, kind in found]
    return Part(rows, sum(counts.values()), offset, size)


def _rows(query: str, values: dict[str, Any], counts: dict[int, int], offset: int, size: int) -> list[tuple[Any, ...]]:
    """A part of a list that has so many rows of each school."""
    schools, passed = _around(counts, offset, size)
    if not schools:
        return []
    with connection.cursor() as cursor:
        cursor.execute(query, values | {"schools": schools, "size": size, "offset": offset - passed})
        return cursor.fetchall()


def _around(counts: dict[int, int], offset: int, size: int) -> tuple[list[int], int]:
    """The schools in which a part of the list lies, in the order of their codes, and how many rows come before them."""
    schools, passed, begins = [], 0, 0
    for school in Organization.objects.filter(pk__in=counts).order_by("code", "pk").values_list("pk", flat=True):
        ends = begins + counts[school]
        if ends <= offset:
            passed = ends
        elif begins < offset + size:
            schools.append(school)
        begins = ends
    return schools, passed


def _scope() -> Scope:
    scope = current_scope()
    if scope is None:
        raise RuntimeError("lists are read inside a scope")
    return scope


def _students(keys: Any) -> dict[int, Student]:
    return Student.objects.with_places().in_bulk(set(keys))
