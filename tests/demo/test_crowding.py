"""Invented students stand in the register as somebody would have entered them by that day."""

from datetime import date, datetime
from types import SimpleNamespace

import pytest
from django.utils.timezone import get_default_timezone

from tests.support.world import identity_number
from xueji import clock
from xueji.demo import crowding


@pytest.mark.parametrize(
    "day, registered",
    [
        (date(2026, 9, 7), "2026-09-07"),  # in the middle of the season
        (date(2026, 11, 22), "2026-09-30"),
        (date(2026, 8, 24), "2026-09-01"),
    ],
)
def test_nobody_is_registered_in_the_future(day, registered):
    person = SimpleNamespace(
        name="李明远",
        name_key="lmy",
        initials="lmy",
        sex="1",
        birth_date=date(2010, 1, 1),
        identity=identity_number(date(2010, 1, 1)),
    )
    group = SimpleNamespace(pk=1, programme_id=1, cohort=2026)
    batch = crowding.Batch(SimpleNamespace(pk=1), group, "studying", [person], 1)
    with clock.at(datetime(day.year, day.month, day.day, 10, tzinfo=get_default_timezone())):
        assert crowding._row(batch, person, 1)[-2] == registered
