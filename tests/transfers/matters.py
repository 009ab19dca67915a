"""Matters of one school for tests: opened by a registrar, walked to the end, undone."""

from collections.abc import Sequence

from students.matters.actions import matter_open
from students.matters.kind import matter_kind
from students.matters.models import Matter
from students.models import Student
from tests.support.casework import approve, fresh, hand_in, submit
from tests.support.world import World
from xueji.cases.models import Case, Item
from xueji.cases.revocation.actions import revocation_open
from xueji.organizations.scope import unfenced


def opened(world: World, school: str, kind: str, matters: Matter | Sequence[Matter], *papers: str) -> Case:
    """A draft of the school's registrar, with these papers."""
    scope = world.scope(f"{school}.registrar")
    rows = [matters] if isinstance(matters, Matter) else list(matters)
    with scope.enter():
        case = matter_open(actor=scope, kind=matter_kind(kind), matters=rows)
    hand_in(world, f"{school}.registrar", case, *papers)
    return case


def decided(world: World, school: str, case: Case) -> Case:
    """Submitted by the registrar and approved by the head of the school."""
    submit(world, f"{school}.registrar", case)
    return approve(world, f"{school}.school_head", case)


def undone(world: World, school: str, case: Case) -> Case:
    """Taken back by a case of its own."""
    scope = world.scope(f"{school}.registrar")
    with scope.enter():
        revocation = revocation_open(actor=scope, case=fresh(case), reason="认定有误")
    return decided(world, school, revocation)


def now(student: Student) -> Student:
    """The record as it stands, whoever asks."""
    with unfenced(reason="a test looks"):
        return Student.objects.get(pk=student.pk)


def items_of(case: Case) -> list[Item]:
    with unfenced(reason="a test looks"):
        return list(Item.objects.filter(case=case).order_by("position"))
