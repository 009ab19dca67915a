"""Two sweeps at once, a sweep beside a decision, and a sweep after the broker has lost everything."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import redis
from django.conf import settings
from kombu import Connection

from tests.cases.errands import Errand, Reminder, registered
from tests.concurrency.racing import race
from tests.support.casework import fresh
from tests.support.deadlines import open_step
from tests.support.world import World
from tests.transfers.support import WINDOW, accepted, submitted
from xueji import clock
from xueji.calendars.actions import calendar_year_publish
from xueji.calendars.models import CalendarDay, CalendarStamp, CalendarYear
from xueji.cases import registry, watches
from xueji.cases.actions import step_approve
from xueji.cases.deadlines import sweep
from xueji.cases.models import Case, ClockEntry, Notice, Step
from xueji.cases.recounting import steps_recount
from xueji.cases.tasks import recount_steps, sweep_deadlines
from xueji.cases.watching.models import CountedBy, WatchEvent
from xueji.celery import app
from xueji.organizations.scope import unfenced

DECEMBER = date(2026, 12, 28)
SPARE_DATABASE = 9  # of the Valkey that the suite runs beside: nobody's queue


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 8, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def nobodys_queue():
    """Messages lie where no worker looks: in a process that ran a journey, one is still at work."""
    before, app.conf.task_default_queue = app.conf.task_default_queue, "nobodys"
    app.__dict__.pop("amqp", None)
    yield app.conf.task_default_queue
    app.conf.task_default_queue = before
    app.__dict__.pop("amqp", None)


@pytest.fixture
def calendar_to_come(nobodys_queue):
    """2027 published, invented; taken back afterwards, because these tests commit."""

    def publish():
        with unfenced(reason="a test publishes"):
            holidays = {date(2027, 1, day): "元旦" for day in (1, 2, 3, 4)}
            calendar_year_publish(actor_id=None, year=2027, holidays=holidays, workdays={}, source="试验")

    with unfenced(reason="a test looks"):
        stamp = CalendarStamp.objects.get(pk=1).value
    yield publish
    with unfenced(reason="a test takes back"):
        CalendarDay.objects.filter(day__year=2027).delete()
        CalendarYear.objects.filter(year=2027).update(published=False, source="", published_on=None)
        CalendarStamp.objects.filter(pk=1).update(value=stamp)


@pytest.fixture
def watching(world: World):
    """A watch that drafts an errand for a student of school A."""
    before, known = registered(Errand(world)), dict(watches._watches)
    watches._watches.clear()
    watches.register(Reminder(world, "zj_school_a"))
    yield
    watches._watches.clear()
    watches._watches.update(known)
    registry.register(before)


def counts(*models) -> list[int]:
    with unfenced(reason="a test looks"):
        return [model.objects.count() for model in models]


def test_two_sweeps_at_once_open_one_draft(world, watching):
    day = at(date(2026, 9, 7))

    one, two = race(lambda: sweep(day), lambda: sweep(day))

    assert (one.error, two.error) == (None, None)
    assert counts(Case, WatchEvent, Notice) == [1, 1, 1]


def test_two_recounts_at_once_write_the_ledger_once(world, calendar_to_come):
    open_step(world, "zj_school_a", started=DECEMBER, budget=5)
    calendar_to_come()

    with clock.at(date(2026, 12, 29)):
        one, two = race(steps_recount, steps_recount)

    assert (one.error, two.error) == (None, None)
    with unfenced(reason="a test looks"):
        assert ClockEntry.objects.filter(event="recount").count() == 1


def test_a_step_that_is_decided_on_is_not_counted_again(world, calendar_to_come):
    with clock.at(WINDOW):
        case = accepted(world, submitted(world, destination="zj_school_b"), "zj_school_b")
        scope, revision = world.scope("zj_county_1a.reviewer"), fresh(case).revision
    with unfenced(reason="a test moves the day to the turn of the year"):
        steps = Step.objects.filter(case=case, state="open")
        (pk,) = steps.values_list("pk", flat=True)
        steps.update(running_since=DECEMBER, due_on=date(2027, 1, 5), due_is_provisional=True)
    calendar_to_come()

    def approve():
        with scope.enter():
            return step_approve(actor=scope, case=case, revision=revision, opinion="同意")

    with clock.at(WINDOW):
        one, two = race(approve, steps_recount)

    assert (one.error, two.error) == (None, None)
    with unfenced(reason="a test looks"):
        assert Step.objects.values_list("state", "due_on").get(pk=pk) == ("done", None)
        assert not ClockEntry.objects.filter(step=pk, event="recount").exists()


def test_what_a_broker_lost_is_found_by_the_next_sweep(world, watching, calendar_to_come, nobodys_queue):
    step = open_step(world, "zj_school_a", started=DECEMBER, budget=5)
    calendar_to_come()
    broker = redis.Redis.from_url(f"{settings.REDIS_URL}{'&' if '?' in settings.REDIS_URL else '?'}db={SPARE_DATABASE}")
    _send_to(broker)
    assert broker.llen(nobodys_queue) == 2

    broker.flushdb()

    assert broker.llen(nobodys_queue) == 0
    found = [(event.kind, event.due_on) for event in sweep(at(date(2027, 1, 5)))]
    assert found == [("moved", date(2027, 1, 6)), ("reminder", date(2027, 1, 6)), ("draft", date(2026, 9, 7))]
    with unfenced(reason="a test looks"):
        assert Step.objects.get(pk=step.pk).due_on == date(2027, 1, 6)
        assert CountedBy.objects.get().stamp == CalendarStamp.objects.get(pk=1).value


def _send_to(broker: redis.Redis) -> None:
    """Both wake-up calls, as beat and a publication send them, into the spare database of the broker."""
    options = broker.connection_pool.connection_kwargs
    url = f"redis+socket://{options['path']}" if "path" in options else f"redis://{options['host']}:{options['port']}/"
    address = f"{url}?virtual_host={SPARE_DATABASE}" if "path" in options else f"{url}{SPARE_DATABASE}"
    with Connection(address) as connection:
        for task in (recount_steps, sweep_deadlines):
            task.apply_async(connection=connection)
