"""Two officers of one school lay a period into the same days at the same moment."""

from datetime import date

import pytest

from students.teaching_periods.actions import period_set
from students.teaching_periods.models import TeachingPeriod
from tests.concurrency.racing import race
from xueji import clock
from xueji.errors import RegisterError
from xueji.organizations.scope import unfenced

FIRST = {"starts_on": date(2026, 9, 1), "ends_on": date(2026, 10, 12)}


@pytest.mark.parametrize(
    ("second", "kept"),
    [
        ({"starts_on": date(2026, 10, 12), "ends_on": date(2026, 12, 1)}, 1),
        ({"starts_on": date(2026, 10, 13), "ends_on": date(2026, 12, 1)}, 2),
    ],
)
def test_the_second_of_two_that_overlap_is_told(world, second, kept):
    def laying(name, days):
        def act():
            with world.scope("zj_school_a.registrar").enter() as scope:
                return period_set(actor=scope, school_year="2026-2027", name=name, teaching="school", **days)

        return act

    with clock.at(date(2026, 9, 7)):
        one, two = race(laying("一段", FIRST), laying("二段", second))

    assert one.error is None
    assert (two.error is None) is (kept == 2)
    assert two.error is None or isinstance(two.error, RegisterError)
    with unfenced(reason="a test looks"):
        assert TeachingPeriod.objects.count() == kept
