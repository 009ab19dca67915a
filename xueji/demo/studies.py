"""Changes of major, retentions and information changes, at every station of their chains."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date
from typing import Any, Protocol

from students.information.models import InformationChange
from students.matters.actions import matter_open
from students.matters.kind import MatterKind, matter_kind
from students.models import Profile, SchoolClass, Student
from students.parties import terms_of
from transfers.studies.models import MajorChange, Retention
from transfers.studies.places import following_classes, usual_following
from xueji.cases import actions
from xueji.cases.models import Case
from xueji.codes.gb11643 import check_character
from xueji.codes.identity import mask
from xueji.database import cipher
from xueji.demo.script import acting, days_before, decider, fresh, hand_in_papers, open_steps
from xueji.errors import RuleViolated
from xueji.organizations.models import Organization
from xueji.organizations.scope import unfenced
from xueji.policies.vocabulary import MajorChangeReason

COURSES = 12
_RARE_SEQUENCE = 980  # people of the demonstration count from 0


class Stage(Protocol):
    """What the script of all cases holds ready."""

    schools: dict[str, Organization]
    today: date

    def student(self, slug: str, cohort: int = ..., status: str = ...) -> Student: ...


def act_studies(stage: Stage) -> None:
    """Everything of this file, in the order of the chapters."""
    _major_changes(stage)
    _retentions(stage)
    _information(stage)


def _major_changes(stage: Stage) -> None:
    today = stage.today
    _agree(_major_change(stage, "zj1", days_before(today, 9)), days_before(today, 6))
    _major_change(stage, "zj2", days_before(today, 3))
    done = _major_change(stage, "zj3", days_before(today, 14))
    for days in (11, 8):
        _agree(done, days_before(today, days))
    _major_change(stage, "bj1", days_before(today, 5), reason=MajorChangeReason.STRENGTH)


def _retentions(stage: Stage) -> None:
    today = stage.today
    done = _retention(stage, "zj1", days_before(today, 15), count=3)
    for days in (12, 9):
        _agree(done, days_before(today, days))
    _retention(stage, "zj2", days_before(today, 4), count=2)
    _retention(stage, "bj1", days_before(today, 6), count=2)


def _information(stage: Stage) -> None:
    today = stage.today
    moved = _information_change(stage, "zj1", days_before(today, 10), _new_address)
    for days in (8, 6):
        _agree(moved, days_before(today, days))
    _agree(_information_change(stage, "zj1", days_before(today, 7), _new_number), days_before(today, 5))
    _information_change(stage, "bj2", days_before(today, 2), _new_address, count=12)
    _agree(_information_change(stage, "bj1", days_before(today, 8), _new_number), days_before(today, 7))


def _major_change(stage: Stage, slug: str, on: date, reason: str = MajorChangeReason.PERSONAL_WISH) -> Case | None:
    """Into another programme that has a class of the cohort; nothing where the school teaches only one."""
    student = stage.student(slug)
    with unfenced(reason="demonstration"):
        others = SchoolClass.objects.filter(school=stage.schools[slug], cohort=student.cohort)
        place = others.exclude(programme=student.programme_id).select_related("programme").order_by("pk").first()
    if place is None:
        return None
    openings = [term.starts_on for term in terms_of(stage.schools[slug]) if term.starts_on > on]
    row = MajorChange(
        student=student,
        reason=reason,
        to_programme=place.programme,
        to_class=place,
        effective_on=min(openings, default=None),
        applied_on=on,
        student_consent=True,
        guardian_consent=True,
        reason_text="本人更有兴趣，入学以来一直参加该专业的社团。",
    )
    return _hand_in(stage.schools[slug], "major_change", [row], on)


def _retention(stage: Stage, slug: str, on: date, *, count: int) -> Case | None:
    """Who failed half of the courses of the last school year goes on with the class behind."""
    students = [stage.student(slug) for _each in range(count)]
    with unfenced(reason="demonstration"):
        behind = following_classes(stage.schools[slug], {student.cohort for student in students})
    rows = [
        Retention(
            student=student,
            school_year=student.cohort,
            failed_courses=COURSES // 2 + position % 2,
            year_courses=COURSES,
            to_class=usual_following(student, behind),
        )
        for position, student in enumerate(students)
    ]
    return _hand_in(stage.schools[slug], "retention", rows, on)


def _information_change(
    stage: Stage, slug: str, on: date, change: Callable[[Student, dict[str, Any]], dict[str, Any]], *, count: int = 1
) -> Case | None:
    students = [stage.student(slug) for _each in range(count)]
    with unfenced(reason="demonstration"):
        profiles = dict(Profile.objects.filter(student__in=students).values_list("student_id", "data"))
    rows = [
        InformationChange(
            student=student,
            applied_on=on,
            proof_received_on=on,
            student_consent=True,
            **change(student, profiles.get(student.pk, {})),
        )
        for student in students
    ]
    return _hand_in(stage.schools[slug], "information", rows, on)


def _new_address(student: Student, profile: dict[str, Any]) -> dict[str, Any]:
    """The street got a new name."""
    name = "home_address" if profile.get("home_address") else "household_address"
    old = str(profile.get(name) or "")
    return {"entries": {name: f"{old[:6]}新荷路{student.pk % 90 + 1}号"}, "before": {name: old}}


def _new_number(student: Student, _profile: dict[str, Any]) -> dict[str, Any]:
    """The police corrected the number: another sequence of the same day and sex."""
    with unfenced(reason="demonstration"):
        old = student.person.identity_number
    body = f"{old[:14]}{_RARE_SEQUENCE + student.pk % 9 * 2 + int(student.sex == '1'):03d}"
    number = body + check_character(body)
    return {
        "identity_type": student.identity_type,
        "identity_cipher": cipher.encrypt(number),
        "identity_mask": mask(number),
        "before": {"identity_number": student.identity_mask},
    }


def _hand_in(school: Organization, key: str, rows: Sequence[Any], on: date) -> Case:
    """Draft it, add the papers that are owed, and hand it up where the rules of that day allow it."""
    kind: MatterKind | None = matter_kind(key)
    assert kind is not None
    with acting(school, "registrar", on, hour=9) as scope:
        case = hand_in_papers(scope, matter_open(actor=scope, kind=kind, matters=rows))
        # What is owed may only come to light once a paper counts.
        hand_in_papers(scope, case)
        with suppress(RuleViolated):
            actions.case_submit(actor=scope, case=fresh(case), opinion="材料已核对，提请核办。")
        return fresh(case)


def _agree(case: Case | None, on: date) -> None:
    """Let those at whom the case lies agree, or take note."""
    for step in open_steps(case) if case else ():
        with acting(*decider(step), on) as scope, suppress(RuleViolated):
            current = fresh(step.case)
            if step.kind == "filing":
                actions.step_file(actor=scope, case=current, opinion="已备案。")
            elif not step.decides_exceptions:
                actions.step_approve(actor=scope, case=current, revision=current.revision, opinion="情况属实，同意。")
