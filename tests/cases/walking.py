"""What a random walk over the engine needs to know of the kinds: how one is opened, with which papers, what a seat owes.

A chapter that adds a kind adds a builder here; the walk itself knows no kind.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

from students.models import SchoolClass, Student
from students.registration.actions import registration_open
from students.statuses import Status
from tests.students.information.support import another_number, information, new_number
from tests.students.registration.test_registration import newcomer
from tests.support.casework import hand_in
from tests.support.world import World, make_student
from tests.transfers import matters
from tests.transfers.leave import support as leaves
from tests.transfers.studies import support as studies
from tests.transfers.support import PAPERS, place
from tests.transfers.withdrawal.support import truant
from transfers.actions import transfer_class_assign, transfer_open
from transfers.leave.models import Restoration
from transfers.special_school.models import SpecialPlacement, SpecialReturn
from transfers.withdrawal.models import Cancellation, Withdrawal
from xueji import clock
from xueji.cases import registry
from xueji.cases.models import Case, Step
from xueji.organizations.scope import Scope, unfenced

SCHOOL = "zj_school_a"
REGISTRAR = f"{SCHOOL}.registrar"
Opener = Callable[[World, Student], Case]


def nothing_owed(scope: Scope, case: Case, step: Step) -> None:
    """Most seats owe nothing before they agree."""


@dataclass(frozen=True)
class Builder:
    """One kind of case (`kind`): `opened` makes a draft for a student of school A (or for one of its own, where none is
    in the status that the kind is for), `papers` are handed in before it is submitted, `prepare` does what a seat owes
    before it agrees."""

    kind: str
    opened: Opener
    papers: tuple[str, ...] = ()
    prepare: Callable[[Scope, Case, Step], None] = field(default=nothing_owed)


def _transfer(destination: str) -> Opener:
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
    return leaves.open_matter(world, SCHOOL, "leave", leaves.leave_row(student, starts_on=clock.today()))


def _resumption(world: World, student: Student) -> Case:
    """Of somebody whose leave ended with the summer, or of the student while on leave."""
    away = _in_status(student, Status.ON_LEAVE)
    if away is None:
        student = make_student(world, SCHOOL)
        spring = {"starts_on": date(2026, 3, 9), "ends_on": date(2026, 7, 10)}
        leaves.on_leave(world, SCHOOL, student, at=spring["starts_on"], **spring)
        away = leaves.refreshed(student)
    row = leaves.resumption_row(world, away, resumes_on=clock.today())
    return leaves.open_matter(world, SCHOOL, "resumption", row)


def _restoration(world: World, student: Student) -> Case:
    """Somebody who completed early for the army."""
    veteran = make_student(world, SCHOOL, status=Status.COMPLETED, left_on=date(2026, 7, 1))
    row = Restoration(
        **_signed(veteran),
        departure="completed",
        discharge_reason="health",
        discharged_on=clock.today(),
        resumes_on=clock.today(),
        to_class=veteran.school_class,
    )
    return leaves.open_matter(world, SCHOOL, "restoration", row)


def _major_change(world: World, student: Student) -> Case:
    with unfenced(reason="a walk needs a programme"):
        others = SchoolClass.objects.select_related("programme").filter(school=world[SCHOOL])
        to_class = others.filter(programme__major_code=_OTHER_MAJOR).first()
    to_class = to_class or studies.second_programme(world, SCHOOL, _OTHER_MAJOR)
    fields = {"student": student, "reason": "personal_wish", "applied_on": clock.today(), "effective_on": None}
    return studies.major_change(world, SCHOOL, to_class, **fields)


def _retention(world: World, student: Student) -> Case:
    return studies.retention(world, SCHOOL, [student], to_class=world.classes[f"{SCHOOL}.2026"])


def _withdrawal(world: World, student: Student) -> Case:
    return matters.opened(world, SCHOOL, "withdrawal", Withdrawal(**_signed(student), reason="employment"))


def _required_withdrawal(world: World, student: Student) -> Case:
    """A minor who was advised, and applies with the guardian."""
    return matters.opened(world, SCHOOL, "required_withdrawal", truant(**_signed(student)))


def _cancellation(world: World, student: Student) -> Case:
    day = clock.today() - timedelta(days=1)
    death = Cancellation(student=student, cause="death", occurred_on=day, learnt_on=day)
    return matters.opened(world, SCHOOL, "cancellation", death)


def _placement(world: World, student: Student) -> Case:
    row = SpecialPlacement(
        student=student,
        serious_misconduct=True,
        unlawful_act=True,
        unsuited=True,
        decided_by="区专门教育指导委员会",
        decided_on=clock.today(),
        special_school="明德专门学校",
        starts_on=clock.today(),
    )
    return matters.opened(world, SCHOOL, "special_placement", row)


def _return(world: World, student: Student) -> Case:
    away = _in_status(student, Status.SPECIAL_SCHOOL) or make_student(world, SCHOOL, status=Status.SPECIAL_SCHOOL)
    row = SpecialReturn(**_signed(away), good_conduct=True, report_on=clock.today(), to_class=away.school_class)
    return matters.opened(world, SCHOOL, "special_return", row)


def _address(world: World, student: Student) -> Case:
    entries = {"entries": {"home_address": "云汀路1号"}, "before": {"home_address": ""}}
    return information(world, SCHOOL, [student], **_applied(), **entries)


def _number(world: World, student: Student) -> Case:
    fields = new_number(another_number(student)) | {"before": {"identity_number": student.identity_mask}}
    return information(world, SCHOOL, [student], **_applied(), **fields)


def _applied() -> dict[str, date]:
    return {"applied_on": clock.today(), "proof_received_on": clock.today()}


def _signed(student: Student) -> dict[str, object]:
    return {"student": student, "applied_on": clock.today(), "student_consent": True, "guardian_consent": True}


def _in_status(student: Student, status: Status) -> Student | None:
    now = leaves.refreshed(student)
    return now if now.status == status else None


_OTHER_MAJOR = "710202"
_LIGHT = ("information_application", "residence_proof")
_STRICT = ("information_application", "household_register", "identity_proof")
BUILDERS: dict[str, Builder] = {
    "transfer inside a county": Builder("transfer", _transfer("zj_school_b"), PAPERS, _give_class),
    "transfer between prefectures": Builder("transfer", _transfer("zj_school_d"), PAPERS, _give_class),
    "registration": Builder("registration", _registration),
    "leave": Builder("leave", _leave, leaves.LEAVE_PAPERS),
    "resumption": Builder("resumption", _resumption, leaves.RESUMPTION_PAPERS),
    "restoration": Builder("restoration", _restoration, leaves.SERVICE_PAPERS),
    "major change": Builder("major_change", _major_change, ("major_change_application",)),
    "retention": Builder("retention", _retention),
    "withdrawal": Builder("withdrawal", _withdrawal, ("withdrawal_application",)),
    "required withdrawal": Builder(
        "required_withdrawal", _required_withdrawal, ("attendance_record", "withdrawal_application")
    ),
    "cancellation": Builder("cancellation", _cancellation, ("death_proof",)),
    "to a special school": Builder("special_placement", _placement, ("special_school_decision",)),
    "from a special school": Builder(
        "special_return", _return, ("special_return_application", "special_school_report")
    ),
    "another address": Builder("information", _address, _LIGHT),
    "another identity number": Builder("information", _number, _STRICT),
}


def known() -> list[str]:
    """The builders whose kind is registered."""
    kinds = {kind.key for kind in registry.all_kinds()}
    return sorted(name for name, builder in BUILDERS.items() if builder.kind in kinds)


def papers_in(world: World, case: Case, builder: Builder) -> None:
    """The papers that the rules will ask for."""
    hand_in(world, REGISTRAR, case, *builder.papers)
