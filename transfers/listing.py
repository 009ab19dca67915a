"""The list of transfers, paged by the newest first."""

from types import SimpleNamespace
from typing import Any

from transfers.models import Transfer
from xueji.cases.models import Item
from xueji.cases.registry import get as kind_of
from xueji.organizations.scope import Scope
from xueji.policies.vocabulary import TransferReason

PAGE = 50


def transfer_lines(scope: Scope, *, before: str = "") -> dict[str, Any]:
    """One page of transfers that the scope may see, in three queries."""
    found = Transfer.objects.select_related("case", "from_school", "to_school").order_by("-case_id")
    if before.isdigit():
        found = found.filter(case_id__lt=int(before))
    rows = list(found[: PAGE + 1])
    shown = rows[:PAGE]
    names = dict(Item.objects.filter(case__in=[row.case_id for row in shown]).values_list("case_id", "snapshot__name"))
    kind = kind_of("transfer")
    return {
        "lines": [
            SimpleNamespace(
                transfer=row,
                case=row.case,
                name=names.get(row.case_id, ""),
                direction=_direction(row, scope),
                reason=TransferReason(row.reason).label,
            )
            for row in shown
        ],
        "page": SimpleNamespace(
            summary="", previous_cursor=None, next_cursor=shown[-1].case_id if len(rows) > PAGE else None
        ),
        "kind": kind,
    }


def _direction(row: Transfer, scope: Scope) -> str:
    """Which way it goes for a school: in, out, or neither side (a level above)."""
    if row.to_school_id == scope.organization_id:
        return "in"
    return "out" if row.from_school_id == scope.organization_id else ""
