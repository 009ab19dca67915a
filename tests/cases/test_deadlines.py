"""The deadline sweep around National Day 2026: 28 to 30 September are worked, 1 to 7 October are not, 10 October is."""

import json
from datetime import date, datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command

from tests.support.deadlines import open_step
from xueji import clock
from xueji.cases import clocks
from xueji.cases.deadlines import DueEvent, sweep
from xueji.cases.models import Case, DeadlineEvent, Notice, Step
from xueji.organizations.scope import unfenced

STARTED = date(2026, 9, 24)
LAST_DAY = date(2026, 10, 9)  # the fifth working day: 28, 29, 30 September, 8, 9 October


def at(day: date, hour: int = 8) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=ZoneInfo("Asia/Shanghai"))


def of_steps(day: date) -> list[DueEvent]:
    """What a sweep finds about steps; what the watches find in the schools is theirs to test."""
    return [event for event in sweep(at(day)) if event.kind != "found"]


def kinds_on(day: date) -> list[str]:
    return [event.kind for event in of_steps(day)]


def told(key: str, world) -> list[str]:
    """The kinds of the notices to an organization, in order."""
    with unfenced(reason="a test looks"):
        return list(Notice.objects.filter(organization_id=world[key].pk).order_by("id").values_list("kind", flat=True))


@pytest.mark.parametrize(
    ("day", "kinds"),
    [
        (date(2026, 9, 29), []),
        (date(2026, 9, 30), ["reminder"]),
        (date(2026, 10, 4), ["reminder"]),
        (date(2026, 10, 8), ["reminder"]),
        (LAST_DAY, ["reminder", "due"]),
        (date(2026, 10, 10), ["reminder", "due", "overdue"]),
        (date(2026, 10, 11), ["reminder", "due", "overdue"]),
        (date(2026, 10, 14), ["reminder", "due", "overdue"]),
        (date(2026, 10, 15), ["reminder", "due", "overdue", "escalated"]),
        (date(2026, 10, 16), ["reminder", "due", "overdue", "escalated"]),
        (date(2026, 10, 17), ["reminder", "due", "overdue", "escalated", "repeated"]),
    ],
)
def test_what_the_first_sweep_of_a_day_finds(world, day, kinds):
    open_step(world, "zj_school_a", started=STARTED, budget=5)

    assert kinds_on(day) == kinds


def test_every_event_happens_on_its_day_when_the_sweep_runs_daily(world):
    open_step(world, "zj_school_a", started=STARTED, budget=5)

    days = [STARTED + timedelta(days=n) for n in range(40)]

    assert [(day, kind) for day in days for kind in kinds_on(day)] == [
        (date(2026, 9, 30), "reminder"),
        (LAST_DAY, "due"),
        (date(2026, 10, 10), "overdue"),
        (date(2026, 10, 15), "escalated"),
        (date(2026, 10, 17), "repeated"),
        (date(2026, 10, 24), "repeated"),
        (date(2026, 10, 31), "repeated"),
    ]


def test_who_is_late_is_reminded_each_week_until_it_is_done(world):
    step = open_step(world, "zj", started=STARTED, budget=5)
    for day in (date(2026, 10, 10), date(2026, 10, 17), date(2026, 10, 20), date(2026, 10, 24)):
        sweep(at(day))
    with clock.at(date(2026, 10, 26)), unfenced(reason="a test decides"):
        clocks.finish(step)
    sweep(at(date(2026, 10, 31)))

    assert told("zj", world) == ["overdue", "repeated", "repeated"]
    with unfenced(reason="a test looks"):
        assert Notice.objects.latest("id").text.endswith("核办仍未办理，已超期 2 周")
        assert list(step.deadline_events.order_by("id").values_list("week", flat=True)) == [0, 0, 0, 1, 2]


def test_a_last_day_before_the_holidays_is_past_on_the_first_of_them(world):
    open_step(world, "zj_school_a", started=date(2026, 9, 23), budget=4)

    assert kinds_on(date(2026, 10, 1)) == ["reminder", "due", "overdue"]


def test_a_second_sweep_finds_nothing(world):
    open_step(world, "zj_school_a", started=STARTED, budget=5)
    sweep(at(LAST_DAY))

    assert sweep(at(LAST_DAY, hour=20)) == []
    with unfenced(reason="a test looks"):
        assert (DeadlineEvent.objects.count(), Notice.objects.count()) == (2, 1)


def test_after_weeks_without_a_sweep_nothing_is_lost(world):
    for school in ("zj_school_a", "zj_school_b", "zj_school_c"):
        open_step(world, school, started=STARTED, budget=5)

    found = of_steps(date(2026, 11, 20))

    assert [(event.organization, event.kind) for event in found] == [
        (code, kind)
        for code in ("3398010001", "3398010002", "3398020001")
        for kind in ("reminder", "due", "overdue", "escalated", "repeated")
    ]
    assert kinds_on(date(2026, 11, 20)) == []


def test_what_was_missed_is_recorded_with_its_days_in_order(world):
    open_step(world, "zj_school_a", started=STARTED, budget=5)

    found = of_steps(date(2026, 11, 20))

    assert [(event.on, event.kind) for event in found] == [
        (date(2026, 9, 30), "reminder"),
        (LAST_DAY, "due"),
        (date(2026, 10, 10), "overdue"),
        (date(2026, 10, 15), "escalated"),
        (date(2026, 11, 14), "repeated"),
    ]


def test_of_what_was_missed_an_organization_is_told_the_latest(world):
    open_step(world, "zj_county_1b", started=STARTED, budget=5)

    sweep(at(date(2026, 11, 20)))

    assert (told("zj_county_1b", world), told("zj_city_1", world)) == (["repeated"], ["escalated"])


