"""What the register knows about the people of a sheet, in a handful of queries however long the sheet is."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection

from students.models import Programme, SchoolClass, Student
from students.rosters.checks.places import Offers, ProgrammeKey
from students.statuses import OPEN_STATUSES
from xueji.database.cipher import index_array


@dataclass(frozen=True, slots=True)
class Present:
    """An open record of this school: what a row is compared with."""

    student_id: int
    status: str
    name: str
    sex: str
    birth_date: date
    identity_type: str
    school_number: str
    cohort: int
    programme: ProgrammeKey
    class_name: str
    entered_on: date
    ethnic_code: str
    profile: dict[str, Any]


@dataclass
class Known:
    """`present`: identity index → this school's open record; `elsewhere`: indexes with an open record at another school;
    `numbers`: school number → identity index of the present student who has it."""

    offers: Offers = field(default_factory=Offers)
    present: dict[bytes, Present] = field(default_factory=dict)
    elsewhere: frozenset[bytes] = frozenset()
    numbers: dict[str, bytes] = field(default_factory=dict)


def load_known(school_id: int, indexes: Collection[bytes], numbers: Collection[str]) -> Known:
    """Ask under the school's scope. Of other schools only whether a record is open comes back, never where."""
    keys = index_array(indexes)
    return Known(
        offers=_offers(school_id),
        present=_present(school_id, keys),
        elsewhere=_elsewhere(school_id, keys),
        numbers=_numbers(school_id, list(numbers)),
    )


def _offers(school_id: int) -> Offers:
    programmes = tuple(
        ProgrammeKey(*row)
        for row in Programme.objects.in_use()
        .filter(school_id=school_id)
        .values_list("id", "major_code", "name", "short_name", "years")
    )
    rows = SchoolClass.objects.filter(school_id=school_id)
    classes, closed = (
        {(cohort, name): (pk, programme) for cohort, name, pk, programme in found}
        for found in (
            each.values_list("cohort", "name", "id", "programme_id")
            for each in (rows.open(), rows.filter(closed_on__isnull=False))
        )
    )
    return Offers(programmes, classes, closed)


def _present(school_id: int, indexes: str) -> dict[bytes, Present]:
    rows = (
        Student.objects.filter(school_id=school_id, status__in=OPEN_STATUSES)
        .extra(where=["students_student.identity_index = ANY(%s::bytea[])"], params=[indexes])
        .values_list(
            "identity_index", "id", "status", "name", "sex", "birth_date", "identity_type", "school_number", "cohort",
            "programme_id", "programme__major_code", "programme__name", "programme__short_name", "programme__years",
            "school_class__name", "entered_on", "ethnic_code", "profile__data",
        )
    )  # fmt: skip
    return {bytes(index): _present_of(fields) for index, *fields in rows}


def _present_of(fields: list[Any]) -> Present:
    fields[-1] = fields[-1] or {}  # a record may have no profile yet
    fields[8:13] = [ProgrammeKey(*fields[8:13])]
    return Present(*fields)


def _elsewhere(school_id: int, indexes: str) -> frozenset[bytes]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT identity_index FROM xj_identities_open(%s::bytea[]) WHERE school_id <> %s", [indexes, school_id]
        )
        return frozenset(bytes(index) for (index,) in cursor.fetchall())


def _numbers(school_id: int, numbers: list[str]) -> dict[str, bytes]:
    rows = (
        Student.objects.filter(school_id=school_id, status__in=OPEN_STATUSES)
        .extra(where=["students_student.school_number = ANY(%s::varchar[])"], params=[numbers])
        .values_list("school_number", "identity_index")
    )
    return {number: bytes(index) for number, index in rows}
