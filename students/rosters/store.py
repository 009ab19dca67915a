"""Writing a judged roster: COPY into a temporary table, then INSERT … SELECT, in the caller's transaction.

Runs under the school's own role. Whoever calls holds the school's lock (`hold_school`) since before the register was asked
what it knows, so that two imports of one school follow each other; against other schools the database's own constraint
decides (one open record a person), and the rows that lost are returned.
"""

import io
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from students.admission.tying import tie
from students.identity.numbers import former_numbers_keep
from students.models import Programme, SchoolClass, Student
from students.rosters.entries import FORMER, Entry, seal_profile
from students.rosters.judge import Judgement
from students.rosters.known import Present
from students.statuses import OPEN_STATUSES
from xueji.codes.identity import mask
from xueji.codes.student_number import temporary
from xueji.database import cipher
from xueji.errors import Conflict
from xueji.organizations.models import Organization

_SCHOOL_LOCK, _AREA_LOCK = 0x786E, 0x786F
_DRAWS = 60
_SERIAL = 5
_ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_json = json.JSONEncoder(ensure_ascii=False).encode

_TABLE = """CREATE TEMPORARY TABLE xj_roster_rows (
    student_id bigint, person_id bigint NOT NULL, identity_index bytea, number_index bytea,
    name text, name_key text, initials text, sex text, birth_date date, identity_type text, identity_mask text,
    number_mask text, school_number text, cohort int, programme_id bigint, school_class_id bigint, entered_on date,
    ethnic_code text, profile jsonb) ON COMMIT DROP"""
_COPIED = (
    "name, name_key, initials, sex, birth_date, identity_type, identity_mask, identity_index, number_mask, number_index,"
    " school_number, cohort, programme_id, school_class_id, entered_on, ethnic_code"
)
UPDATED = (
    "name", "name_key", "initials", "sex", "birth_date", "identity_type", "school_number", "cohort", "programme_id",
    "school_class_id", "entered_on", "ethnic_code",
)  # fmt: skip


@dataclass
class Stored:
    """How many records were added and brought up to date; `lost` went to another school while we worked. `programmes` and
    `classes` are those that were made for them, `window` the places of the row history before and after."""

    added: int = 0
    updated: int = 0
    lost: list[Entry] = field(default_factory=list)
    programmes: list[int] = field(default_factory=list)
    classes: list[int] = field(default_factory=list)
    window: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class _Person:
    id: int
    number_mask: str
    number_index: bytes
    identity_cipher: bytes


def hold_school(school_id: int) -> None:
    """Wait until no other import of the school is being judged or written; held to the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_SCHOOL_LOCK, school_id])


def store(judgement: Judgement, *, school: Organization, roster_id: int | None) -> Stored:
    """Write the new and the changed rows of a judgement. All or nothing is the caller's transaction."""
    entries = judgement.to_store()
    if not entries:
        return Stored()
    programmes = _ensure_programmes(judgement, school)
    classes, made = _ensure_classes(judgement, school, programmes)
    _number(judgement.new, school)
    persons = _ensure_persons(entries, school)
    fields = frozenset(judgement.table.texts)
    present: list[Present | None] = [*[None] * len(judgement.new), *(record for _e, record in judgement.changed)]
    rows = (
        _row(entry, record, persons[entry.identity_index], programmes, classes, fields)
        for entry, record in zip(entries, present, strict=True)
    )
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS xj_roster_rows")
        cursor.execute(_TABLE)
        cursor.copy_expert("COPY xj_roster_rows FROM STDIN", io.StringIO("\n".join(rows) + "\n"))
        cursor.execute("ANALYZE xj_roster_rows (student_id, person_id)")
        before = _history_marks(cursor)
        added = _insert(cursor, school.pk, roster_id)
        if roster_id is not None:
            _keep_images(cursor, school.pk, roster_id)
        updated = _update(cursor, school.pk)
        window = [*before, *_history_marks(cursor)]
    tie(school, *_to_tie(entries, present, persons, added))
    former = ((persons[entry.identity_index].id, entry.profile.get(FORMER, "")) for entry in entries)
    former_numbers_keep([pair for pair in former if pair[1]], _("名册导入"))
    lost = [entry for entry in judgement.new if persons[entry.identity_index].id not in added]
    return Stored(len(added), updated, lost, list(programmes.values()), made, window)


def _to_tie(
    entries: list[Entry], present: list[Present | None], persons: dict[bytes, _Person], added: dict[int, int]
) -> tuple[list[int], dict[int, bytes]]:
    """The records written, and their identity numbers, encrypted."""
    ciphers: dict[int, bytes] = {}
    for entry, record in zip(entries, present, strict=True):
        person = persons[entry.identity_index]
        student = record.student_id if record is not None else added.get(person.id)
        if student is not None:
            ciphers[student] = person.identity_cipher
    return list(ciphers), ciphers


