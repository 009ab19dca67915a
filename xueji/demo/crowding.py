"""Students by the thousand: made in Python, stored by COPY and one INSERT … SELECT a table."""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection

from students.models import Programme, SchoolClass
from xueji import clock
from xueji.codes import majors
from xueji.codes.identity import mask
from xueji.codes.student_number import from_identity, temporary
from xueji.database import cipher
from xueji.demo.people import Crowd, Invented
from xueji.demo.profiles import ethnic_sql, profile_sql
from xueji.organizations.models import Organization

COHORTS = (2026, 2025, 2024)
GRADUATED = 2023
CLASS_SIZE = 34
NEWCOMERS = 12  # of the youngest cohort, checked in but not registered yet
_TO_REGISTRATION = timedelta(days=29)
DELAYED = 3  # of the cohort that has graduated, still studying for their graduation


@dataclass(frozen=True)
class Batch:
    """Students of one class who come into the register with one status."""

    school: Organization
    school_class: SchoolClass
    status: str
    people: list[Invented]
    first_number: int


def furnish(school: Organization, codes: Iterable[str]) -> list[Programme]:
    """The school's programmes, one a major."""
    offered = [major for code in codes if (major := majors.major(code))]
    return [
        Programme.objects.get_or_create(
            school=school, short_name=major.name, years=3, defaults={"major_code": major.code, "name": major.name}
        )[0]
        for major in offered
    ]


