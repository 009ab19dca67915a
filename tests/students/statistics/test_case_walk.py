"""Whatever people do in cases, the flow table balances: counted when the walk over the engine is over."""

from datetime import timedelta

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from students.models import StatusChange
from tests.cases.test_random_walk import COMMON, FIRST_DAY, Walk
from tests.students.statistics.support import flow
from xueji import clock
from xueji.organizations.scope import unfenced

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

AFTER = timedelta(days=400)  # what was decided ahead counts by then
OFFICES = ("zj_school_a.registrar", "zj_county_1a.reviewer", "zj_city_1.reviewer", "zj.reviewer")


class CountedWalk(Walk):
    """A walk whose end is counted."""

    changes = 0

    def teardown(self) -> None:
        try:
            self.count()
        finally:
            super().teardown()

    def count(self) -> None:
        with unfenced(reason="a test counts"):
            type(self).changes += StatusChange.objects.count()
        for end in (self.day, self.day + AFTER):
            with clock.at(end):
                for office in OFFICES:
                    for rows in ("major", "cohort", "sex"):
                        found = flow(self.world, office, FIRST_DAY, end, rows)
                        assert found.balances, (office, rows, end, found.rows)


def test_after_any_walk_the_flow_table_balances(world):
    CountedWalk.world = world

    run_state_machine_as_test(
        CountedWalk, settings=settings(max_examples=4, stateful_step_count=40, derandomize=True, **COMMON)
    )

    assert CountedWalk.changes
