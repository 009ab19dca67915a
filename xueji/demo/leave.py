"""Leave, resumption and restoration, at every station of their chains; what the sweep finds it drafts by itself."""

from contextlib import suppress
from datetime import date, timedelta
from typing import Any, Protocol

from students.matters.actions import matter_open
from students.matters.kind import matter_kind
from students.models import SchoolClass, Student
from students.parties import terms_of
from transfers.leave.models import Leave, Resumption
from xueji.cases import actions
from xueji.cases.models import Case
from xueji.demo.script import acting, days_before, decider, fresh, hand_in_papers, open_steps, working_day
from xueji.errors import RuleViolated
from xueji.organizations.models import Organization
from xueji.organizations.scope import unfenced
from xueji.policies.facts import Term, anniversary
from xueji.policies.facts.coming import opening_after, terms_through
from xueji.policies.facts.resumption import over_on
from xueji.policies.vocabulary import HospitalGrade, LeaveGround

TERM_HOURS = 600
_ONE_DAY = timedelta(days=1)


class Stage(Protocol):
    """What the script of all cases holds ready."""

    schools: dict[str, Organization]
    today: date

    def student(self, slug: str, cohort: int = ..., status: str = ...) -> Student: ...


def act_leave(stage: Stage) -> None:
    """Everything of this file, in the order of the articles."""
    _at_their_seats(stage)
    _away(stage)
    _back(stage)


def _at_their_seats(stage: Stage) -> None:
    """With the head of the school, filed with the county, late there, sent back."""
    today = stage.today
    _leave(stage, "zj1", days_before(today, 2), LeaveGround.ILLNESS)
    _agree(_leave(stage, "zj2", days_before(today, 6), LeaveGround.HARDSHIP), days_before(today, 4))
    _agree(_leave(stage, "zj3", days_before(today, 18), LeaveGround.ILLNESS), days_before(today, 15))
    _leave(stage, "bj1", days_before(today, 3), LeaveGround.ABROAD)
    returned = _leave(stage, "bj2", days_before(today, 5), LeaveGround.ILLNESS)
    _return(returned, days_before(today, 3), "诊断证明看不清医院公章，请重新拍照上传。")


def _away(stage: Stage) -> None:
    """In force: filed, and still to be filed; one in the army."""
    today = stage.today
    for slug, ground in (("zj1", LeaveGround.ILLNESS), ("bj1", LeaveGround.ILLNESS), ("bj3", LeaveGround.MILITARY)):
        case = _leave(stage, slug, days_before(today, 16), ground, cohort=2024 if ground == "military" else 2025)
        for days in (14, 11, 8):
            _agree(case, days_before(today, days))
    told = _leave(stage, "zj1", days_before(today, 12), LeaveGround.HARDSHIP)
    for days in (10, 7):
        _agree(told, days_before(today, days))


def _back(stage: Stage) -> None:
    """On leave for the whole last term: back, or not heard of since."""
    for slug, returns in (("zj2", True), ("bj2", True), ("zj1", False)):
        term = _last_term(stage.schools[slug], stage.today)
        asked = working_day(term.starts_on - timedelta(days=7))
        case = _leave(stage, slug, asked, LeaveGround.ILLNESS, term=term)
        for days in (3, 8, 13):
            _agree(case, working_day(asked + timedelta(days=days)))
        if returns:
            _resume(stage, slug, case)


def _leave(stage: Stage, slug: str, on: date, ground: str, *, term: Term | None = None, cohort: int = 2025) -> Case:
    """Asked for and handed up on a day: until the end of the term (of the service), or for a whole term."""
    school = stage.schools[slug]
    student = stage.student(slug, cohort=cohort)
    starts_on = term.starts_on if term else working_day(on + timedelta(days=3))
    service = anniversary(starts_on, 2) - _ONE_DAY if ground == LeaveGround.MILITARY else None
    row = Leave(
        student=student,
        ground=ground,
        starts_on=starts_on,
        began_on=starts_on,
        ends_on=service or (term.ends_on if term else _end_of_term(school, starts_on)),
        terms_count=4 if service else 1,
        service_ends_on=service,
        missed_hours=0 if term else TERM_HOURS // 5,
        expected_hours=TERM_HOURS if term else TERM_HOURS // 4,
        term_hours=TERM_HOURS,
        applied_on=on,
        student_consent=True,
        guardian_consent=True,
        **_reason(ground),
    )
    return _hand_in(school, "leave", row, on)


