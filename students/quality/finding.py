"""Looking for what the rules say, set-based: each answers rows (student, fields) for the records in question.

Runs unfenced: a duplicate may be anywhere. What is found is written beside the record and read behind its fence.
"""

from calendar import isleap
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import connection

from students.admission.facts import admissions_of
from students.contacts import GUARDIAN_PLACES, NO_GUARDIAN
from students.models import Programme, Student
from students.parties import policy_key_of, policy_keys_of
from students.quality.due_terms import due_terms
from students.quality.rules import BIRTH, CHECK, DIVISIONS, PENDING_DAYS, REQUIRED, SEX
from students.queries import StudentQuerySet
from students.registration.facts import entry_of
from students.registration.seasons import closing_day, extensions_for
from students.rosters.columns import CONDITIONS, MEMBER_CORE, MEMBER_FIELDS, MEMBERS, TEMPLATE
from students.statuses import OPEN_STATUSES, Status
from students.study_length import longest_study
from xueji import clock
from xueji.codes import divisions, identity
from xueji.database import cipher
from xueji.organizations.models import Organization
from xueji.policies.engine.registry import get as policy
from xueji.policies.readers import reads
from xueji.policies.vocabulary import StudyForm

OPEN = ", ".join(f"'{status}'" for status in OPEN_STATUSES)
_CHUNK = 5_000
Row = tuple[int, list[str]]


@dataclass(frozen=True)
class Reach:
    """Whose records are looked at: all, those of one school, or those of these ids."""

    school_id: int | None = None
    students: Sequence[int] | None = None

    @property
    def condition(self) -> str:
        """In SQL, of a student s."""
        parts = [f"s.status IN ({OPEN})"]
        if self.school_id is not None:
            parts.append("s.school_id = %(school)s")
        if self.students is not None:
            parts.append("s.id = ANY(%(students)s)")
        return " AND ".join(parts)

    def within(self, students: StudentQuerySet) -> StudentQuerySet:
        """Those of them who are looked at."""
        found = students.filter(status__in=OPEN_STATUSES).order_by()
        if self.school_id is not None:
            found = found.filter(school=self.school_id)
        if self.students is not None:
            found = found.filter(pk__in=self.students)
        return found

    @property
    def parameters(self) -> dict[str, Any]:
        return {"school": self.school_id, "students": list(self.students or ())}


def missing(reach: Reach) -> Iterable[Row]:
    """Columns that the national template asks of everybody, or of those of whom another column says so, empty in the
    profile; in the template's order."""
    return _rows(
        "SELECT s.id, array_agg(f.field ORDER BY f.at) FROM students_student s"
        " LEFT JOIN students_profile r ON r.student_id = s.id"
        f" JOIN LATERAL (VALUES {_ASKED}) f (at, field, asked) ON f.asked AND coalesce(r.data->>f.field, '') = ''"
        f" WHERE {reach.condition} GROUP BY s.id",
        reach,
    )


def _when() -> dict[str, str]:
    """Column → when it is asked for, in SQL. What is not filled in decides nothing; of whom anything is told of a family
    member, the core of that member is asked for."""
    found = dict.fromkeys(REQUIRED, "true")
    for condition in CONDITIONS:
        answer = f"r.data->>'{condition.decider}'"
        says = f"{answer} NOT IN ('', '{condition.value}')" if condition.negated else f"{answer} = '{condition.value}'"
        found |= dict.fromkeys(condition.needed, says)
    for number in MEMBERS:
        told = ", ".join(f"r.data->>'{name}'" for name in MEMBER_FIELDS[number])
        found |= {f"member{number}_{part}": f"concat({told}) <> ''" for part in MEMBER_CORE}
    return found


_ASKED = ", ".join(
    f"({at}, '{column.field}', {_when()[column.field]})"
    for at, column in enumerate(TEMPLATE)
    if column.field in _when()
)


def guardians(reach: Reach) -> list[Row]:
    """Who is under age and has no guardian on file with a name and a telephone."""
    places = " OR ".join(
        f"(r.data->>'{name}' <> '' AND r.data->>'{phone}' <> '' AND coalesce(r.data->>'{says}', '') NOT IN ({_NO}))"
        for name, phone, says in GUARDIAN_PLACES
    )
    query = (
        f"SELECT s.id, '{{}}'::text[] FROM students_student s WHERE {reach.condition}"
        " AND s.school_id = ANY(%(schools)s) AND s.birth_date > %(of_age)s"
        f" AND NOT EXISTS (SELECT FROM students_profile r WHERE r.student_id = s.id AND ({places}))"
    )
    groups_of_schools = of_age_if_born_by(reach.school_id)
    return [row for born, ids in groups_of_schools.items() for row in _rows(query, reach, of_age=born, schools=ids)]


