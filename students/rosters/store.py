"""Writing a judged roster: COPY into a temporary table, then INSERT … SELECT, in the caller's transaction.

Runs under the school's own role. Whoever calls holds the school's lock (`hold_school`) since before the register was asked
what it knows, so that two imports of one school follow each other; against other schools the database's own constraint
decides (one open record a person), and the rows that lost are returned.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from students.admission.tying import tie_relation
from students.identity.numbers import former_numbers_keep
from students.models import Programme, SchoolClass, Student
from students.rosters.entries import FORMER, Entry
from students.rosters.judge import Judgement
from students.rosters.known import Present
from students.rosters.lines import TABLE, Lines, shared_json
from students.rosters.numbers import draw_numbers
from students.statuses import OPEN_STATUSES
from xueji.organizations.models import Organization

_SCHOOL_LOCK = 0x786E
_SERIAL = 5
_AT_ONCE = 200

_PERSONS = """CREATE TEMPORARY TABLE xj_roster_persons ON COMMIT DROP AS
    SELECT e.* FROM (
        SELECT array_agg(identity_type) AS types, array_agg(identity_index) AS indexes, array_agg(identity_cipher) AS ciphers,
            array_agg(identity_mask) AS masks, array_agg(number_index) AS number_indexes,
            array_agg(number_cipher) AS number_ciphers, array_agg(number_mask) AS number_masks
        FROM xj_roster_rows
    ) t, xj_person_ensure(types, indexes, ciphers, masks, number_indexes, number_ciphers, number_masks) e"""
_COPIED = (
    "name, name_key, initials, sex, birth_date, identity_type, identity_mask, identity_index, school_number, cohort,"
    " programme_id, school_class_id, entered_on, ethnic_code"
)
_PERSON = "person_id, number_mask, number_index"
_TO_TIE = """SELECT coalesce(t.student_id, a.student_id) AS student_id, t.identity_cipher
    FROM xj_roster_rows t LEFT JOIN xj_roster_added a USING (identity_index)
    WHERE coalesce(t.student_id, a.student_id) IS NOT NULL"""
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
    present: list[Present | None] = [*[None] * len(judgement.new), *(record for _e, record in judgement.changed)]
    numbers = draw_numbers([entry.birth_date for entry in entries], school.division_code)
    lines = Lines(programmes, classes, frozenset(judgement.table.texts)).of(entries, present, numbers)
    with connection.cursor() as cursor:
        _lay(cursor, lines)
        before = _history_marks(cursor)
        added = _insert(cursor, school.pk, roster_id, shared_json(entries))
        updated = _change(cursor, school.pk, roster_id) if judgement.changed else 0
        window = [*before, *_history_marks(cursor)]
        tie_relation(school, _TO_TIE)
        _keep_former_numbers(cursor, entries)
        lost = _lost(cursor, judgement) if added < len(judgement.new) else []
        # Keys are checked at the end, row by row: in tables that are still small too, the index is the shorter way.
        cursor.execute("SET LOCAL random_page_cost = 1.1")
    return Stored(added, updated, lost, list(programmes.values()), made, window)


class _Sent:
    """Lines as a file that is read from: the database takes the first ones in while the next ones are made."""

    def __init__(self, lines: Iterator[str]) -> None:
        self.lines = lines

    def read(self, _size: int = -1) -> str:
        return "".join(islice(self.lines, _AT_ONCE))


def _lay(cursor: Any, lines: Iterator[str]) -> None:
    """The rows into a temporary table, and the persons in them: a known one keeps the number it has, a new one gets a
    temporary number until registration. Statistics need few rows: all that joins them are keys."""
    cursor.execute("DROP TABLE IF EXISTS xj_roster_rows, xj_roster_persons, xj_roster_added")
    cursor.execute(TABLE)
    cursor.copy_expert("COPY xj_roster_rows FROM STDIN", _Sent(lines))
    cursor.execute(_PERSONS)
    cursor.execute("SET LOCAL default_statistics_target = 1")
    cursor.execute("ANALYZE xj_roster_rows (student_id, identity_index); ANALYZE xj_roster_persons (identity_index)")


def _insert(cursor: Any, school_id: int, roster_id: int | None, shared: str) -> int:
    """Write the new records and their profiles, with what all of them share (JSON); returns how many. Who was taken by another
    school meanwhile is left out."""
    statuses = ", ".join(f"'{status}'" for status in OPEN_STATUSES)
    cursor.execute("CREATE TEMPORARY TABLE xj_roster_added (student_id bigint, identity_index bytea) ON COMMIT DROP")
    cursor.execute(
        f"WITH added AS (INSERT INTO students_student (school_id, roster_id, status, created_at, {_COPIED}, {_PERSON})"
        f" SELECT %s, %s, 'pending', now(), {_COPIED}, p.person_id, p.number_mask, p.number_index"
        " FROM xj_roster_rows t JOIN xj_roster_persons p USING (identity_index) WHERE t.student_id IS NULL"
        f" ON CONFLICT (person_id) WHERE status IN ({statuses}) DO NOTHING RETURNING id, identity_index)"
        " INSERT INTO xj_roster_added SELECT id, identity_index FROM added",
        [school_id, roster_id],
    )
    added = int(cursor.rowcount)
    cursor.execute("ANALYZE xj_roster_added")
    cursor.execute(
        "INSERT INTO students_profile (school_id, student_id, data) SELECT %s, a.student_id, %s::jsonb || t.profile"
        " FROM xj_roster_added a JOIN xj_roster_rows t USING (identity_index)",
        [school_id, shared],
    )
    return added


def _lost(cursor: Any, judgement: Judgement) -> list[Entry]:
    """The new ones who were not added."""
    cursor.execute(
        "SELECT identity_index FROM xj_roster_rows t WHERE student_id IS NULL"
        " AND NOT EXISTS (SELECT FROM xj_roster_added a WHERE a.identity_index = t.identity_index)"
    )
    lost = {bytes(index) for (index,) in cursor.fetchall()}
    return [entry for entry in judgement.new if entry.identity_index in lost]


def _keep_former_numbers(cursor: Any, entries: list[Entry]) -> None:
    named = {
        entry.identity_index: number
        for entry in entries
        if (number := entry.own.get(FORMER) or entry.shared.get(FORMER))
    }
    if not named:
        return
    cursor.execute(
        "SELECT person_id, identity_index FROM xj_roster_persons WHERE identity_index = ANY(%s::bytea[])", [list(named)]
    )
    former_numbers_keep([(person, named[bytes(index)]) for person, index in cursor.fetchall()], _("名册导入"))


def _change(cursor: Any, school_id: int, roster_id: int | None) -> int:
    """Bring the known records up to date, after keeping them as they were for the roster; returns how many."""
    if roster_id is not None:
        _keep_images(cursor, school_id, roster_id)
    return _update(cursor, school_id)


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
