"""What a random walk over the engine needs to know of the kinds: how one is opened, with which papers, what a seat owes.

A chapter that adds a kind adds a builder here; the walk itself knows no kind.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from students.models import SchoolClass, Student
from students.registration.actions import registration_open
from tests.students.registration.test_registration import newcomer
from tests.support.casework import hand_in
from tests.support.world import World
from tests.transfers.support import PAPERS, place
from transfers.actions import transfer_class_assign, transfer_open
from xueji import clock
from xueji.cases import registry
from xueji.cases.models import Case, Step
from xueji.organizations.scope import Scope

SCHOOL = "zj_school_a"
REGISTRAR = f"{SCHOOL}.registrar"


def nothing_owed(scope: Scope, case: Case, step: Step) -> None:
    """Most seats owe nothing before they agree."""


@dataclass(frozen=True)
class Builder:
    """One kind of case (`kind`): `opened` makes a draft for a student of school A, `papers` are handed in before it is
    submitted, `prepare` does what a seat owes before it agrees."""

    kind: str
    opened: Callable[[World, Student], Case]
    papers: tuple[str, ...] = ()
    prepare: Callable[[Scope, Case, Step], None] = field(default=nothing_owed)


def _transfer(destination: str) -> Callable[[World, Student], Case]:
    def opened(world: World, student: Student) -> Case:
        with world.scope(REGISTRAR).enter() as scope:
            return transfer_open(actor=scope, student=student, place=place(world, destination, student.cohort))

    return opened


def _give_class(scope: Scope, case: Case, step: Step) -> None:
    transfer = case.transfer
    if step.organization_id == transfer.to_school_id:
        school_class = SchoolClass.objects.get(programme=transfer.to_programme_id, cohort=transfer.to_cohort)
        transfer_class_assign(actor=scope, case=case, school_class=school_class)


def _registration(world: World, student: Student) -> Case:
    new = newcomer(world)
    with world.scope(REGISTRAR).enter() as scope:
        return registration_open(actor=scope, student_ids=[new.pk])


def _leave(world: World, student: Student) -> Case:
    from tests.transfers.leave.support import leave_row, open_matter

    return open_matter(world, SCHOOL, "leave", leave_row(student, starts_on=clock.today()))


BUILDERS: dict[str, Builder] = {
    "transfer inside a county": Builder("transfer", _transfer("zj_school_b"), PAPERS, _give_class),
    "transfer between prefectures": Builder("transfer", _transfer("zj_school_d"), PAPERS, _give_class),
    "registration": Builder("registration", _registration),
    "leave": Builder("leave", _leave, ("leave_application", "hospital_proof", "custody_agreement")),
}


def known() -> list[str]:
    """The builders whose kind is registered."""
    kinds = {kind.key for kind in registry.all_kinds()}
    return sorted(name for name, builder in BUILDERS.items() if builder.kind in kinds)


def papers_in(world: World, case: Case, builder: Builder) -> None:
    """The papers that the rules will ask for."""
    hand_in(world, REGISTRAR, case, *builder.papers)
