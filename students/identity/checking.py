"""The duplicate check (查重) over the whole register, set-based: one query for one student or for ten thousand.

It runs as the owner of the tables, because the other record may lie anywhere. What it answers names schools: whoever calls
it says to the reader only what the reader may know (`findings.py`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from students.models import Person, Student
from students.registration.numbers import citizen_number_of, is_formal
from xueji.codes.gb11643 import has_valid_check
from xueji.codes.identity import DocumentType
from xueji.codes.student_number import from_identity
from xueji.database import cipher
from xueji.policies.vocabulary import ClashKind

_CITIZEN = frozenset({DocumentType.RESIDENT_ID.value, DocumentType.HOUSEHOLD_REGISTER.value})
_ASK = (
    "SELECT key, kind, student_id, school_id, is_registered, identity_type FROM xj_clashes(%s::bigint[], %s::bigint[],"
    " %s::bigint[], %s::bytea[], %s::bytea[], %s::text[], %s::text[], %s::date[])"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody to look for. `student_id` is the own record (None for a row of a roster), `number_index` that of the formal
    number which would be given (None where one was given already)."""

    key: int
    school_id: int
    student_id: int | None
    identity_type: str
    identity_index: bytes
    number_index: bytes | None
    name: str
    sex: str
    birth_date: date


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that has something in common with somebody asked about."""

    key: int
    kind: ClashKind
    student_id: int
    school_id: int
    is_registered: bool
    without_number: bool


def asked_of(students: Iterable[Student]) -> list[Asked]:
    """What to ask about records; `students` have their person at hand."""
    return [
        Asked(
            key=student.pk,
            school_id=student.school_id,
            student_id=student.pk,
            identity_type=student.identity_type,
            identity_index=bytes(student.identity_index),
            number_index=_number_to_come(student.person),
            name=student.name,
            sex=student.sex,
            birth_date=student.birth_date,
        )
        for student in students
    ]


def clashes_found(asked: Sequence[Asked]) -> list[Hit]:
    """Every record elsewhere that clashes with one of those asked about; the same record once, by its gravest kind."""
    if not asked:
        return []
    types = {each.key: each.identity_type for each in asked}
    columns: list[Any] = [
        [each.key for each in asked],
        [each.school_id for each in asked],
        [each.student_id for each in asked],
        [each.identity_index for each in asked],
        [each.number_index for each in asked],
        [each.name for each in asked],
        [each.sex for each in asked],
        [each.birth_date for each in asked],
    ]
    with connection.cursor() as cursor:
        cursor.execute(_ASK, columns)
        rows = cursor.fetchall()
    found: dict[tuple[int, int], Hit] = {}
    for key, kind, student_id, school_id, is_registered, identity_type in rows:
        without = not {types[key], identity_type} <= _CITIZEN
        hit = Hit(key, ClashKind(kind), student_id, school_id, is_registered, without)
        found.setdefault((key, student_id), hit)
    return list(found.values())


def number_index_of(identity_type: str, number: str) -> bytes | None:
    """The index of the formal number that an identity number gives; None where it gives none."""
    if identity_type not in _CITIZEN or len(number) != 18 or not has_valid_check(number):
        return None
    return cipher.blind_index(from_identity(number))


def _number_to_come(person: Person) -> bytes | None:
    if is_formal(person.number_mask) or not (number := citizen_number_of(person)):
        return None
    return cipher.blind_index(from_identity(number))
