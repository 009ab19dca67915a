"""Rosters of integrated programmes: who has been settled by one, and who is on the way."""

from collections.abc import Collection

from xueji.cases.models import Item
from xueji.cases.states import CaseState, ItemState

KIND = "integrated_roster"
_UNDER_WAY = [CaseState.DRAFT, CaseState.RUNNING, CaseState.RETURNED]
_SETTLED = [CaseState.EFFECTIVE, CaseState.CLOSED]


def settled_among(students: Collection[int]) -> set[int]:
    """The students whose roster the prefecture consented to, or that was handed to the city for filing. One query."""
    rows = Item.objects.filter(
        student_id__in=students, case__kind=KIND, state=ItemState.APPLIED, case__state__in=_SETTLED
    )
    return set(rows.values_list("student_id", flat=True))


def under_way_among(students: Collection[int]) -> set[int]:
    """The students who are on a roster that is not settled yet."""
    rows = Item.objects.filter(
        student_id__in=students, case__kind=KIND, state=ItemState.PENDING, case__state__in=_UNDER_WAY
    )
    return set(rows.values_list("student_id", flat=True))
