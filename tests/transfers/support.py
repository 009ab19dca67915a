"""Transfers for tests: opened by either side, with the papers that their rules ask for."""

from datetime import date
from typing import Any

from students.models import SchoolClass
from tests.support.casework import approve, hand_in, submit
from tests.support.world import World
from transfers.actions import Place, transfer_arrival_open, transfer_class_assign, transfer_open
from transfers.lookup import student_claim
from xueji.cases.models import Case
from xueji.organizations.scope import unfenced

WINDOW = date(2026, 9, 7)
BEFORE_TERM = date(2026, 8, 20)
TERM = date(2026, 9, 1)
PAPERS = ("transfer_application", "household_page")


def place(world: World, school: str, cohort: int = 2025, **changes: Any) -> Place:
    """A place in the school's programme, for a household move."""
    fields = {
        "to_school": world[school],
        "to_programme": world.programmes[school],
        "to_cohort": cohort,
        "reason": "household_move",
        "applied_on": BEFORE_TERM,
        "effective_on": TERM,
        "student_consent": True,
        "guardian_consent": True,
    }
    return Place(**fields | changes)


def opened(world: World, origin: str = "zj_school_a", destination: str = "zj_school_d", **options: Any) -> Case:
    """A draft by the from-school for its first student (cohort 2025)."""
    student = options.pop("student", None) or world.student(origin)
    scope = world.scope(f"{origin}.registrar")
    with scope.enter():
        return transfer_open(actor=scope, student=student, place=place(world, destination, **options))


def submitted(world: World, origin: str = "zj_school_a", destination: str = "zj_school_d", **options: Any) -> Case:
    case = opened(world, origin, destination, **options)
    hand_in(world, f"{origin}.registrar", case, *PAPERS)
    return submit(world, f"{origin}.registrar", case)


def class_given(world: World, case: Case, school: str, cohort: int = 2025) -> None:
    scope = world.scope(f"{school}.registrar")
    with scope.enter():
        transfer_class_assign(
            actor=scope, case=case, school_class=SchoolClass.objects.get(school=world[school], cohort=cohort)
        )


def accepted(world: World, case: Case, school: str) -> Case:
    """The to-school gives a class and agrees."""
    class_given(world, case, school)
    return approve(world, f"{school}.school_head", case)


def claim(world: World, office: str, student: Any) -> str | None:
    """The student shows number and name to the school of the office."""
    with unfenced(reason="a test reads a number"):
        number = student.person.identity_number
    scope = world.scope(office)
    with scope.enter():
        return student_claim(actor=scope, identity_number=number, name=student.name)


def arrival(world: World, origin: str = "bj_school_a", destination: str = "bj_school_b", **options: Any) -> Case:
    """A submitted transfer that the to-school opened (Beijing)."""
    registrar = f"{destination}.registrar"
    token = claim(world, registrar, options.pop("student", None) or world.student(origin))
    scope = world.scope(registrar)
    with scope.enter():
        case = transfer_arrival_open(actor=scope, claim=token, place=place(world, destination, **options))
    hand_in(world, registrar, case, *PAPERS)
    return submit(world, registrar, case)
