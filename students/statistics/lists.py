"""From a number to the very students behind it. The list and the number come from the same query."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from students.models import Programme, SchoolClass, StatusChange, Student
from students.statistics import flows, tables
from students.statistics.dimensions import where
from students.statistics.flows import FlowQuestion, flows_sql
from students.statistics.past import halves_sql, parameters
from students.statistics.tables import PROFILE, Question
from xueji.organizations.scope import Scope, current_scope

SIZE = 50
_FEW = 100

# A page of each half, then a page of both: neither is put in order as a whole.
_HALF = """(SELECT t.student_id, t.status, t.programme_id, t.cohort, t.school_class_id, s.name_key
    FROM {half} t JOIN students_student s ON s.id = t.student_id
    JOIN students_programme p ON p.id = t.programme_id {profile}
    WHERE {only} ORDER BY s.name_key, s.id LIMIT %(upto)s)"""
_STANDING = """ SELECT u.student_id, u.status, u.programme_id, u.cohort, u.school_class_id
    FROM ({halves}) u ORDER BY u.name_key, u.student_id LIMIT %(size)s OFFSET %(offset)s"""
_FLOWS = """ SELECT f.student_id, f.change_id, f.counted_on, f.category
    FROM flows f WHERE f.category = %(category)s AND (%(value)s IS NULL OR f.value = %(value)s)
    ORDER BY f.counted_on, f.student_id, f.place, f.turn LIMIT %(size)s OFFSET %(offset)s"""


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
    halves = [_HALF.format(half=half, only=only, profile=profile) for half in ("unchanged", "changed")]
    query = halves_sql(question.day, question.people.statuses) + _STANDING.format(halves=" UNION ALL ".join(halves))
    more = {"size": size, "offset": offset, "upto": offset + size}
    found = _rows(query, parameters(question.day, schools=_few(counts), **values, **more)) if counts else []
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
    query, values = flows_sql(question, _few(counts))
    more = {"category": category, "value": value, "size": size, "offset": offset}
    found = _rows(query + _FLOWS, values | more) if counts else []
    students = _students(key for key, *_rest in found)
    changes = StatusChange.objects.in_bulk({change for _key, change, *_rest in found if change})
    rows = [Crossing(students[key], day, kind, changes.get(change)) for key, change, day, kind in found]
    return Part(rows, sum(counts.values()), offset, size)


def _rows(query: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchall()


def _few(counts: dict[int, int]) -> list[int] | None:
    """The schools in which to look; None where they are so many that looking everywhere is as fast."""
    return sorted(counts) if len(counts) <= _FEW else None


def _scope() -> Scope:
    scope = current_scope()
    if scope is None:
        raise RuntimeError("lists are read inside a scope")
    return scope


def _students(keys: Any) -> dict[int, Student]:
    return Student.objects.with_places().in_bulk(set(keys))
