"""Long clocks that the sweep watches: drafts for a person to confirm, each thing once."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from tests.cases.errands import TODAY
from tests.cases.test_deadlines import at
from xueji import clock
from xueji.cases import actions, watches
from xueji.cases.deadlines import sweep
from xueji.cases.models import Case, Notice
from xueji.cases.states import CaseState
from xueji.cases.watching.models import WatchEvent
from xueji.errors import Conflict
from xueji.organizations.scope import unfenced

pytestmark = pytest.mark.django_db


def meet(day: date = TODAY) -> list[tuple[str, str | None]]:
    with clock.at(day):
        return [(met.organization, met.case) for met in watches.meet_all(day)]


def test_what_is_due_becomes_a_draft_of_the_school(world, errand, watching):
    watching("zj_school_a")

    meet()

    with world.scope("zj_school_a.registrar").enter():
        draft = Case.objects.get()
    assert (draft.state, draft.opened_for_id, draft.opened_by_id) == (CaseState.DRAFT, world["zj_school_a"].pk, None)


def test_nothing_happens_to_the_student(world, errand, watching):
    watching("zj_school_a")
    student = world.student("zj_school_a")

    meet()

    with unfenced(reason="a test looks"):
        assert type(student).objects.get(pk=student.pk).status == student.status
    assert errand.applied == []


def test_the_school_is_told(world, errand, watching):
    watching("zj_school_a")

    meet()

    with world.scope("zj_school_a.registrar").enter():
        notice = Notice.objects.get()
    assert (notice.kind, notice.text) == ("drafted", "试验到期：已起草“试验草稿”，请核对后提交")


def test_nobody_else_sees_it(world, errand, watching):
    watching("zj_school_a")

    meet()

    with world.scope("zj_school_b.registrar").enter():
        assert (Case.objects.count(), WatchEvent.objects.count(), Notice.objects.count()) == (0, 0, 0)


def test_the_registrar_hands_the_draft_up(world, errand, watching):
    watching("zj_school_a")
    meet()

    with clock.at(TODAY), world.scope("zj_school_a.registrar").enter() as actor:
        case = actions.case_submit(actor=actor, case=Case.objects.get())

    assert case.state == CaseState.RUNNING


def test_a_due_thing_is_met_once(world, errand, watching):
    watching("zj_school_a")
    meet()

    assert meet(TODAY + timedelta(days=1)) == []


def test_a_discarded_draft_is_not_opened_again(world, errand, watching):
    watching("zj_school_a")
    meet()
    with clock.at(TODAY), world.scope("zj_school_a.registrar").enter() as actor:
        actions.case_withdraw(actor=actor, case=Case.objects.get())

    assert meet(TODAY + timedelta(days=30)) == []


def test_a_day_that_moves_opens_no_second_draft_while_the_first_waits(world, errand, watching):
    watch = watching("zj_school_a")
    meet()
    watch.due_on = TODAY + timedelta(days=7)

    assert meet(watch.due_on) == []


def test_what_falls_due_anew_is_met_anew(world, errand, watching):
    watch = watching("zj_school_a")
    meet()
    with clock.at(TODAY), world.scope("zj_school_a.registrar").enter() as actor:
        actions.case_withdraw(actor=actor, case=Case.objects.get())
    watch.due_on = TODAY + timedelta(days=365)

    assert len(meet(watch.due_on)) == 1


def test_a_thing_is_not_met_before_its_day(world, errand, watching):
    watching("zj_school_a", due_on=TODAY + timedelta(days=1))

    assert meet() == []


def test_where_telling_is_enough_there_is_no_draft(world, errand, watching):
    watching("zj_school_a").drafts = False

    assert meet() == [("3398010001", None)]
    with world.scope("zj_school_a.registrar").enter():
        assert WatchEvent.objects.values_list("text", "case").get() == ("试验到期", None)


def test_a_refused_draft_is_tried_again(world, errand, watching, monkeypatch):
    watch = watching("zj_school_a")
    with monkeypatch.context() as patched:
        patched.setattr(watch, "open_draft", _refuse)
        assert meet() == []

    assert len(meet()) == 1


def _refuse(due, scope):
    raise Conflict("Not now.")


def test_a_broken_watch_keeps_no_other_from_its_work(world, errand, watching, monkeypatch):
    watch = watching("zj_school_a", "zj_school_b")
    opening = watch.open_draft
    monkeypatch.setattr(
        watch,
        "open_draft",
        lambda due, scope: _break() if due.organization_id == world["zj_school_a"].pk else opening(due, scope),
    )

    with pytest.raises(ExceptionGroup):
        meet()

    with unfenced(reason="a test looks"):
        assert list(Case.objects.values_list("opened_for", flat=True)) == [world["zj_school_b"].pk]


def _break():
    raise LookupError("A mistake of ours.")


def test_batches_are_of_one_school_each(world, errand, watching, monkeypatch):
    monkeypatch.setattr(watches, "BATCH", 1)
    watching("zj_school_a", "zj_school_b", "zj_school_d")

    assert sorted(code for code, _case in meet()) == ["3398010001", "3398010002", "3399010001"]


def test_the_sweep_runs_the_watches(world, errand, watching):
    watching("zj_school_a", due_on=date(2026, 9, 4))

    (event,) = sweep(at(TODAY))

    assert (event.kind, event.step, event.organization) == ("draft", "test_reminder", "3398010001")
    assert (event.due_on, event.working_days) == (date(2026, 9, 4), -1)


def test_what_was_only_told_stands_on_the_workbench(client, world, errand, watching):
    watching("zj_school_a").drafts = False
    meet()

    with clock.at(TODAY):
        client.force_login(world.user("zj_school_a.registrar"))
        page = client.get(reverse("web:workbench")).content.decode()

    assert "到期提醒" in page
    assert "试验到期" in page


def test_a_draft_of_the_system_says_so_on_the_workbench(client, world, errand, watching):
    watching("zj_school_a")
    meet()

    with clock.at(TODAY):
        client.force_login(world.user("zj_school_a.registrar"))
        page = client.get(reverse("web:workbench")).content.decode()

    assert "系统起草，待核对" in page


@pytest.mark.parametrize("drafts", [True, False])
def test_the_case_page_of_a_draft_of_the_system_opens(client, world, errand, watching, drafts):
    watching("zj_school_a")
    meet()
    with world.scope("zj_school_a.registrar").enter():
        case = Case.objects.get()

    with clock.at(TODAY):
        client.force_login(world.user("zj_school_a.registrar" if drafts else "zj_school_a.school_head"))
        assert client.get(reverse("cases:case", args=[case.pk])).status_code == 200
