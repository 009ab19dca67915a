"""Clocks counted again when the calendar changes: a year on the way is published, a published day is corrected."""

from datetime import date, timedelta

import pytest

from tests.cases.test_deadlines import at
from tests.support.deadlines import open_step
from xueji import clock
from xueji.calendars.actions import calendar_year_publish
from xueji.calendars.loader import get_calendar
from xueji.calendars.models import CalendarDay
from xueji.cases import clocks
from xueji.cases.deadlines import sweep
from xueji.cases.models import ClockEntry, Notice, Step
from xueji.cases.recounting import steps_recount
from xueji.organizations.scope import unfenced

pytestmark = pytest.mark.django_db

DECEMBER = date(2026, 12, 28)  # five working days on: 29, 30, 31 December; 1 January is off; 4, 5 January
HOLIDAYS = {date(2027, 1, day): "元旦" for day in (1, 2, 3, 4)}  # invented: with the 4th, which an estimate cannot know


def publish(holidays=HOLIDAYS, year=2027):
    with unfenced(reason="a test publishes"):
        calendar_year_publish(actor_id=None, year=year, holidays=holidays, workdays={}, source="试验")


def recount(day=date(2026, 12, 29)):
    with clock.at(day):
        return steps_recount()


def fresh(step):
    with unfenced(reason="a test looks"):
        return Step.objects.get(pk=step.pk)


def test_a_provisional_day_becomes_certain_and_right(world):
    step = open_step(world, "zj_school_a", started=DECEMBER, budget=5)
    publish()

    recount()

    assert (step.due_on, step.due_is_provisional) == (date(2027, 1, 5), True)
    assert (fresh(step).due_on, fresh(step).due_is_provisional) == (date(2027, 1, 6), False)


def test_a_day_that_was_estimated_rightly_stays_and_is_certain(world):
    step = open_step(world, "zj_school_a", started=DECEMBER, budget=5)
    publish({date(2027, 1, 1): "元旦"})

    assert recount() == []
    assert (fresh(step).due_on, fresh(step).due_is_provisional) == (date(2027, 1, 5), False)


def test_the_ledger_says_that_it_was_counted_again(world):
    step = open_step(world, "zj_school_a", started=DECEMBER, budget=5)
    publish()

    recount()

    with unfenced(reason="a test looks"):
        entries = ClockEntry.objects.filter(step=step).values_list("event", "on", "due_on")
        assert list(entries) == [
            ("start", DECEMBER, date(2027, 1, 5)),
            ("recount", date(2026, 12, 29), date(2027, 1, 6)),
        ]


def test_whose_day_moved_is_told(world):
    open_step(world, "zj_school_a", started=DECEMBER, budget=5)
    open_step(world, "zj_school_b", started=date(2026, 12, 1), budget=5)
    publish()

    (moved,) = recount()

    with unfenced(reason="a test looks"):
        notice = Notice.objects.get()
    assert (moved.organization, moved.was_due_on, moved.due_on) == ("3398010001", date(2027, 1, 5), date(2027, 1, 6))
    assert notice.organization_id == world["zj_school_a"].pk
    assert "由2027年1月5日改为2027年1月6日" in notice.text


def test_a_clock_that_stood_still_is_counted_by_its_ledger(world):
    step = open_step(world, "zj_school_a", started=DECEMBER, budget=10)
    with clock.at(date(2027, 1, 6)), unfenced(reason="a test returns"):
        clocks.stop(step)
    publish()

    recount(date(2027, 1, 7))

    # 29, 30, 31 December; 5 and 6 January. The estimate had counted the 4th as well.
    assert (step.consumed, fresh(step).consumed) == (6, 5)


def test_a_clock_that_was_resumed_keeps_what_is_left(world):
    step = open_step(world, "zj_school_a", started=date(2026, 12, 24), budget=10)
    with clock.at(DECEMBER), unfenced(reason="a test returns"):
        clocks.stop(step)
    with clock.at(date(2026, 12, 30)), unfenced(reason="a test resumes"):
        clocks.start(step, event=ClockEntry.Event.RESUME)
    publish()

    recount(date(2026, 12, 31))

    assert fresh(step).consumed == 2
    assert fresh(step).due_on == get_calendar().add(date(2026, 12, 30), 8).day


def test_a_corrected_day_of_a_published_year_moves_clocks(world):
    step = open_step(world, "zj_school_a", started=date(2026, 9, 7), budget=3)
    with unfenced(reason="a test looks"):
        days = list(CalendarDay.objects.filter(day__year=2026).exclude(note=""))
        holidays = {day.day: day.note for day in days if not day.is_working} | {date(2026, 9, 9): "临时"}
        calendar_year_publish(
            actor_id=None,
            year=2026,
            holidays=holidays,
            workdays={d.day: d.note for d in days if d.is_working},
            source="更正",
        )

    recount(date(2026, 9, 8))

    assert (step.due_on, fresh(step).due_on) == (date(2026, 9, 10), date(2026, 9, 11))


def test_a_second_recount_does_nothing(world):
    open_step(world, "zj_school_a", started=DECEMBER, budget=5)
    publish()
    recount()

    assert recount() == []
    with unfenced(reason="a test looks"):
        assert ClockEntry.objects.filter(event="recount").count() == 1


def test_a_recount_goes_on_behind_a_full_batch(world, monkeypatch):
    monkeypatch.setattr("xueji.cases.recounting.BATCH", 2)
    for _n in range(5):
        open_step(world, "zj_school_a", started=DECEMBER, budget=5)
    publish()

    assert len(recount()) == 5


def test_finished_clocks_are_left_alone(world):
    step = open_step(world, "zj_school_a", started=DECEMBER, budget=5)
    with clock.at(date(2027, 1, 6)), unfenced(reason="a test decides"):
        clocks.finish(step)
    publish()

    recount(date(2027, 1, 7))

    assert fresh(step).consumed == step.consumed


def test_the_sweep_counts_again_before_it_reminds(world):
    open_step(world, "zj_school_a", started=DECEMBER, budget=5)
    publish()

    found = sweep(at(date(2027, 1, 5)))

    assert [(event.kind, event.due_on) for event in found if event.kind != "found"] == [
        ("moved", date(2027, 1, 6)),
        ("reminder", date(2027, 1, 6)),
    ]


def test_a_hundred_clocks_of_a_day_need_as_many_statements_as_ten(world, django_assert_max_num_queries):
    for _n in range(20):
        open_step(world, "zj_school_a", started=DECEMBER, budget=5)
    publish()

    with clock.at(DECEMBER + timedelta(days=1)), django_assert_max_num_queries(45):
        assert len(steps_recount()) == 20
