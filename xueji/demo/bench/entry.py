"""Chapter 2 at the size of a province: a roster comes in, people are compared nationwide, lists and searches, a file goes out.

Everything is measured in one run beside the least that the same work can take, or beside itself at ten thousand students.
"""

from hashlib import sha256
from io import BytesIO
from time import process_time
from typing import cast

from django.db import connection
from django.test.utils import CaptureQueriesContext

from students.exports.making import write_rows
from students.exports.models import Export
from students.exports.sources import base
from students.exports.sources.base import Asked, Source
from students.exports.sources.roll import NATIONAL
from students.identity import checking
from students.models import Student
from xueji import clock
from xueji.demo.bench import imports
from xueji.demo.bench.looks import Look, compared, looks
from xueji.demo.bench.measure import Measure, as_owner, ratio, timed, undone
from xueji.demo.bench.province import (
    TABLES,
    Province,
    names_lay,
    profiles_lay,
    province_kept,
    province_lay,
    students_lay,
)
from xueji.organizations.scope import Level, Scope, unfenced

SMALL = 10_000
EXPORTED = 100_000
_LEAST = """SELECT s.id, s.school_id FROM students_student s JOIN unnest(%s::bytea[]) AS a (index)
        ON s.identity_index = a.index WHERE s.status IN ('pending', 'studying', 'on_leave', 'special_school')
    UNION ALL
    SELECT s.id, s.school_id FROM students_student s JOIN unnest(%s::date[], %s::text[], %s::text[]) AS a (birth, name, sex)
        ON s.birth_date = a.birth AND s.name = a.name AND s.sex = a.sex
    WHERE s.status IN ('pending', 'studying', 'on_leave', 'special_school')"""


def bench(rows: int, students: int, *, keep: bool = False) -> list[Measure]:
    """A roster of `rows`, then pages and the duplicate check over `students` people, laid down in the same run or, with
    `keep`, once in a database of their own; last the same pages of a small register."""
    lines = imports.bench(rows)
    if keep:
        with province_kept(students) as province, undone():
            large, measured = _large(province, rows)
    else:
        with as_owner(*TABLES), undone():
            province = province_lay()
            students_lay(province, students)
            large, measured = _large(province, rows)
    few = min(SMALL, students)
    with as_owner(*TABLES), undone():
        province = province_lay()
        names_lay(often=True)
        students_lay(province, few)
        small = looks(province, alike=large)
    return lines + measured + [compared(key, small[key], look, few) for key, look in large.items()]


def _large(province: Province, rows: int) -> tuple[dict[str, Look], list[Measure]]:
    found = looks(province)
    lines = _duplicates(min(rows, province.students), province.students)
    return found, lines + _file(province, min(EXPORTED, province.students))


def _duplicates(count: int, students: int) -> list[Measure]:
    """So many newcomers against everybody: every second of them is on the register, every tenth has a namesake."""
    with unfenced(reason="benchmark"):
        alike = list(Student.objects.filter(school_number__startswith="b").order_by("pk")[: max(count // 10, 1)])
        asked = [
            checking.Asked(
                key=at,
                school_id=0,
                student_id=None,
                identity_type="1",
                identity_index=sha256(f"bench identity {at * 6 if at % 2 else students + at}".encode()).digest(),
                number_index=sha256(f"bench number {students + at}".encode()).digest(),
                name=alike[at % len(alike)].name if at % 10 == 0 else f"某{at}",
                sex=alike[at % len(alike)].sex,
                birth_date=alike[at % len(alike)].birth_date,
            )
            for at in range(count)
        ]
        least, _rows = timed(lambda: _by_hand(asked), times=3)
        with CaptureQueriesContext(connection) as captured:
            ours, hits = timed(lambda: checking.clashes_found(asked), times=3)
    note = f"{count} against {students}, {len(hits)} found, {ratio(ours, least)}"
    return [
        Measure("identity and likeness by hand, two joins", least, note=f"{count} against {students}"),
        Measure("the nationwide duplicate check", ours, queries=len(captured) // 3, note=note),
    ]


def _by_hand(asked: list[checking.Asked]) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            _LEAST,
            [
                [each.identity_index for each in asked],
                [each.birth_date for each in asked],
                [each.name for each in asked],
                [each.sex for each in asked],
            ],
        )
        return cursor.fetchall()


def _file(province: Province, count: int) -> list[Measure]:
    """The national list of so many students as a workbook: seconds of this process, not of the database."""
    profiles_lay(province, count)
    office = province.offices[Level.PROVINCE]
    source = cast(Source, base.get("students"))
    with Scope.of_office(office).enter() as scope:
        asked = Asked(scope, {}, layout=NATIONAL, whole=True)
        keys = list(source.keys(asked))[:count]
    export = Export(source=source.key, layout=NATIONAL, whole=True, asked_at=clock.now(), asked_by_name="某")
    sink = BytesIO()
    begun = process_time()
    taken, written = timed(lambda: write_rows(sink, export, office.organization, source, asked, keys))
    note = f"{written} rows, {sink.tell() // 2**20} MiB, {process_time() - begun:.1f} s of CPU"
    return [Measure("a workbook in the national layout, whole numbers", taken, note=note)]