_NO = ", ".join(f"'{word}'" for word in sorted(NO_GUARDIAN))


@reads("guardian.consent_below")
def of_age_if_born_by(school_id: int | None = None) -> dict[date, list[int]]:
    """Whoever was born on the day or before needs no guardian any more, at the schools named with it: of one school or of
    all. A birthday on 29 February comes on 1 March."""
    today = clock.today()
    schools = Organization.objects.schools()
    found: dict[date, list[int]] = {}
    for key, policy_key in policy_keys_of(schools.filter(pk=school_id) if school_id else schools, today).items():
        year = today.year - policy(policy_key).parameters(today).integer("guardian.consent_below")
        is_leap_day = (today.month, today.day) == (2, 29) and not isleap(year)
        found.setdefault(date(year, 2, 28) if is_leap_day else today.replace(year=year), []).append(key)
    return found


def numbers(reach: Reach) -> Iterator[Row]:
    """Identity numbers whose check character is wrong, or that tell another birth date or sex than the record."""
    today, areas = clock.today(), settings.DEMO_AREAS if settings.DEMO_MODE else ()
    rows = reach.within(Student.objects.all()).values_list(
        "pk", "sex", "birth_date", "person__identity_type", "person__identity_cipher"
    )
    for key, sex, birth, kind, sealed in rows.iterator(_CHUNK):
        number = cipher.decrypt(sealed)
        if wrong := wrong_parts(number, sex, birth, today=today, kind=kind, areas=areas):
            yield key, wrong


def wrong_parts(
    number: str, sex: str, birth: date, *, today: date, kind: str = "1", areas: Iterable[str] = ()
) -> list[str]:
    """What is wrong with a number beside a record: "check", "birth", "sex"; nothing for a document that tells neither."""
    read = identity.parse(number, today=today, document_type=kind, extra_areas=tuple(areas))
    if read.kind not in {identity.IdentityKind.CITIZEN, identity.IdentityKind.RESIDENCE_PERMIT}:
        return [] if read.ok else [CHECK]
    found = [] if read.ok else [CHECK]
    if read.birth_date is not None and read.birth_date != birth:
        found.append(BIRTH)
    if read.sex and read.sex != sex:
        found.append(SEX)
    return found


def places(reach: Reach) -> list[Row]:
    """Division codes that never were: the different codes are looked up once each."""
    used = _rows(
        "SELECT DISTINCT 0, array_agg(DISTINCT r.data->>f.field) FROM students_student s"
        " JOIN students_profile r ON r.student_id = s.id"
        " JOIN unnest(%(fields)s::text[]) f (field) ON coalesce(r.data->>f.field, '') <> ''"
        f" WHERE {reach.condition}",
        reach,
        fields=list(DIVISIONS),
    )
    codes = {code for _zero, found in used for code in found or ()}
    wrong = [code for code in codes if not divisions.is_ever_valid(code) and code[:6] not in _invented()]
    if not wrong:
        return []
    return _rows(
        "SELECT s.id, array_agg(f.field ORDER BY f.at) FROM students_student s"
        " JOIN students_profile r ON r.student_id = s.id"
        " JOIN unnest(%(fields)s::text[]) WITH ORDINALITY f (field, at) ON r.data->>f.field = ANY(%(wrong)s)"
        f" WHERE {reach.condition} GROUP BY s.id",
        reach,
        fields=list(DIVISIONS),
        wrong=wrong,
    )


def photos(reach: Reach) -> list[Row]:
    """Records without a photo."""
    return _rows(
        f"SELECT s.id, '{{}}'::text[] FROM students_student s WHERE {reach.condition}"
        " AND NOT EXISTS (SELECT FROM photos_photo p WHERE p.student_id = s.id)",
        reach,
    )


def unregistered(reach: Reach) -> list[Row]:
    """Who waits although the season in which the person is registered has closed, extensions counted, by the regulation of
    the school."""
    today = clock.today()
    waiting = list(reach.within(Student.objects.awaiting_registration()).only("pk", "school_id", "entered_on"))
    admissions = admissions_of(waiting)
    seasons = {row.pk: (row.school_id, entry_of(row, admissions.get(row.pk))) for row in waiting}
    schools = Organization.objects.in_bulk({row.school_id for row in waiting})
    closed = _closed(schools, set(seasons.values()), today)
    return [(key, []) for key, season in seasons.items() if season in closed]


