"""Terms registered in tests. The autumn term of 2026 opens on 1 September in both provinces."""

from datetime import date
from typing import Any

from students.models import Student
from students.term_registration.actions import contact_record, entries_save
from students.term_registration.entries import Entry
from students.term_registration.models import Round, TermRegistration
from students.term_registration.rounds import round_for, term_named
from tests.support.world import World
from xueji import clock
from xueji.organizations.scope import unfenced

DUE = date(2026, 9, 1)


def autumn(world: World, school: str) -> Round:
    """The round of the autumn term of 2026, with the usual days, due on 1 September."""
    scope = world.scope(f"{school}.registrar")
    with scope.enter():
        term = term_named(world[school], "2026-2027-1", DUE)
        assert term is not None
        return round_for(world[school], term)


def enter(world: World, school: str, student: Student, state: str, **details: Any) -> TermRegistration:
    """Enter how a student registered, by the registrar."""
    scope, rnd = world.scope(f"{school}.registrar"), autumn(world, school)
    entry = Entry(student_id=student.pk, state=state, **details)
    with scope.enter():
        entries_save(actor=scope, rnd=rnd, entries=[entry])
        return TermRegistration.objects.get(student=student, round=rnd)


def missed(world: World, school: str, student: Student) -> TermRegistration:
    return enter(world, school, student, "not_registered", reason="未到校，待核实")


def contacted(world: World, school: str, student: Student, on: date, **details: Any) -> None:
    scope, rnd = world.scope(f"{school}.registrar"), autumn(world, school)
    usual = {"way": "phone", "whom": "guardian", "result": "no_answer", "by_name": "周敏"}
    with scope.enter(), clock.at(on):
        contact_record(actor=scope, rnd=rnd, students=[student.pk], on=on, **usual | details)


def row_of(student: Student) -> TermRegistration | None:
    with unfenced(reason="a test looks"):
        return TermRegistration.objects.select_related("round").filter(student=student).first()