def fill_school(school: Organization, programmes: list[Programme], crowd: Crowd, students: int) -> list[Batch]:
    """Classes and people for one school: three cohorts, and one that has graduated (a tenth of the size)."""
    batches: list[Batch] = []
    serial = 1
    per_cohort = max(students // len(COHORTS), 1)
    for cohort, size in [*((cohort, per_cohort) for cohort in COHORTS), (GRADUATED, max(per_cohort // 10, 1))]:
        status = "graduated" if cohort == GRADUATED else "studying"
        for number in range(0, size, CLASS_SIZE):
            programme = programmes[number // CLASS_SIZE % len(programmes)]
            name = f"{cohort % 100}{programme.short_name}{number // CLASS_SIZE // len(programmes) + 1}班"
            school_class, _made = SchoolClass.objects.get_or_create(
                school=school, cohort=cohort, name=name, defaults={"programme": programme}
            )
            people = [crowd.person(cohort - 16) for _ in range(min(CLASS_SIZE, size - number))]
            batches.append(Batch(school, school_class, status, people, serial))
            serial += len(people)
    return batches + _late_ones(batches, crowd, serial)


def _late_ones(batches: list[Batch], crowd: Crowd, serial: int) -> list[Batch]:
    """Newcomers who wait for registration, and students who stayed on after their cohort graduated."""
    newest = next(batch for batch in batches if batch.school_class.cohort == COHORTS[0])
    oldest = next(batch for batch in batches if batch.school_class.cohort == GRADUATED)
    newcomers = [crowd.person(COHORTS[0] - 16) for _ in range(NEWCOMERS)]
    delayed = [crowd.person(GRADUATED - 16) for _ in range(DELAYED)]
    return [
        Batch(newest.school, newest.school_class, "pending", newcomers, serial),
        Batch(oldest.school, oldest.school_class, "studying", delayed, serial + NEWCOMERS),
    ]


def store(batches: list[Batch]) -> int:
    """Write persons, records, profiles and the ledger's first lines; returns how many students. Runs as an effect."""
    with connection.cursor() as cursor:
        cursor.execute(_STAGE)
        buffer = io.StringIO()
        count = 0
        for batch in batches:
            for offset, person in enumerate(batch.people):
                buffer.write("\t".join(_row(batch, person, batch.first_number + offset)) + "\n")
                count += 1
        buffer.seek(0)
        cursor.cursor.copy_expert("COPY demo_students FROM STDIN", buffer)
        cursor.execute(_DROP_KNOWN)
        count -= cursor.rowcount
        for statement in _STORE:
            # The demonstration's moment, which XUEJI_TODAY may have moved, not the server's.
            cursor.execute(statement.replace("{now}", f"'{clock.now().isoformat()}'::timestamptz"))
        cursor.execute("DROP TABLE demo_students")
    return count


def _row(batch: Batch, person: Invented, serial: int) -> list[str]:
    number = _student_number(batch, person)
    cohort = batch.school_class.cohort
    entered = date(cohort, 9, 1)
    # Who is registered already was so before today, in the middle of a season too.
    registered = min(entered + _TO_REGISTRATION, max(entered, clock.today()))
    left = date(cohort + 3, 6, 30).isoformat() if batch.status == "graduated" else "\\N"
    values: list[Any] = [
        batch.school.pk,
        batch.school_class.pk,
        batch.school_class.programme_id,
        cohort,
        batch.status,
        person.name,
        person.name_key,
        person.initials,
        person.sex,
        person.birth_date.isoformat(),
        _bytes(cipher.blind_index(person.identity)),
        _bytes(cipher.encrypt(person.identity)),
        mask(person.identity),
        _bytes(cipher.blind_index(number)),
        _bytes(cipher.encrypt(number)),
        mask(number),
        f"{cohort}{serial:05d}",
        entered.isoformat(),
        registered.isoformat() if batch.status != "pending" else "\\N",
        left,
    ]
    return [str(value) for value in values]


def _student_number(batch: Batch, person: Invented) -> str:
    """The number for life, or a temporary one until registration; its digits come from the person's own number."""
    if batch.status != "pending":
        return from_identity(person.identity)
    digits = int(person.identity[14:17]) * 7 + int(person.identity[4:6])
    return temporary(
        area_code=batch.school.division_code, birth_date=person.birth_date, randbelow=lambda top: digits % top
    )


def _bytes(data: bytes) -> str:
    return f"\\\\x{data.hex()}"


_STAGE = """CREATE TEMPORARY TABLE demo_students (school bigint, class bigint, programme bigint, cohort smallint,
    status text, name text, name_key text, initials text, sex text, birth date, identity_index bytea,
    identity_cipher bytea, identity_mask text, number_index bytea, number_cipher bytea, number_mask text,
    school_number text, entered date, registered date, left_on date)"""

# An earlier run, with this or another seed, may have drawn the same number.
_DROP_KNOWN = "DELETE FROM demo_students d USING students_person p WHERE p.identity_index = d.identity_index"

_STORE = (
    """INSERT INTO students_person (identity_type, identity_index, identity_cipher, identity_mask,
           number_index, number_cipher, number_mask)
       SELECT '1', identity_index, identity_cipher, identity_mask, number_index, number_cipher, number_mask
       FROM demo_students ON CONFLICT DO NOTHING""",
    f"""INSERT INTO students_student (school_id, person_id, status, name, name_key, initials, sex, birth_date,
           identity_type, identity_mask, identity_index, number_mask, number_index, school_number, cohort,
           programme_id, school_class_id, entered_on, registered_on, left_on, ethnic_code, created_at)
       SELECT d.school, p.id, d.status, d.name, d.name_key, d.initials, d.sex, d.birth, '1', d.identity_mask,
           d.identity_index, d.number_mask, d.number_index, d.school_number, d.cohort, d.programme, d.class,
           d.entered, d.registered, d.left_on, {ethnic_sql()}, {{now}}
       FROM demo_students d JOIN students_person p USING (identity_index)""",
    f"""INSERT INTO students_profile (school_id, student_id, data)
       SELECT s.school_id, s.id, {profile_sql()} || jsonb_build_object(
              'guardian_name', left(s.name, 1) || '安平', 'guardian_phone', '1380000' || lpad((s.id % 10000)::text, 4, '0'))
       FROM demo_students d JOIN students_student s ON s.identity_index = d.identity_index""",
    """INSERT INTO students_statuschange (school_id, student_id, person_id, kind, from_status, to_status,
           before, after, effective_on, case_id, citation, note, recorded_at)
       SELECT s.school_id, s.id, s.person_id, 'registration', 'pending', 'studying', '{}', '{}', s.registered_on, 0, '{}',
              '', {now}
       FROM demo_students d JOIN students_student s ON s.identity_index = d.identity_index
       WHERE s.status <> 'pending'""",
    """INSERT INTO students_statuschange (school_id, student_id, person_id, kind, from_status, to_status,
           before, after, effective_on, case_id, citation, note, recorded_at)
       SELECT s.school_id, s.id, s.person_id, 'graduation', 'studying', 'graduated', '{}', '{}', s.left_on, 0, '{}', '',
              {now}
       FROM demo_students d JOIN students_student s ON s.identity_index = d.identity_index
       WHERE s.status = 'graduated'""",
)
