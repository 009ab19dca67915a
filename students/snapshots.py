"""What a case may show of a student: the facts of the matter, not the file. Plain JSON, kept on the case's item."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from students.models import Profile, Student
from xueji import clock
from xueji.cases.registry import NewItem
from xueji.codes.identity import mask

_GUARDIAN_NAMES = ("guardian_name", "member1_name")
# Where the family lives now, else where it is registered: the forms of chapter 3 ask for it.
_ADDRESSES = ("home_address", "household_address")
_GUARDIAN_PHONES = ("guardian_phone", "member1_phone")


def new_items(students: Iterable[Student]) -> list[NewItem]:
    """Items of a new case, in the order given, each with its snapshot. One query for the profiles."""
    rows = list(students)
    profiles = dict(Profile.objects.filter(student__in=rows).values_list("student_id", "data"))
    return [NewItem(row.pk, row.person_id, snapshot_of(row, profiles.get(row.pk, {}))) for row in rows]


def snapshot_of(student: Student, profile: dict[str, Any]) -> dict[str, Any]:
    """One student with numbers masked; `student` needs school, programme and school_class at hand."""
    return {
        "name": student.name,
        "sex": student.sex,
        "sex_label": str(student.get_sex_display()),
        "birth_date": student.birth_date.isoformat(),
        "age": age_on(student.birth_date, clock.today()),
        "identity_mask": student.identity_mask,
        "number_mask": student.number_mask,
        "school": student.school.name,
        "school_number": student.school_number,
        "cohort": student.cohort,
        "class_name": student.school_class.name,
        "major_code": student.programme.major_code,
        "programme": student.programme.name,
        "years": years_text(student.programme.years),
        "integrated": student.programme.integrated,
        "status": student.status,
        "status_label": str(student.get_status_display()),
        "entered_on": student.entered_on.isoformat(),
        "guardian_name": _first(profile, _GUARDIAN_NAMES),
        "guardian_phone": mask(_first(profile, _GUARDIAN_PHONES)),
        "address": _first(profile, _ADDRESSES),
    }


def years_text(years: Decimal) -> str:
    """3, or 2.5: without the zero that the column keeps."""
    return f"{float(years):g}"


def age_on(birth: date, day: date) -> int:
    """Full years of age on a day."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def _first(profile: dict[str, Any], names: Iterable[str]) -> str:
    return next((str(profile[name]) for name in names if profile.get(name)), "")
