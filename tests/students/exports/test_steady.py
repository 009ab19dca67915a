"""An export shows one state of the register, whatever happens while it is made."""

import threading

import pytest
from django.db import connections

from students.exports.actions import Order, export_ask, export_cancel
from students.exports.making import Cancelled, export_make
from students.exports.models import Export
from students.exports.sources import base
from students.models import Student
from students.statuses import Status
from tests.students.exports.conftest import table
from tests.support.world import build_world, make_student
from xueji.organizations.scope import case_effect

pytestmark = pytest.mark.django_db(transaction=True)
OFFICE = "zj_city_1.reviewer"


@pytest.fixture
def exporting(monkeypatch):
    """A committed world, and an export of the city's students that asks for one row at a time."""
    monkeypatch.setattr("students.exports.making.PORTION", 1)
    world = build_world()
    scope = world.scope(OFFICE)
    with scope.enter() as actor:
        order = Order(said={"query": "status=studying&sort=school"}, columns=("school", "name", "status"))
        export = export_ask(actor=actor, source=base.get("students"), order=order)
    return world, scope, export


def elsewhere(work) -> None:
    """Do something on a connection of its own, as another request does."""

    def go() -> None:
        try:
            work()
        finally:
            connections.close_all()

    thread = threading.Thread(target=go)
    thread.start()
    thread.join()


def test_who_changes_school_while_the_file_is_made_is_in_it_once_and_as_before(exporting):
    world, scope, export = exporting
    student = world.student("zj_school_c")

    def transfer() -> None:
        with case_effect(0, reason="a test transfers"):
            Student.objects.filter(pk=student.pk).update(status=Status.TRANSFERRED, left_on=student.registered_on)
        make_student(world, "zj_school_a", name=student.name)

    def after_the_first(done: int, total: int, note: str = "") -> None:
        if done == 1:
            elsewhere(transfer)

    before = len(table(export_again(scope, export)))
    made = table(export_make(actor=scope, export=export, progress=after_the_first))

    assert len(made) == before
    assert {row["状态"] for row in made} == {"在读"}
    assert len(table(export_again(scope, export))) == before


def test_an_export_is_called_off_although_it_reads_an_older_state(exporting):
    _world, scope, export = exporting

    def cancel() -> None:
        with scope.enter() as actor:
            export_cancel(actor=actor, export=export)

    def after_the_first(done: int, total: int, note: str = "") -> None:
        if done == 1:
            elsewhere(cancel)

    with pytest.raises(Cancelled):
        export_make(actor=scope, export=export, progress=after_the_first)


def export_again(scope, export: Export) -> Export:
    from students.exports.actions import export_again as again

    with scope.enter() as actor:
        other = again(actor=actor, source=base.get("students"), export=export)
    return export_make(actor=scope, export=other)