def _insert(cursor: Any, school_id: int, roster_id: int | None) -> dict[int, int]:
    """The records that were added, by person."""
    statuses = ", ".join(f"'{status}'" for status in OPEN_STATUSES)
    cursor.execute(
        f"INSERT INTO students_student (school_id, roster_id, status, created_at, person_id, {_COPIED})"
        f" SELECT %s, %s, 'pending', now(), person_id, {_COPIED} FROM xj_roster_rows WHERE student_id IS NULL"
        f" ON CONFLICT (person_id) WHERE status IN ({statuses}) DO NOTHING RETURNING id, person_id",
        [school_id, roster_id],
    )
    added = {person: student for student, person in cursor.fetchall()}
    cursor.execute(
        "INSERT INTO students_profile (school_id, student_id, data) SELECT %s, a.student_id, t.profile"
        " FROM unnest(%s::bigint[], %s::bigint[]) AS a (student_id, person_id)"
        " JOIN xj_roster_rows t ON t.person_id = a.person_id AND t.student_id IS NULL",
        [school_id, list(added.values()), list(added)],
    )
    return added


def _keep_images(cursor: Any, school_id: int, roster_id: int) -> None:
    """The records as they are before this import changes them; where it did so before, the first ones stay."""
    cursor.execute(
        "INSERT INTO students_rosterimage (school_id, roster_id, student_id, was, profile)"
        " SELECT s.school_id, %s, s.id, to_jsonb(s), p.data FROM xj_roster_rows t"
        " JOIN students_student s ON s.id = t.student_id AND s.school_id = %s AND s.status = 'pending'"
        " LEFT JOIN students_profile p ON p.student_id = s.id"
        " ON CONFLICT (roster_id, student_id) DO NOTHING",
        [roster_id, school_id],
    )


def _history_marks(cursor: Any) -> list[int]:
    """Where the row history of records and profiles stands: what comes later was not written before this moment."""
    cursor.execute(
        "SELECT a.last_value, b.last_value FROM students_studenthistory_pgh_id_seq a,"
        " students_profilehistory_pgh_id_seq b"
    )
    return list(cursor.fetchone())


def _update(cursor: Any, school_id: int) -> int:
    changes = ", ".join(f"{name} = t.{name}" for name in UPDATED)
    cursor.execute(
        f"UPDATE students_student s SET {changes} FROM xj_roster_rows t"
        " WHERE s.id = t.student_id AND s.school_id = %s AND s.status = 'pending'",
        [school_id],
    )
    updated = cursor.rowcount
    cursor.execute(
        "INSERT INTO students_profile (school_id, student_id, data) SELECT %s, t.student_id, t.profile"
        " FROM xj_roster_rows t WHERE t.student_id IS NOT NULL"
        " ON CONFLICT (student_id) DO UPDATE SET data = EXCLUDED.data",
        [school_id],
    )
    return int(updated)


def _row(
    entry: Entry,
    record: Present | None,
    person: _Person,
    programmes: dict[tuple[str, Decimal], int],
    classes: dict[tuple[int, str], int],
    fields: frozenset[str],
) -> str:
    """A line of the COPY: the keys, which need no escaping, then the texts."""
    profile = seal_profile(entry.profile)
    if record is not None:
        # A cell that was emptied empties the field; a column that the sheet does not have leaves it alone.
        profile = {name: value for name, value in record.profile.items() if name not in fields} | profile
    programme = entry.programme
    student = record.student_id if record else "\\N"
    keys = f"{student}\t{person.id}\t\\\\x{entry.identity_index.hex()}\t\\\\x{person.number_index.hex()}\t"
    return keys + _copy_texts(
        (
            entry.name,
            entry.name_key,
            entry.initials,
            entry.sex,
            entry.birth_date.isoformat(),
            entry.identity_type,
            mask(entry.identity_number),
            person.number_mask,
            entry.school_number or (record.school_number if record else ""),
            str(entry.cohort),
            str(programme.id or programmes[programme.short_name, programme.years]),
            str(classes[entry.cohort, entry.class_name]),
            entry.entered_on.isoformat(),
            entry.ethnic_code if record is None or "ethnic" in fields else record.ethnic_code,
            _json(profile),
        )
    )


def _copy_texts(texts: Sequence[str]) -> str:
    line = "\t".join(texts)
    if "\\" in line or "\n" in line or "\r" in line or line.count("\t") >= len(texts):
        return "\t".join(text.translate(_ESCAPED) for text in texts)
    return line


