"""Cases in tests: a kind of their own, a fixed day, a folder for papers."""

import pytest

from tests.cases import errands
from xueji import clock
from xueji.cases import registry, watches


@pytest.fixture
def day():
    with clock.at(errands.TODAY):
        yield errands.TODAY


@pytest.fixture
def errand(world, day, settings, tmp_path):
    """The errand in the registry, in the place of the real transfer."""
    settings.MEDIA_ROOT = tmp_path
    kind = errands.Errand(world)
    before = errands.registered(kind)
    yield kind
    registry._kinds.pop("transfer")
    if before is not None:
        registry.register(before)


@pytest.fixture
def roster(world, day, settings, tmp_path):
    """The errand as a batch."""
    settings.MEDIA_ROOT = tmp_path
    kind = errands.Roster(world)
    before = errands.registered(kind)
    yield kind
    registry._kinds.pop("transfer")
    if before is not None:
        registry.register(before)


@pytest.fixture
def watching(world):
    """watching("zj_school_a", due_on=…): the only watch there is, which finds a student of each school named."""
    before = dict(watches._watches)
    watches._watches.clear()

    def put_up(*schools, **changes):
        watch = errands.Reminder(world, *schools, **changes)
        watches.register(watch)
        return watch

    yield put_up
    watches._watches.clear()
    watches._watches.update(before)
