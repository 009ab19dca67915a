"""The workbench of an office: the headline is the answer, then what to do by its last day, then where the rest lies."""

from dataclasses import dataclass
from datetime import date
from types import SimpleNamespace
from typing import Any

from django.db.models import Count, Min
from django.http import QueryDict
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from xueji import clock
from xueji.calendars.loader import get_calendar
from xueji.cases import registry, to_do
from xueji.cases.models import Case, Step
from xueji.cases.presenters import heads
from xueji.cases.queries import StepQuerySet
from xueji.cases.states import CaseState
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope, asked_once, notes
from xueji.web import workbench
from xueji.web.windows import windows_for

DRAFTS = 5
PLACES = 6


@dataclass(frozen=True)
class Place:
    """Where running cases lie, how many, and the nearest last day there."""

    organization: Organization
    count: int
    due_on: date | None
    is_own: bool
    is_late: bool


def today_page(scope: Scope, organization: Organization, query: QueryDict) -> dict[str, Any]:
    """The context of web/workbench.html; a fixed number of queries whatever there is to do."""
    shown = query.get("show", "mine") if query.get("show") in {"mine", "others", "all"} else "mine"
    mine = Step.objects.to_do(scope.organization_id)
    others = Step.objects.with_others(scope.organization_id)
    mine_tally, others_tally = to_do.tally(mine), to_do.tally(others)
    calendar = asked_once("calendar", get_calendar)
    notes()[to_do.TO_DO_TOTAL] = mine_tally.total
    steps = {"mine": mine, "others": others, "all": _both(scope)}[shown]
    rows, pager = _page(steps, query, scope, calendar)
    return {
        "headline": mine_tally.headline,
        "tally": mine_tally,
        "decides_many": scope.allows("decide_cases") and mine_tally.total > 1,
        "chips": _chips(shown, mine_tally, others_tally),
        "shown": shown,
        "groups": to_do.grouped(rows),
        "page": pager,
        "first_row": rows[0] if rows else None,
        "nearest_elsewhere": others.select_related("organization").first() if not mine_tally.total else None,
        "numbers": [*workbench.numbers_for(scope, organization), *_case_numbers(mine_tally, others_tally)][:6],
        "drafts": _drafts(scope),
        "places": _places(scope),
        "windows": windows_for(organization, calendar),
        "starts": starts_for(scope),
        "cards": workbench.cards_for(scope, organization, "main"),
        "side_cards": workbench.cards_for(scope, organization, "aside"),
    }


def _both(scope: Scope) -> StepQuerySet:
    steps = Step.objects.filter(state="open", parties__contains=[scope.organization_id])
    return steps.by_deadline()


def _page(
    steps: StepQuerySet, query: QueryDict, scope: Scope, calendar: Any
) -> tuple[list[to_do.Row], SimpleNamespace | None]:
    cursor = to_do.cursor_from(query.get("after", ""))
    found = list(steps.after(cursor).with_case()[: to_do.PAGE + 1])
    rows = to_do.rows_of(found[: to_do.PAGE], scope.organization_id, calendar)
    more = len(found) > to_do.PAGE
    if cursor is None and not more:
        return rows, None
    kept = query.copy()
    kept.pop("after", None)
    start = f"?{kept.urlencode()}" if cursor is not None else ""
    following = to_do.cursor_text(found[to_do.PAGE - 1]) if more else None
    return rows, SimpleNamespace(previous_url=start, next_cursor=following, previous_cursor=None, summary="")


def _chips(shown: str, mine: to_do.Tally, others: to_do.Tally) -> list[SimpleNamespace]:
    both = mine.total + others.total
    words = [("mine", _("我办"), mine.total_text), ("others", _("等他人"), others.total_text), ("all", _("全部"), both)]
    return [
        SimpleNamespace(label=label, value=value, url=f"?show={key}", active=key == shown, removable=False)
        for key, label, value in words
    ]


def _case_numbers(mine: to_do.Tally, others: to_do.Tally) -> list[workbench.Number]:
    late = mine.overdue + others.overdue
    running = workbench.Number(
        _("在办的事"),
        mine.total + others.total,
        note=_("%(count)d 件超期") % {"count": late},
        url=f"{reverse('cases:list')}?state=open",
    )
    owed = workbench.Number(_("待我办"), mine.total, note=_("%(count)d 件今天到期") % {"count": mine.today})
    return [owed, running]


def _drafts(scope: Scope) -> SimpleNamespace | None:
    """The office's own drafts, newest first; None where none was begun."""
    drafts = Case.objects.opened_for_organization(scope.organization_id).filter(state=CaseState.DRAFT)
    found = list(drafts.order_by("-pk")[: DRAFTS + 1])
    if not found:
        return None
    known = heads.heads_of(found)
    lines = [
        SimpleNamespace(
            case=case,
            kind_label=registry.get(case.kind).label,
            subject=heads.subject(case, known[case.pk]),
            count=known[case.pk].count,
            url=reverse("cases:case", args=[case.pk]),
        )
        for case in found[:DRAFTS]
    ]
    return SimpleNamespace(lines=lines, more=len(found) > DRAFTS)


def _places(scope: Scope) -> list[Place]:
    """Where the running cases lie in which the office is a party, the fullest first."""
    rows = (
        Step.objects.filter(state="open", parties__contains=[scope.organization_id])
        .order_by()
        .values_list("organization_id", "organization__name")
        .annotate(count=Count("case", distinct=True), due_on=Min("due_on"))
        .order_by("-count", "organization_id")[:PLACES]
    )
    today = clock.today()
    return [
        Place(Organization(pk=key, name=name), count, due, key == scope.organization_id, bool(due and due < today))
        for key, name, count, due in rows
    ]


def starts_for(scope: Scope) -> list[SimpleNamespace]:
    """The kinds of cases that the office may begin, where their chapter has a page for it."""
    found: dict[str, SimpleNamespace] = {}
    for kind in registry.all_kinds():
        if not kind.start_url or not scope.allows(kind.start_permission):
            continue
        try:
            url = reverse(kind.start_url)
        except NoReverseMatch:
            continue
        found.setdefault(url, SimpleNamespace(label=kind.start_label or kind.label, url=url))
    return list(found.values())
