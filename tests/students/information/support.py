"""Information changes for tests."""

from datetime import date
from typing import Any

from students.information.models import InformationChange
from students.matters.actions import matter_open
from students.matters.kind import matter_kind
from students.models import Person, Profile, Student
from tests.support.casework import approve, hand_in, submit
from tests.support.world import World, identity_number, mask
from xueji.cases.models import Case
from xueji.database import cipher
from xueji.organizations.scope import unfenced

DAY = date(2026, 9, 8)


def information(world: World, school: str, students: list[Student], **fields: Any) -> Case:
    """A draft that asks for the same change for each of the students."""
    rows = [
        InformationChange(
            **{"student": student, "applied_on": DAY, "student_consent": True, "proof_received_on": DAY} | fields
        )
        for student in students
    ]
    scope = world.scope(f"{school}.registrar")
    with scope.enter():
        return matter_open(actor=scope, kind=matter_kind("information"), matters=rows)


def new_number(number: str) -> dict[str, Any]:
    """The row's columns for a new identity number."""
    return {"identity_type": "1", "identity_cipher": cipher.encrypt(number), "identity_mask": mask(number)}


def another_number(student: Student, *, birth: date | None = None) -> str:
    """A number with the student's birth date and sex that nobody has (female: the sequence is even)."""
    return identity_number(birth or student.birth_date, sequence=868)


def handed_up(world: World, school: str, case: Case, *papers: str) -> Case:
    """Submitted with the application and the papers named."""
    hand_in(world, f"{school}.registrar", case, "information_application", *papers)
    return submit(world, f"{school}.registrar", case)


def settled(world: World, school: str, case: Case, *papers: str) -> Case:
    """Decided by the school, in Zhejiang by the county too."""
    case = handed_up(world, school, case, *papers)
    approve(world, f"{school}.school_head", case)
    if school == "zj_school_a":
        approve(world, "zj_county_1a.reviewer", case)
    return case


def profile(student: Student, **entries: str) -> None:
    """Let the profile hold these entries."""
    with unfenced(reason="a test"):
        Profile.objects.filter(student=student).update(data=entries)


def stands(student: Student) -> tuple[Student, dict[str, Any], Person]:
    """Record, profile and person as they are."""
    with unfenced(reason="a test looks"):
        return (
            Student.objects.get(pk=student.pk),
            Profile.objects.get(student=student).data,
            Person.objects.get(pk=student.person_id),
        )
