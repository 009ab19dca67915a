"""A student who comes from a school outside the register: the pending record that a case then decides on."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from students.models import Profile, SchoolClass, Student
from xueji import clock
from xueji.codes import names, student_number
from xueji.codes.identity import DocumentType, Identity, mask, parse
from xueji.codes.student_number import StudentNumberKind, from_identity
from xueji.database import cipher
from xueji.errors import Conflict, Invalid

_TAKEN = "SELECT identity_index FROM xj_identities_open(%s::bytea[])"


@dataclass(frozen=True)
class Newcomer:
    """What a student who comes shows. `student_number` is the number for life given elsewhere; empty when there was none
    (a general high school's number is none), then the one of the identity number is given."""

    identity_number: str
    name: str
    entered_on: date
    student_number: str = ""
    profile: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Person:
    id: int
    number_mask: str
    number_index: bytes


@transaction.atomic
def newcomer_enter(*, newcomer: Newcomer, school_class: SchoolClass, school_number: str) -> Student:
    """A pending record in the class. Runs under the school's own scope.

    Raises Invalid with the field for a number or name that cannot be, Conflict when the person is on a register now:
    where is not said.
    """
    identity = checked_identity(newcomer.identity_number)
    name = checked_name(newcomer.name)
    known = _person(identity, checked_number(newcomer.student_number, identity))
    assert identity.birth_date is not None  # checked: a citizen number says it
    student = Student(
        person_id=known.id,
        school_id=school_class.school_id,
        name=name,
        name_key=names.pinyin_key(name)[:120],
        initials=names.initials(name)[:20],
        sex=identity.sex,
        birth_date=identity.birth_date,
        identity_type=DocumentType.RESIDENT_ID.value,
        identity_mask=mask(identity.number),
        identity_index=cipher.blind_index(identity.number),
        number_mask=known.number_mask,
        number_index=known.number_index,
        school_number=school_number,
        cohort=school_class.cohort,
        programme_id=school_class.programme_id,
        school_class=school_class,
        entered_on=newcomer.entered_on,
    )
    try:
        with transaction.atomic():
            student.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict(_on_register()) from error
    Profile.objects.create(student=student, school_id=student.school_id, data=newcomer.profile)
    return student


def checked_identity(raw: str) -> Identity:
    """The citizen number as it was understood. Raises Invalid for another, Conflict when it is on a register now."""
    areas = settings.DEMO_AREAS if settings.DEMO_MODE else ()
    found = parse(raw, today=clock.today(), extra_areas=areas)
    if not found.ok or found.birth_date is None or not found.sex:
        said = "；".join(str(problem.message) for problem in found.problems) or _("请填 18 位居民身份证号。")
        raise Invalid(said, field="identity_number")
    with connection.cursor() as cursor:
        cursor.execute(_TAKEN, [[cipher.blind_index(found.number)]])
        if cursor.fetchone():
            raise Conflict(_on_register())
    return found


def checked_name(raw: str) -> str:
    """The name as it is stored. Raises Invalid."""
    name = names.normalise_name(raw)
    if problems := names.name_problems(name):
        raise Invalid(str(problems[0].message), field="name")
    return name


def checked_number(raw: str, identity: Identity) -> str:
    """The number for life: the one given elsewhere, else that of the identity number. Raises Invalid."""
    if not raw.strip():
        return from_identity(identity.number)
    found = student_number.parse(raw)
    if not found.ok or found.kind is StudentNumberKind.TEMPORARY:
        raise Invalid(_("请填正式学籍号（G 或 J 开头，共 19 位）；没有的留空。"), field="student_number")
    return found.number


def _person(identity: Identity, number: str) -> _Person:
    """The person; one that the register knows already keeps the number it has."""
    row: list[Any] = [
        [DocumentType.RESIDENT_ID.value],
        [cipher.blind_index(identity.number)],
        [cipher.encrypt(identity.number)],
        [mask(identity.number)],
        [cipher.blind_index(number)],
        [cipher.encrypt(number)],
        [mask(number)],
    ]
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT person_id, number_mask, number_index FROM xj_person_ensure("
                "%s::text[], %s::bytea[], %s::bytea[], %s::text[], %s::bytea[], %s::bytea[], %s::text[])",
                row,
            )
            person_id, shown, index = cursor.fetchone()
    except IntegrityError as error:
        raise Invalid(_("这个学籍号已是别人的，请与原学校核对。"), field="student_number") from error
    return _Person(person_id, shown, bytes(index))


def _on_register() -> str:
    return _("该证件号在本系统已有在册学籍。请按系统内转学办理，或先请其现就读学校办结学籍手续。")
