"""Changes of major and retentions for tests: a second programme and the classes behind."""

from datetime import date
from typing import Any

from students.matters.actions import matter_open
from students.matters.kind import matter_kind
from students.models import Programme, SchoolClass, Student
from tests.support.casework import hand_in, submit
from tests.support.world import World
from transfers.studies.models import MajorChange, Retention
from xueji.cases.models import Case
from xueji.organizations.scope import unfenced
from xueji.policies.vocabulary import MajorChangeReason

SUMMER = date(2026, 7, 20)
AUTUMN = date(2026, 11, 20)
OPENING = date(2027, 2, 22)


def second_programme(world: World, school: str, code: str = "710202", **fields: Any) -> SchoolClass:
    """A class of 2025 in another programme of the school; the same category as the first unless told otherwise."""
    with unfenced(reason="a test needs a programme"):
        programme = Programme.objects.create(
            school=world[school], major_code=code, name="计算机网络技术", short_name=f"网络{code}", years=3, **fields
        )
        return SchoolClass.objects.create(school=world[school], name=f"25网络{code}", cohort=2025, programme=programme)


def major_change(world: World, school: str, place: SchoolClass, **fields: Any) -> Case:
    """A draft for the school's first student, for strength, signed by both."""
    student = world.student(school)
    row = MajorChange(
        **{
            "student": student,
            "reason": MajorChangeReason.STRENGTH,
            "to_programme": place.programme,
            "to_class": place,
            "effective_on": OPENING,
            "applied_on": AUTUMN,
            "student_consent": True,
            "guardian_consent": True,
        }
        | fields
    )
    return _open(world, school, "major_change", [row])


def submitted_change(world: World, school: str, place: SchoolClass, *papers: str, **fields: Any) -> Case:
    """Handed up with the application and the papers named."""
    case = major_change(world, school, place, **fields)
    hand_in(world, f"{school}.registrar", case, "major_change_application", *papers)
    return submit(world, f"{school}.registrar", case)


def retention(world: World, school: str, students: list[Student], **fields: Any) -> Case:
    """A draft for students of 2025 who failed six of twelve courses in 2025/26; they go on in the class of 2026."""
    rows = [
        Retention(
            **{
                "student": student,
                "school_year": 2025,
                "failed_courses": 6,
                "year_courses": 12,
                "to_class": world.classes[f"{school}.2026"],
            }
            | fields
        )
        for student in students
    ]
    return _open(world, school, "retention", rows)


def _open(world: World, school: str, kind: str, rows: list[Any]) -> Case:
    scope = world.scope(f"{school}.registrar")
    with scope.enter():
        return matter_open(actor=scope, kind=matter_kind(kind), matters=rows)


def now(student: Student) -> Student:
    """The student's record as it is."""
    with unfenced(reason="a test looks"):
        return Student.objects.select_related("programme", "school_class").get(pk=student.pk)
