"""A small register with a past, and what the statistics say of it."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from students.changes import Change, changes_apply, changes_undo, students_lock
from students.models import Student
from students.statistics.dimensions import BY_KEY, Narrowing
from students.statistics.flows import FlowQuestion, FlowTable, Period, flow_table
from students.statistics.models import FormerSeat
from students.statistics.people import PEOPLE
from students.statistics.tables import CrossTable, Question, cross_table
from students.statuses import ChangeKind, Status
from tests.support.world import World
from xueji import clock
from xueji.cases.models import Case
from xueji.organizations.models import Organization
from xueji.organizations.scope import case_effect, unfenced


def question(day: date, rows: str = "school", columns: str = "", people: str = "studying", **only: Any) -> Question:
    """`only` holds dimensions to values: sex="2"."""
    return Question(day, PEOPLE[people], BY_KEY[rows], BY_KEY[columns] if columns else None, narrowings(only))


def narrowings(only: dict[str, Any]) -> tuple[Narrowing, ...]:
    return tuple(Narrowing(BY_KEY[key], str(value)) for key, value in only.items())


def table(world: World, office: str, day: date, rows: str = "school", columns: str = "", **asked: Any) -> CrossTable:
    with world.scope(office).enter() as scope:
        return cross_table(scope, question(day, rows, columns, **asked))


def flow(
    world: World, office: str, first: date, last: date, rows: str = "school", people: str = "studying", **only: Any
) -> FlowTable:
    asked = FlowQuestion(Period(first, last), PEOPLE[people], BY_KEY[rows], narrowings(only))
    with world.scope(office).enter() as scope:
        return flow_table(scope, asked)


def make_cases(world: World) -> Callable[[], Case]:
    """Cases for effects: `next_case()` answers one after another. Changes are told apart by their ids."""

    def next_case() -> Case:
        moment = clock.now()
        with unfenced(reason="a test needs a case"):
            return Case.objects.create(
                kind="leave", state="running", policy_key="zhejiang_2015", policy_version="2015.1",
                opened_by=world.user("zj_school_a.registrar"), opened_for=world["zj_school_a"], title="试",
                created_at=moment, submitted_at=moment,
            )  # fmt: skip

    return next_case


def change(case: Case, student: Student, kind: ChangeKind, to: Status | None, on: date, **columns: Any) -> None:
    """The student's change as an effect of a case."""
    with case_effect(case.pk, reason="a test changes") as scope:
        locked = students_lock([student.pk])[student.pk]
        changes_apply(case, scope, [Change(locked, kind, to, columns, effective_on=on)])


def undo(case: Case, undoing: Case) -> None:
    with case_effect(undoing.pk, reason="a test takes back") as scope:
        changes_undo(case.pk, undoing=undoing, scope=scope)


def school_moves(world: World, school: str, to: str, on: date) -> None:
    """Let a school come to another body on a day; the trigger dates it by the database's own day."""
    with unfenced(reason="a test moves a school"):
        body = Organization.objects.get(pk=world[school].pk)
        body.parent = world[to]
        body.save(update_fields=["parent"])
        FormerSeat.objects.filter(school=body).update(last_day=on - timedelta(days=1))
