"""Transfers with schools outside the register: another province, a general high school; on paper, at their seats."""

from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Protocol

from students.models import SchoolClass, Student
from students.newcomers import Newcomer
from students.parties import terms_of
from transfers.outside.actions import OutsidePlace, outside_arrival_open, outside_departure_open
from xueji.cases import actions
from xueji.cases.models import Case
from xueji.codes.gb11643 import check_character
from xueji.demo.script import (
    acting,
    days_before,
    decider,
    fresh,
    hand_in_opinion,
    hand_in_papers,
    open_steps,
    working_day,
)
from xueji.errors import RuleViolated
from xueji.organizations.models import Organization
from xueji.organizations.scope import unfenced

_SEQUENCE = 940  # of the newcomers' numbers: the generated students stay below


class Stage(Protocol):
    """What the script of all cases holds ready."""

    schools: dict[str, Organization]
    today: date

    def student(self, slug: str, cohort: int = ..., status: str = ...) -> Student: ...


def act_outside(stage: Stage) -> None:
    """Away to another province, at two seats; in from one and from a general high school."""
    today = stage.today
    zhejiang, beijing = _in_window(stage, "zj1"), days_before(today, 5)
    _depart(stage, "zj1", zhejiang, _province("江州职业技术学校", "320000", "江州县教育局", "江州市教育局"))
    away = _depart(stage, "zj2", zhejiang, _province("淮原中等专业学校", "340000", "淮原区教育局", "淮原市教育局"))
    _agree(away, days_before(today, 6))
    _arrive(stage, "zj1", zhejiang, 0, _province("云岭职业高级中学", "530000", "云岭县教育体育局", "云岭市教育体育局"))
    _arrive(stage, "zj3", zhejiang, 1, _general_high("青塘第三中学", "330000", "青塘区教育局"))
    _depart(stage, "bj1", beijing, _province("冀北职业技术教育中心", "130000", "冀北县教育和体育局", ""))
    came = _arrive(stage, "bj2", beijing, 2, _general_high("松榆第二中学", "110000", "松榆区教育委员会"))
    _agree(came, days_before(today, 3))


def _in_window(stage: Stage, slug: str) -> date:
    """A day in the first week of the term, as Zhejiang's article 17 wants it."""
    opened = max(term.starts_on for term in terms_of(stage.schools[slug]) if term.starts_on <= stage.today)
    return working_day(min(opened + timedelta(days=7), days_before(stage.today, 8)))


def _province(name: str, code: str, county: str, city: str) -> dict[str, Any]:
    return {
        "name": name,
        "kind": "vocational_high",
        "province_code": code,
        "authority_name": county,
        "city_name": city,
        "programme": "计算机应用",
    }


def _general_high(name: str, code: str, authority: str) -> dict[str, Any]:
    return {"name": name, "kind": "general_high", "province_code": code, "authority_name": authority}


def _place(stage: Stage, slug: str, on: date, cohort: int, school: dict[str, Any], **more: Any) -> OutsidePlace:
    since = on - timedelta(days=13) if slug.startswith("zj") else on
    starts = [term.starts_on for term in terms_of(stage.schools[slug]) if term.starts_on > since]
    return OutsidePlace(
        cohort=cohort,
        years=Decimal(3),
        reason="family_move",
        applied_on=on - timedelta(days=2),
        effective_on=min(starts, default=on),
        student_consent=True,
        guardian_consent=True,
        **school | more,
    )


def _depart(stage: Stage, slug: str, on: date, school: dict[str, Any]) -> Case:
    student = stage.student(slug)
    with acting(stage.schools[slug], "registrar", on) as scope:
        case = outside_departure_open(
            actor=scope, student=student, place=_place(stage, slug, on, student.cohort, school)
        )
    return _hand_in(stage, slug, case, on)


def _arrive(stage: Stage, slug: str, on: date, position: int, school: dict[str, Any]) -> Case:
    with unfenced(reason="demonstration"):
        given = SchoolClass.objects.filter(school=stage.schools[slug]).order_by("-cohort", "pk")
        to_class = next(each for each in given if each.cohort < stage.today.year)
    body = f"339802{to_class.cohort - 16}0415{_SEQUENCE + position}"
    entered = date(to_class.cohort, 9, 1)
    newcomer = Newcomer(body + check_character(body), ("方听泉", "骆知秋", "邵望舒")[position], entered)
    place = _place(stage, slug, on, to_class.cohort, school, to_class=to_class, entered_on=entered)
    with acting(stage.schools[slug], "registrar", on) as scope:
        case = outside_arrival_open(actor=scope, newcomer=newcomer, place=place)
    return _hand_in(stage, slug, case, on)


def _hand_in(stage: Stage, slug: str, case: Case, on: date) -> Case:
    """Submitted, or left a draft where the rules of the season refuse."""
    with acting(stage.schools[slug], "registrar", on, hour=11) as scope, suppress(RuleViolated):
        actions.case_submit(actor=scope, case=hand_in_papers(scope, fresh(case)))
    return case


def _agree(case: Case, on: date) -> None:
    """Every step that is open agrees, on paper where it is one of the other side."""
    for step in open_steps(case):
        organization, role = decider(step)
        with acting(organization, role, on) as scope:
            hand_in_opinion(scope, fresh(case), step)
            actions.step_approve(actor=scope, case=fresh(case), revision=fresh(case).revision, opinion="同意。")
