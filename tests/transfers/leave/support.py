"""Leave, resumption and restoration for tests: opened with ordinary details and the papers that their rules ask for."""

from datetime import date
from typing import Any

from students.matters.actions import matter_open
from students.matters.kind import matter_kind
from students.models import Student
from tests.support.casework import approve, fresh, hand_in, submit
from tests.support.world import World
from transfers.leave.models import Leave, Restoration, Resumption
from xueji import clock
from xueji.cases.models import Case
from xueji.cases.revocation.actions import revocation_open
from xueji.organizations.scope import unfenced

AUTUMN = date(2026, 9, 28)  # four weeks into the autumn term of 2026
TERM_ENDS = {"zj": date(2027, 1, 23), "bj": date(2027, 1, 22)}
LEAVE_PAPERS = ("leave_application", "hospital_proof", "custody_agreement")
RESUMPTION_PAPERS = ("resumption_application", "health_proof")
SERVICE_PAPERS = ("restoration_application", "enlistment_notice", "discharge_proof")
# Who is told once the school has agreed.
FILED_WITH = {
    "zj_school_a": ("zj_county_1a.reviewer", "zj_city_1.reviewer"),
    "bj_school_a": ("bj_district_1.reviewer",),
}


def open_matter(world: World, school: str, kind: str, row: Any) -> Case:
    """A draft by the registrar."""
    scope = world.scope(f"{school}.registrar")
    found = matter_kind(kind)
    assert found is not None
    with scope.enter():
        return matter_open(actor=scope, kind=found, matters=[row])


def leave_row(student: Student, **changes: Any) -> Leave:
    """An illness until the end of the autumn term."""
    fields = {
        "student": student,
        "applied_on": clock.today(),
        "student_consent": True,
        "guardian_consent": True,
        "ground": "illness",
        "starts_on": AUTUMN,
        "ends_on": date(2027, 1, 22),
        "missed_hours": 60,
        "expected_hours": 240,
        "term_hours": 600,
        "hospital_name": "澜州市第一医院",
        "hospital_grade": "grade_2a",
    } | changes
    return Leave(**{"began_on": fields["starts_on"]} | fields)


def leave_submitted(world: World, school: str, student: Student | None = None, **changes: Any) -> Case:
    row = leave_row(student or world.student(school), **changes)
    case = open_matter(world, school, "leave", row)
    hand_in(world, f"{school}.registrar", case, *LEAVE_PAPERS, *_more(row.ground))
    return submit(world, f"{school}.registrar", case)


def agreed(world: World, school: str, case: Case, **options: Any) -> Case:
    """The school's head agrees, then the authority where the regulation has it decide."""
    approve(world, f"{school}.school_head", case, **options)
    return fresh(case)


def on_leave(world: World, school: str, student: Student | None = None, **changes: Any) -> Case:
    """A leave in force."""
    with clock.at(changes.pop("at", AUTUMN)):
        return agreed(world, school, leave_submitted(world, school, student, **changes))


def resumption_row(world: World, student: Student, **changes: Any) -> Resumption:
    """Back after the student's leave, into the class of the next grade."""
    leave = current_leave(student)
    fields = {
        "student": student,
        "applied_on": clock.today(),
        "student_consent": True,
        "guardian_consent": True,
        "leave": leave,
        "ground": leave.ground,
        "leave_starts_on": leave.began_on,
        "leave_ends_on": leave.ends_on,
        "resumes_on": date(2027, 3, 1),
        "hospital_grade": "grade_2a",
        "recheck_passed": True,
        "to_class": student.school_class,
    }
    return Resumption(**fields | changes)


def resumption_submitted(world: World, school: str, student: Student | None = None, **changes: Any) -> Case:
    papers = changes.pop("papers", RESUMPTION_PAPERS)
    row = resumption_row(world, refreshed(student or world.student(school)), **changes)
    case = open_matter(world, school, "resumption", row)
    hand_in(world, f"{school}.registrar", case, *papers)
    return submit(world, f"{school}.registrar", case)


def restoration_submitted(world: World, school: str, student: Student, **changes: Any) -> Case:
    papers = changes.pop("papers", SERVICE_PAPERS)
    with unfenced(reason="a test looks"):
        leave = Leave.objects.running().filter(student=student).first()
    fields = {
        "student": student,
        "applied_on": clock.today(),
        "student_consent": True,
        "guardian_consent": True,
        "leave": leave,
        "departure": "on_leave" if leave else "completed",
        "discharge_reason": "health",
        "discharged_on": clock.today(),
        "resumes_on": clock.today(),
        "to_class": student.school_class,
    }
    case = open_matter(world, school, "restoration", Restoration(**fields | changes))
    hand_in(world, f"{school}.registrar", case, *papers)
    return submit(world, f"{school}.registrar", case)


def undone(world: World, school: str, case: Case) -> Case:
    """A revocation of the case, agreed to by those who had agreed to it."""
    scope = world.scope(f"{school}.registrar")
    with scope.enter():
        revocation = revocation_open(actor=scope, case=fresh(case), reason="原件有误")
    submit(world, f"{school}.registrar", revocation)
    return agreed(world, school, revocation)


def current_leave(student: Student) -> Leave:
    with unfenced(reason="a test looks"):
        return Leave.objects.in_force().filter(student=student).latest("id")


def refreshed(student: Student) -> Student:
    with unfenced(reason="a test looks"):
        return Student.objects.with_places().get(pk=student.pk)


def _more(ground: str) -> tuple[str, ...]:
    return {
        "military": ("enlistment_notice",),
        "hardship": ("hardship_proof",),
        "abroad": ("abroad_proof",),
        "enterprise": ("work_proof",),
    }.get(ground, ())
