"""The page of oversight: its headline, numbers, bars and tables."""

from types import SimpleNamespace
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from xueji.calendars.loader import get_calendar
from xueji.cases import oversight, to_do
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope

CASES_SHOWN = 50
BAR = 560  # the length of the longest bar, in units of the drawing
BAR_LEFT = 132
ROW = 32
BARS = 12


def overdue_page(scope: Scope, reader: Organization, query: QueryDict) -> dict[str, Any]:
    """The context of cases/overdue.html."""
    branches = oversight.branches(scope, reader)
    steps = oversight.overdue_steps(scope, reader)
    if (only := query.get("organization", "")).isdigit():
        steps = steps.filter(organization=int(only))
    shown = list(steps[: CASES_SHOWN + 1])
    calendar = get_calendar()
    rows = to_do.rows_of(shown[:CASES_SHOWN], scope.organization_id, calendar)
    overdue = sum(branch.overdue for branch in branches)
    at_schools = sum(branch.at_schools for branch in branches)
    return {
        "headline": _("%(count)d 件超期") % {"count": overdue} if overdue else _("没有超期的办件"),
        "running": sum(branch.running for branch in branches),
        "overdue": overdue,
        "soon": sum(branch.soon for branch in branches),
        "at_schools": at_schools,
        "at_bureaus": overdue - at_schools,
        "escalated": sum(1 for step in shown if step.escalated_to_id == reader.pk),
        "branches": branches,
        "bars": _bars([branch for branch in branches if branch.overdue][:BARS]),
        "rows": rows,
        "rows_left_out": len(shown) > CASES_SHOWN,
        "only": only if only.isdigit() else "",
        "reader": reader,
    }


def _bars(branches: list[oversight.Branch]) -> SimpleNamespace | None:
    """Lengths of the bars in the drawing's units; attributes of SVG, so no style is needed."""
    if not branches:
        return None
    longest = max(branch.overdue for branch in branches)
    rows = []
    for number, branch in enumerate(branches):
        bureau = round(BAR * (branch.overdue - branch.at_schools) / longest)
        school = round(BAR * branch.at_schools / longest)
        rows.append(
            SimpleNamespace(
                label=branch.organization.place or branch.organization.name[:9],
                y=number * ROW + 8,
                text_y=number * ROW + 23,
                bureau=bureau,
                school=school,
                school_x=BAR_LEFT + bureau + (2 if bureau else 0),
                end_x=BAR_LEFT + bureau + school + 12,
                total=branch.overdue,
            )
        )
    said = "，".join(f"{row.label} {row.total}" for row in rows)
    return SimpleNamespace(rows=rows, height=len(rows) * ROW + 8, said=said, left=BAR_LEFT, label_x=BAR_LEFT - 12)
