"""A small kind of case for tests: transfers inside Zhejiang whose facts the test chooses. Never registered in production."""

from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

from PIL import Image

from tests.policies.builders import zhejiang
from tests.support.world import World
from xueji.cases import actions, registry
from xueji.cases.models import Case
from xueji.cases.registry import CaseKind, NewItem
from xueji.cases.watches import Due, Watch
from xueji.policies.vocabulary import Evidence as Papers

TODAY = date(2026, 9, 7)


class Errand(CaseKind):
    """A transfer from school A to school D: submission, to-school, two counties side by side, two cities side by side."""

    key = "transfer"
    label = "转学"
    prefix = "ZX"
    verb = "同意转学"

    def __init__(self, world: World) -> None:
        self.world = world
        self.facts_now = zhejiang(requested_on=TODAY)
        self.applied: list[int] = []

    def facts(self, case, items):
        given = frozenset(case.evidence.values_list("key", flat=True))
        facts = replace(self.facts_now, evidence=self.facts_now.evidence | given)
        return {item.pk: facts for item in items}

    def parties(self, case):
        keys = {
            "from_school": "zj_school_a",
            "to_school": "zj_school_d",
            "from_authority": "zj_county_1a",
            "to_authority": "zj_county_2a",
            "from_city": "zj_city_1",
            "to_city": "zj_city_2",
        }
        return {party: self.world[key].pk for party, key in keys.items()}

    def route(self, case):
        return "inside"

    def apply(self, case, items, scope):
        self.applied += [item.student_id for item in items]

    def effects(self, case, items):
        return ["转出学校的学籍状态改为“已转出”"]


class Roster(Errand):
    """The same chain for many students at once."""

    is_batch = True
    exclusive = False
    items_label = "%(count)d 名新生"


class Reminder(Watch):
    """A long clock that ran out for a student of each school that the test names: it drafts an errand."""

    key = "test_reminder"
    label = "试验到期"

    def __init__(self, world: World, *schools: str, due_on: date = TODAY) -> None:
        self.world = world
        self.schools = schools
        self.due_on = due_on
        self.drafts = True

    def find(self, day):
        for key in self.schools:
            student = self.world.student(key)
            if self.due_on <= day:
                yield Due(f"student:{student.pk}", self.due_on, student.school_id, data=student)

    def open_draft(self, due, scope):
        if not self.drafts:
            return None
        item = NewItem(due.data.pk, due.data.person_id, {"name": due.data.name})
        return actions.case_open(
            actor=scope, kind="transfer", policy_key="zhejiang_2015", title="试验草稿", items=[item], details={}
        )


def without_papers(errand: Errand) -> None:
    """Nothing handed in yet: the rules ask for papers."""
    errand.facts_now = replace(errand.facts_now, evidence=frozenset())


def too_early(errand: Errand) -> None:
    """Not a full term at school: forbidden in principle, an exception is needed."""
    student = replace(errand.facts_now.student, entered_on=TODAY)
    errand.facts_now = replace(errand.facts_now, student=student)


def open_case(world: World, *, positions: tuple[int, ...] = (0,), submit: bool = True) -> Case:
    """A case of school A, opened by its registrar and handed up unless told otherwise."""
    students = [world.student("zj_school_a", position) for position in positions]
    with world.scope("zj_school_a.registrar").enter() as actor:
        items = [NewItem(row.pk, row.person_id, {"name": row.name, "number_mask": row.number_mask}) for row in students]
        case = actions.case_open(
            actor=actor, kind="transfer", policy_key="zhejiang_2015", title="省内转学", items=items, details={}
        )
        return actions.case_submit(actor=actor, case=case, opinion="家庭搬迁。") if submit else case


def approve(world: World, case: Case, *offices: str, **decision: Any) -> Case:
    """Let offices agree one after the other."""
    for office in offices:
        with world.scope(office).enter() as actor:
            case = Case.objects.get(pk=case.pk)
            case = actions.step_approve(actor=actor, case=case, revision=case.revision, **decision)
    return case


def registered(errand: Errand):
    """Put the kind in the registry; returns what stood there."""
    before = registry._kinds.get(errand.key)
    registry.register(errand)
    return before


def picture(form: str = "PNG") -> bytes:
    """A small picture that opens."""
    target = BytesIO()
    Image.new("RGB", (40, 30), "white").save(target, form)
    return target.getvalue()


PAPER_KEYS = tuple(kind.value for kind in Papers)