def _resume(stage: Stage, slug: str, case: Case) -> None:
    """A week before the opening, into the class of the next grade."""
    with unfenced(reason="demonstration"):
        leave = Leave.objects.select_related("student").get(case=case)
        classes = SchoolClass.objects.filter(programme=leave.student.programme_id, cohort__gte=leave.student.cohort)
        to_class = classes.order_by("cohort", "pk").last()
    back = over_on(leave.ends_on, terms_of(stage.schools[slug]))
    asked = working_day(back - timedelta(days=8))
    row = Resumption(
        student=leave.student,
        leave=leave,
        ground=leave.ground,
        leave_starts_on=leave.began_on,
        leave_ends_on=leave.ends_on,
        resumes_on=back,
        to_class=to_class,
        hospital_name=leave.hospital_name,
        hospital_grade=leave.hospital_grade,
        recheck_passed=True,
        applied_on=asked,
        student_consent=True,
        guardian_consent=True,
    )
    resumption = _hand_in(stage.schools[slug], "resumption", row, asked)
    for days in (2, 5, 9):
        _agree(resumption, working_day(asked + timedelta(days=days)))


def _reason(ground: str) -> dict[str, Any]:
    """What the school writes, and the hospital where there is one."""
    if ground == LeaveGround.ILLNESS:
        return {
            "hospital_name": "演示市第一医院",
            "hospital_grade": HospitalGrade.GRADE_3,
            "reason_text": "术后须静养，医嘱休息到学期末。",
        }
    texts = {
        LeaveGround.MILITARY: "已被批准入伍。",
        LeaveGround.ABROAD: "随父母出国，预计学期末返回。",
        LeaveGround.HARDSHIP: "家中突遭变故，须照料家人。",
    }
    return {"reason_text": texts[LeaveGround(ground)]}


def _end_of_term(school: Organization, day: date) -> date:
    """The last day of the term that a day lies in, or of the next one."""
    return next(term.ends_on for term in terms_through(terms_of(school), day, day) if term.ends_on >= day)


def _last_term(school: Organization, today: date) -> Term:
    """The term before the one that runs or comes next."""
    terms = terms_of(school)
    coming = opening_after(today, terms)
    return next(term for term in terms_through(terms, today, today) if term.index == coming.index - 2)


def _hand_in(school: Organization, key: str, row: Any, on: date) -> Case:
    """Draft it, add the papers that are owed, hand it up where the rules of that day allow it."""
    kind = matter_kind(key)
    assert kind is not None
    with acting(school, "registrar", on, hour=9) as scope:
        case = hand_in_papers(scope, matter_open(actor=scope, kind=kind, matters=[row]))
        hand_in_papers(scope, case)  # what is owed may only come to light once a paper counts
        with suppress(RuleViolated):
            actions.case_submit(actor=scope, case=fresh(case), opinion="材料已核对，提请核办。")
        return fresh(case)


def _agree(case: Case, on: date) -> None:
    """Let those at whom the case lies agree, or take note."""
    for step in open_steps(case):
        with acting(*decider(step), on) as scope, suppress(RuleViolated):
            current = fresh(step.case)
            if step.kind == "filing":
                actions.step_file(actor=scope, case=current, opinion="已备案。")
            elif step.kind == "approval":
                actions.step_approve(actor=scope, case=current, revision=current.revision, opinion="情况属实，同意。")


def _return(case: Case, on: date, opinion: str) -> None:
    for step in open_steps(case)[:1]:
        with acting(*decider(step), on) as scope:
            current = fresh(case)
            actions.step_return(actor=scope, case=current, revision=current.revision, to_position=1, opinion=opinion)
