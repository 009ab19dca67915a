"""On the to-do list of a school that decides by itself: who handed a case up waits for a colleague."""

import pytest

from tests.transfers.leave.support import leave_submitted
from xueji.cases.models import Step
from xueji.cases.to_do import rows_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "office, action", [("zj_school_a.registrar", "待同事办理"), ("zj_school_a.school_head", "核办")]
)
def test_what_the_reader_does_with_it(world, office, action):
    leave_submitted(world, "zj_school_a")
    scope = world.scope(office)
    with scope.enter():
        rows = rows_of(Step.objects.to_do(scope.organization_id).with_case(), scope.organization_id)
    assert [row.action for row in rows] == [action]
