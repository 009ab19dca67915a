"""New students, graduates and their certificates, at every station of their chains."""

from collections.abc import Sequence
from datetime import date, timedelta

from certificates.actions import certificates_draft_create, number_pattern_set
from graduation.actions import Findings, graduation_audit_record, graduation_open
from students.admission.facts import admissions_of
from students.models import Student
from students.parties import policy_key_of
from students.registration.actions import registration_open
from students.registration.extensions import extension_grant, may_extend
from students.registration.facts import entry_of
from students.registration.seasons import closing_day
from xueji.cases import actions
from xueji.cases.models import Case
from xueji.demo.crowding import GRADUATED
from xueji.demo.script import acting, days_before, decider, fresh, hand_in_papers, open_steps
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope, unfenced
from xueji.policies.engine.verdicts import Verdicts

CERTIFICATES_A_SCHOOL = 4
BATCH = 8
SINCE = date(2021, 1, 1)


def number_documents(planted: dict[str, Organization]) -> None:
    """Patterns of numbers: Zhejiang's prefectures and Beijing's city, year + authority + serial without gaps."""
    cities = [body for code, body in sorted(planted.items()) if body.kind == "city"]
    authorities = [(body, f"{position:02d}") for position, body in enumerate(cities, start=1)]
    for authority, code in [*authorities, (planted["110000"], "11")]:
        with Scope.of_organization(authority).enter() as scope:
            number_pattern_set(
                actor=scope,
                authority=authority,
                kind="graduation",
                pattern="{year}{authority:2}{serial:5}",
                authority_code=code,
                starts_on=SINCE,
            )


def register_newcomers(schools: dict[str, Organization], today: date) -> None:
    """Batches that wait at the county, at the city, that came through with one sent back; the rest stays to be handed up."""
    _batch(schools["zj2"], days_before(today, 6))
    at_city = _batch(schools["zj5"], days_before(today, 9))
    _pass_on(at_city, days_before(today, 4))
    _batch(schools["bj1"], days_before(today, 3))
    done = _batch(schools["bj2"], days_before(today, 15))
    _pass_on(done, days_before(today, 12), send_back="录取通知书上的姓名与户口簿不一致，请核对后重报。")
    _pass_on(done, days_before(today, 8))


def graduate(schools: dict[str, Organization], today: date) -> None:
    """Certificates of the last cohort; graduations that came through, wait at the authority, or are still a draft."""
    for school in schools.values():
        _issue(school)
    done = _graduation(schools["zj1"], days_before(today, 14), count=1)
    for _seat in range(3):
        _pass_on(done, days_before(today, 10))
    _graduation(schools["zj3"], days_before(today, 5), count=2)
    _graduation(schools["bj3"], days_before(today, 2), count=1)


def _issue(school: Organization) -> None:
    with acting(school, "registrar", date(GRADUATED + 3, 6, 30)) as scope:
        students = list(
            Student.objects.filter(school=school, status="graduated").order_by("pk")[:CERTIFICATES_A_SCHOOL]
        )
        certificates_draft_create(actor=scope, students=students, issued_on=date(GRADUATED + 3, 6, 30))


def _let_in_late(school: Organization, waiting: Sequence[Student], on: date) -> None:
    """Where the season of newcomers has closed, the level above extends it in writing: else nobody may hand them up."""
    key, before = policy_key_of(school), days_before(on, 1)
    with unfenced(reason="demonstration"):
        admissions = admissions_of(waiting)
        above = {body.pk: body for body in Organization.objects.filter(pk__in=school.key_chain())}
    body = next(above[each] for each in school.key_chain() if may_extend(above[each], key))
    for season, year in sorted({entry_of(student, admissions.get(student.pk)) for student in waiting}):
        closes = closing_day(key, season, year, before)
        if closes is None or closes >= on:
            continue
        with acting(body, "reviewer", before) as scope:
            extension_grant(
                actor=scope,
                target=school,
                season=season,
                year=year,
                until=on + timedelta(days=30),
                grounds="新生材料截止日前未收齐，同意延期补报。",
                document_number=f"教职成〔{before.year}〕21号",
                decided_on=before,
            )


def _batch(school: Organization, on: date) -> Case:
    with unfenced(reason="demonstration"):
        pending = list(Student.objects.filter(school=school, status="pending").order_by("pk")[:BATCH])
    _let_in_late(school, pending, on)
    with acting(school, "registrar", on) as scope:
        keys = [student.pk for student in pending]
        case = registration_open(actor=scope, student_ids=keys, late_reason="截止日前材料未收齐，现补报。")
        hand_in_papers(scope, case)
        return actions.case_submit(actor=scope, case=fresh(case), opinion="已逐人核对录取与报到材料。")


def _graduation(school: Organization, on: date, *, count: int) -> Case:
    with acting(school, "registrar", on) as scope:
        students = Student.objects.filter(school=school, status="studying", cohort=GRADUATED).order_by("pk")
        chosen = list(students.values_list("pk", flat=True)[:count])
        findings = Findings(conduct_passed=True, courses_passed=True, internship_passed=True, leaving_on=on)
        graduation_audit_record(actor=scope, student_ids=chosen, findings=findings)
        case = graduation_open(actor=scope, student_ids=chosen)
        hand_in_papers(scope, case)
        return actions.case_submit(actor=scope, case=fresh(case), opinion="毕业条件已逐项核对。")


def _pass_on(case: Case, on: date, *, send_back: str = "") -> None:
    """Everybody at whom the case lies agrees (or takes note); `send_back` gives one student back with that reason."""
    for step in open_steps(case):
        with acting(*decider(step), on) as scope:
            current = fresh(case)
            if step.kind == "filing":
                actions.step_file(actor=scope, case=current, opinion="已备案。")
                continue
            actions.step_approve(
                actor=scope,
                case=current,
                revision=current.revision,
                opinion="经审核，同意。",
                exceptions=_grounds(current) if step.decides_exceptions else None,
                returned_items=_first_item(current, send_back),
            )


def _grounds(case: Case) -> dict[str, str]:
    reason = "学校因材料收集延误，学生已实际到校就读，同意延期补注册。"
    return {verdict.rule: reason for verdict in Verdicts.from_list(case.verdicts).open_exceptions}


def _first_item(case: Case, reason: str) -> dict[int, str]:
    if not reason:
        return {}
    with unfenced(reason="demonstration"):
        first = case.items.filter(state="pending").order_by("position").values_list("pk", flat=True)[0]
    return {first: reason}