def _ensure_programmes(judgement: Judgement, school: Organization) -> dict[tuple[str, Decimal], int]:
    return {
        key: Programme.objects.create(
            school=school, major_code=new.major_code, name=new.name, short_name=new.short_name, years=new.years
        ).pk
        for key, new in judgement.places.new_programmes.items()
    }


def _ensure_classes(
    judgement: Judgement, school: Organization, programmes: dict[tuple[str, Decimal], int]
) -> tuple[dict[tuple[int, str], int], list[int]]:
    """The classes of the school by cohort and name, and those of them that were made now."""
    made = SchoolClass.objects.bulk_create(
        SchoolClass(
            school=school,
            cohort=cohort,
            name=name,
            programme_id=new.id or programmes[new.short_name, new.years],
        )
        for (cohort, name), new in judgement.places.new_classes.items()
    )
    rows = SchoolClass.objects.filter(school=school).values_list("cohort", "name", "id")
    return {(cohort, name): pk for cohort, name, pk in rows}, [row.pk for row in made]


def _number(entries: list[Entry], school: Organization) -> None:
    """Give those without a school number the next of their cohort: the year and five digits."""
    without = [entry for entry in entries if not entry.school_number]
    if not without:
        return
    taken = {entry.school_number for entry in entries}
    following: dict[int, int] = {}
    for entry in without:
        if entry.cohort not in following:
            following[entry.cohort] = _last_serial(school.pk, entry.cohort) + 1
        while (number := f"{entry.cohort}{following[entry.cohort]:0{_SERIAL}d}") in taken:
            following[entry.cohort] += 1
        entry.school_number = number
        following[entry.cohort] += 1


def _last_serial(school_id: int, cohort: int) -> int:
    pattern = rf"^{cohort}\d{{{_SERIAL}}}$"
    numbers = Student.objects.filter(school_id=school_id, school_number__regex=pattern)
    last = numbers.order_by("-school_number").values_list("school_number", flat=True).first()
    return int(last[-_SERIAL:]) if last else 0


def _ensure_persons(entries: list[Entry], school: Organization) -> dict[bytes, _Person]:
    """The persons of the rows: a known one keeps the number it has, a new one gets a temporary number until registration."""
    numbers = _draw([entry.birth_date for entry in entries], school.division_code)
    ciphers = {entry.identity_index: cipher.encrypt(entry.identity_number) for entry in entries}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT identity_index, person_id, number_mask, number_index FROM xj_person_ensure("
            "%s::text[], %s::bytea[], %s::bytea[], %s::text[], %s::bytea[], %s::bytea[], %s::text[])",
            [
                [entry.identity_type for entry in entries],
                [entry.identity_index for entry in entries],
                [ciphers[entry.identity_index] for entry in entries],
                [mask(entry.identity_number) for entry in entries],
                [index for _number, index in numbers],
                [cipher.encrypt(number) for number, _index in numbers],
                [mask(number) for number, _index in numbers],
            ],
        )
        found = [(bytes(index), pk, shown, bytes(number)) for index, pk, shown, number in cursor.fetchall()]
    return {index: _Person(pk, shown, number, ciphers[index]) for index, pk, shown, number in found}


def draw_numbers(births: list[date], area: str) -> list[str]:
    """Temporary numbers that nobody has. Imports in one area draw one after the other."""
    return [number for number, _index in _draw(births, area)]


def _draw(births: list[date], area: str) -> list[tuple[str, bytes]]:
    """Such numbers with their indexes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_AREA_LOCK, int(area)])
        kept: dict[int, tuple[str, bytes]] = {}
        missing = list(range(len(births)))
        for _round in range(_DRAWS):
            drawn: dict[bytes, tuple[int, str]] = {}
            free = {index for _number, index in kept.values()}
            for at in missing:
                number = temporary(
                    area_code=area, birth_date=births[at], randbelow=secrets.randbelow, extra_areas=(area,)
                )
                if (index := cipher.blind_index(number)) not in free:
                    drawn.setdefault(index, (at, number))
            taken = _taken(cursor, list(drawn))
            kept.update({at: (number, index) for index, (at, number) in drawn.items() if index not in taken})
            missing = [at for at in missing if at not in kept]
            if not missing:
                return [kept[at] for at in range(len(births))]
    raise Conflict(_("这一天出生的学生太多，临时学籍号已用完。请联系系统管理员。"))


def _taken(cursor: Any, indexes: list[bytes]) -> set[bytes]:
    cursor.execute("SELECT * FROM xj_numbers_taken(%s::bytea[])", [indexes])
    return {bytes(index) for (index,) in cursor.fetchall()}
