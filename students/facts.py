"""Facts about students for the rules, gathered set-based: three queries for one student or for thousands."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django.db import connection

from students.models import Profile, StatusChange, Student
from students.statuses import Status
from xueji.policies.facts import Period, Programme, StudentFacts

# Who enters from February to July enters in spring.
_SPRING_MONTHS = range(2, 8)


def student_facts(students: Sequence[Student]) -> dict[int, StudentFacts]:
    """Facts by student id; `students` need their programme at hand. Callers are unfenced: leave and second
    registrations may lie at other schools."""
    absences = absences_of(students)
    doubles = duplicates(students)
    return {
        student.pk: StudentFacts(
            entered_on=student.entered_on,
            birth_date=student.birth_date,
            programme=programme_facts(student),
            enrolled=student.status in {Status.STUDYING, Status.ON_LEAVE, Status.SPECIAL_SCHOOL},
            on_leave=student.status == Status.ON_LEAVE,
            integrated=student.programme.integrated,
            absences=tuple(absences[student.person_id]),
            has_duplicate=student.pk in doubles,
        )
        for student in students
    }


def programme_facts(student: Student) -> Programme:
    """Where the student stands in the programme."""
    return Programme(
        cohort=student.cohort,
        years=student.programme.years,
        spring_entry=is_spring_entry(student.entered_on),
    )


def is_spring_entry(entered_on: date) -> bool:
    """Whether somebody who entered on that day entered in spring."""
    return entered_on.month in _SPRING_MONTHS


def duplicates(students: Iterable[Student]) -> set[int]:
    """The students whose identity is on another open record anywhere. Answers yes or no, never where."""
    rows = {student.pk: bytes(student.identity_index) for student in students}
    with connection.cursor() as cursor:
        cursor.execute("SELECT identity_index FROM xj_identities_open(%s)", [list(set(rows.values()))])
        found = [bytes(index) for (index,) in cursor.fetchall()]
    open_records: dict[bytes, int] = defaultdict(int)
    for index in found:
        open_records[index] += 1
    return {key for key, index in rows.items() if open_records[index] > 1}


def profiles_of(students: Iterable[Student]) -> dict[int, dict[str, Any]]:
    """The rest of the roster's columns by student, of those who have any; what came with the records is not asked for."""
    rows = list(students)
    found = {row.pk: row.profile.data for row in rows if is_at_hand(row, "profile") and hasattr(row, "profile")}
    asked = [row.pk for row in rows if not is_at_hand(row, "profile")]
    return found | (dict(Profile.objects.filter(student__in=asked).values_list("student_id", "data")) if asked else {})


def entries_of(students: Iterable[Student], name: str) -> dict[int, Any]:
    """One entry of the profiles by student; of many records no more is read than that."""
    rows = list(students)
    if all(is_at_hand(row, "profile") for row in rows):
        return {key: data.get(name) for key, data in profiles_of(rows).items()}
    return dict(Profile.objects.filter(student__in=rows).values_list("student_id", f"data__{name}"))


def is_at_hand(student: Student, name: str) -> bool:
    """Whether what points to the record came with it (`select_related`), be it that there is nothing."""
    return name in student._state.fields_cache


def absences_of(students: Iterable[Student]) -> dict[int, list[Period]]:
    """Periods of leave by person, from the ledger of changes. What was taken back never was; the day of the return is a
    day of study."""
    periods: dict[int, list[Period]] = defaultdict(list)
    running: dict[int, date] = {}
    changes = StatusChange.objects.filter(
        person__in={student.person_id for student in students}, undoes__isnull=True, undone_by__isnull=True
    )
    rows = changes.order_by("id").values_list("person_id", "from_status", "to_status", "effective_on")
    for person_id, before, after, day in rows:
        if after == Status.ON_LEAVE and person_id not in running:
            running[person_id] = day
        elif before == Status.ON_LEAVE and after != Status.ON_LEAVE and person_id in running:
            since = running.pop(person_id)
            periods[person_id].append(Period(since, max(since, day - timedelta(days=1))))
    for person_id, since in running.items():
        periods[person_id].append(Period(since))
    return periods