def _closed(schools: dict[int, Organization], asked: set[tuple[int, Any]], today: date) -> set[tuple[int, Any]]:
    policies = {key: policy_key_of(school) for key, school in schools.items()}
    extended = extensions_for(schools.values(), {season for _school, season in asked})
    found = set()
    for school, (season, year) in asked:
        last = closing_day(policies[school], season, year, today) if policies[school] else None
        extension = extended.get((school, season, year))
        if last is not None and max(last, extension.until if extension else last) < today:
            found.add((school, (season, year)))
    return found


def pending(reach: Reach) -> list[Row]:
    """Who entered long ago and is not registered yet."""
    since = clock.today() - timedelta(days=PENDING_DAYS)
    waiting = reach.within(Student.objects.awaiting_registration()).filter(entered_on__lt=since)
    return [(key, []) for key in waiting.values_list("pk", flat=True)]


def duplicates(reach: Reach) -> list[Row]:
    """Who shares name, sex and birth date with another person on a register anywhere."""
    return _rows(
        f"SELECT s.id, '{{}}'::text[] FROM students_student s WHERE {reach.condition} AND EXISTS ("
        "SELECT FROM students_student o WHERE o.name = s.name AND o.sex = s.sex AND o.birth_date = s.birth_date"
        f" AND o.person_id <> s.person_id AND o.status IN ({OPEN}))",
        reach,
    )


def terms(reach: Reach) -> list[Row]:
    """Who studies and was not registered by the due day of the term that the school registers, and has no leave."""
    return _rows(
        f"SELECT s.id, '{{}}'::text[] FROM students_student s JOIN {DUE_TERMS} ON d.school_id = s.school_id"
        f" WHERE {reach.condition} AND s.status = '{Status.STUDYING.value}' AND s.registered_on <= d.due_on"
        " AND NOT EXISTS (SELECT FROM term_registration_termregistration t WHERE t.round_id = d.id"
        " AND t.student_id = s.id AND (t.state = 'registered' OR coalesce(t.leave_until, d.due_on) >= %(today)s))",
        reach,
        **due_term_columns(reach.school_id),
        today=clock.today(),
    )


# The registration that was due last at each school; id is null where the school has opened none.
DUE_TERMS = (
    "unnest(%(due_rounds)s::bigint[], %(due_schools)s::bigint[], %(due_days)s::date[]) AS d (id, school_id, due_on)"
)


def due_term_columns(school_id: int | None = None) -> dict[str, list[Any]]:
    """What DUE_TERMS is made of."""
    dues = due_terms(clock.today(), school_id)
    return {
        "due_rounds": [due.round_id for due in dues],
        "due_schools": [due.school_id for due in dues],
        "due_days": [due.due_on for due in dues],
    }


def too_long(reach: Reach) -> list[Row]:
    """Who studies flexibly and is still on the register after the last day of it."""
    students = list(reach.within(studying_flexibly()).select_related("programme", "school"))
    today = clock.today()
    return [(key, []) for key, longest in longest_study(students).items() if longest.last_day < today]


def studying_flexibly() -> StudentQuerySet:
    """Everybody with status in a programme of flexible study."""
    programmes = Programme.objects.filter(study_form=StudyForm.FLEXIBLE).values_list("pk", flat=True)
    with_status = [status for status in OPEN_STATUSES if status != Status.PENDING]
    return Student.objects.filter(programme__in=list(programmes), status__in=with_status)


def groups(reach: Reach) -> list[Row]:
    """Whose class was closed, or is of another grade or programme than the record."""
    return _rows(
        "SELECT s.id, '{}'::text[] FROM students_student s JOIN students_schoolclass c ON c.id = s.school_class_id"
        f" WHERE {reach.condition} AND (c.closed_on IS NOT NULL OR c.cohort <> s.cohort"
        " OR c.programme_id <> s.programme_id)",
        reach,
    )


FINDERS: dict[str, Callable[[Reach], Iterable[Row]]] = {
    "unregistered": unregistered,
    "duplicate": duplicates,
    "identity": numbers,
    "missing": missing,
    "guardian": guardians,
    "divisions": places,
    "photo": photos,
    "term": terms,
    "pending": pending,
    "study_length": too_long,
    "group": groups,
}
# These follow from the record alone: who was not changed need not be looked at again.
OF_THE_RECORD = frozenset({"identity", "missing", "guardian", "divisions"})


def _invented() -> frozenset[str]:
    return frozenset(settings.DEMO_AREAS) if settings.DEMO_MODE else frozenset()


def _rows(query: str, reach: Reach, **more: Any) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(query, reach.parameters | more)
        return cursor.fetchall()