def test_a_clock_shorter_than_its_reminder_is_reminded_of_when_it_starts(world):
    open_step(world, "zj_school_a", started=STARTED, budget=1)

    assert [(event.on, event.kind) for event in sweep(at(STARTED))] == [(STARTED, "reminder")]


def test_a_sweep_goes_on_behind_a_full_batch(world, monkeypatch):
    monkeypatch.setattr("xueji.cases.deadlines.BATCH", 2)
    for _n in range(5):
        open_step(world, "zj_school_a", started=STARTED, budget=5)

    assert kinds_on(LAST_DAY) == ["reminder", "due"] * 5


def test_escalation_goes_to_the_level_above(world):
    step = open_step(world, "zj_county_1b", started=STARTED, budget=5)

    *_before, overdue, escalated = sweep(at(date(2026, 10, 15)))

    assert (overdue.escalated_to, escalated.escalated_to) == (None, "339800")
    assert (escalated.working_days, escalated.due_on) == (-5, LAST_DAY)
    with world.scope("zj_city_1.reviewer").enter():
        assert Notice.objects.get(case=step.case, kind="escalated").organization_id == world["zj_city_1"].pk


def test_the_level_above_sees_a_case_only_once_it_is_escalated(world):
    step = open_step(world, "bj_body", started=STARTED, budget=5)
    above = world.scope("bj.reviewer")
    with above.enter():
        assert not Case.objects.filter(pk=step.case_id).exists()

    sweep(at(date(2026, 10, 15)))

    with above.enter():
        seen = Step.objects.get(case=step.case_id)
        assert (seen.case.pk, seen.escalated_to_id) == (step.case_id, world["bj"].pk)


def test_two_steps_of_a_case_are_taken_to_two_levels(world):
    first = open_step(world, "zj_county_1b", started=STARTED, budget=5)
    open_step(world, "zj_county_2a", started=STARTED, budget=5, case=first.case, position=2)

    sweep(at(date(2026, 10, 15)))

    for office in ("zj_city_1.reviewer", "zj_city_2.reviewer"):
        with world.scope(office).enter():
            assert Step.objects.filter(case=first.case_id).count() == 2


def test_a_province_has_nobody_above_it(world):
    open_step(world, "zj", started=STARTED, budget=5)

    assert kinds_on(date(2026, 10, 15)) == ["reminder", "due", "overdue"]


def test_a_step_that_a_rule_leaves_alone_is_not_escalated(world):
    open_step(world, "zj_school_a", started=STARTED, budget=5, escalates=False)

    assert kinds_on(date(2026, 10, 15)) == ["reminder", "due", "overdue"]


def test_a_step_without_a_budget_never_becomes_due(world):
    open_step(world, "zj_school_a", started=STARTED, budget=None)

    assert kinds_on(date(2026, 11, 30)) == []


def test_a_stopped_clock_never_becomes_due(world):
    step = open_step(world, "zj_school_a", started=STARTED, budget=5)
    with clock.at(date(2026, 9, 29)), unfenced(reason="a test returns"):
        clocks.stop(step)

    assert kinds_on(date(2026, 12, 31)) == []


def test_a_resumed_clock_has_its_own_events(world):
    step = open_step(world, "zj_school_a", started=STARTED, budget=5)
    sweep(at(LAST_DAY))
    with clock.at(LAST_DAY), unfenced(reason="a test returns"):
        clocks.stop(step)
    with clock.at(date(2026, 10, 20)), unfenced(reason="a test resumes"):
        clocks.start(step)

    assert step.due_on == date(2026, 10, 21)
    assert kinds_on(date(2026, 10, 20)) == ["reminder"]
    assert kinds_on(date(2026, 10, 21)) == ["due"]


def test_a_finished_step_is_silent(world):
    step = open_step(world, "zj_school_a", started=STARTED, budget=5)
    with clock.at(date(2026, 9, 28)), unfenced(reason="a test decides"):
        clocks.finish(step)

    assert kinds_on(date(2026, 10, 30)) == []


def test_a_day_in_the_year_without_a_calendar_is_provisional_and_still_becomes_due(world):
    step = open_step(world, "zj_school_a", started=date(2026, 12, 28), budget=5)

    assert (step.due_on, step.due_is_provisional) == (date(2027, 1, 5), True)
    assert kinds_on(date(2027, 1, 5)) == ["reminder", "due"]


def test_notices_name_no_student(world):
    open_step(world, "zj_school_a", started=STARTED, budget=5)
    sweep(at(date(2026, 10, 15)))

    with unfenced(reason="a test looks"):
        texts = " ".join(Notice.objects.values_list("text", flat=True))
    assert not [student.name for student in world.students["zj_school_a"] if student.name in texts]


def test_the_command_prints_json_and_then_an_empty_list(world):
    step = open_step(world, "zj_school_a", started=STARTED, budget=5)
    _command("--at", "2026-09-30T09:00")

    assert _command("--at", "2026-10-09T09:00") == [
        {
            "case": step.case.number,
            "step": "approve",
            "organization": "3398010001",
            "kind": "due",
            "due_on": "2026-10-09",
            "working_days": 1,
            "escalated_to": None,
            "on": "2026-10-09",
        }
    ]
    assert _command("--at", "2026-10-09T09:00") == []


def test_the_command_refuses_what_is_no_time(db):
    with pytest.raises(CommandError, match="ISO time"):
        _command("--at", "tomorrow")


def _command(*arguments: str) -> list[dict]:
    out = StringIO()
    call_command("sweep_deadlines", *arguments, "--json", stdout=out)
    return json.loads(out.getvalue())
