"""Transfers with a school outside the register, for tests."""

from datetime import date
from decimal import Decimal
from typing import Any

from students.models import Student
from students.newcomers import Newcomer
from tests.support.casework import approve, fresh, hand_in, hand_in_paper, submit
from tests.support.world import World, identity_number
from tests.transfers.support import BEFORE_TERM, PAPERS, TERM
from transfers.outside.actions import OutsidePlace, outside_arrival_open, outside_departure_open
from xueji.cases.models import Case
from xueji.organizations.scope import unfenced

JIANGSU, ZHEJIANG, BEIJING = "320000", "330000", "110000"
NUMBER = identity_number(date(2009, 5, 20), sequence=601)


def outside_place(**changes: Any) -> OutsidePlace:
    """A vocational school of Jiangsu with a county and a prefecture above it, for a household move."""
    fields: dict[str, Any] = {
        "name": "江州职业技术学校",
        "kind": "vocational_high",
        "province_code": JIANGSU,
        "address": "江州市河西路 8 号",
        "authority_name": "江州县教育局",
        "city_name": "江州市教育局",
        "province_authority_name": "江苏省教育厅",
        "programme": "计算机应用",
        "cohort": 2025,
        "years": Decimal("3.0"),
        "reason": "household_move",
        "applied_on": BEFORE_TERM,
        "effective_on": TERM,
        "student_consent": True,
        "guardian_consent": True,
        "entered_on": date(2025, 9, 1),
    }
    return OutsidePlace(**fields | changes)


def general_high(**changes: Any) -> OutsidePlace:
    """A general high school of the province of the code given, under the county or district."""
    own = {
        "name": "青塘中学",
        "kind": "general_high",
        "province_code": ZHEJIANG,
        "programme": "",
        "city_name": "",
        "province_authority_name": "",
    }
    return outside_place(**own | changes)


def departure(world: World, origin: str = "zj_school_a", **changes: Any) -> Case:
    """A submitted transfer to an outside school."""
    make = changes.pop("place", outside_place)
    scope = world.scope(f"{origin}.registrar")
    with scope.enter():
        case = outside_departure_open(actor=scope, student=world.student(origin), place=make(**changes))
    hand_in(world, f"{origin}.registrar", case, *PAPERS)
    return submit(world, f"{origin}.registrar", case)


def drafted_arrival(world: World, school: str = "zj_school_a", cohort: int = 2025, **changes: Any) -> Case:
    """A draft of the to-school for a student who is in no register."""
    make = changes.pop("place", outside_place)
    shown = {"identity_number": NUMBER, "name": "方听泉", "entered_on": date(2025, 9, 1)} | changes.pop("shown", {})
    scope = world.scope(f"{school}.registrar")
    with scope.enter():
        place = make(to_class=world.classes[f"{school}.{cohort}"], **changes)
        return outside_arrival_open(actor=scope, newcomer=Newcomer(**shown), place=place)


def arrival_from_outside(world: World, school: str = "zj_school_a", **changes: Any) -> Case:
    """The same, submitted with its papers."""
    papers = changes.pop("papers", (*PAPERS, "outside_status_proof"))
    case = drafted_arrival(world, school, **changes)
    hand_in(world, f"{school}.registrar", case, *papers)
    return submit(world, f"{school}.registrar", case)


def entered(world: World, office: str, case: Case, *keys: str) -> Case:
    """An officer of the own side enters opinions of outside seats, each with its paper."""
    for key in keys:
        hand_in_paper(world, office, case, f"outside_{key}")
        approve(world, office, case)
    return fresh(case)


def chain_of(case: Case) -> list[tuple[str, str, str]]:
    """(outside body or organization code, kind, state) in order."""
    with unfenced(reason="a test looks"):
        rows = case.steps.select_related("organization").order_by("position")
        return [(step.outside_name or step.organization.code, step.kind, step.state) for step in rows]


def newcomer_of(case: Case) -> Student:
    """The record of who comes, as it stands."""
    with unfenced(reason="a test looks"):
        return Student.objects.get(pk=case.items.get().student_id)
