"""The list of cases: filters, one page at a time from the newest back, and where each case lies now."""

import re
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xueji.calendars.loader import get_calendar
from xueji.cases import clocks, registry
from xueji.cases.models import Case, Step
from xueji.cases.presenters import heads
from xueji.cases.queries import CaseQuerySet
from xueji.cases.states import CaseState, StepState
from xueji.organizations.scope import Scope
from xueji.policies.engine.verdicts import Verdicts
from xueji.web.asked import whole

PAGE = 50
OPEN = "open"
NUMBER = re.compile(r"^(?P<year>\d{4})-(?P<prefix>[A-Z]{2,4})-(?P<pk>\d{1,12})$")
_UNDECIDED = {CaseState.DRAFT, CaseState.RUNNING, CaseState.RETURNED}
PLACES = {"mine": gettext_lazy("本单位"), "others": gettext_lazy("其他单位")}


@dataclass(frozen=True)
class Line:
    """One case in the list."""

    case: Case
    url: str
    kind_label: str
    subject: str
    place: str
    clock: clocks.ClockView | None
    answer: str


@dataclass(frozen=True)
class Filters:
    """What the reader asked for; anything unknown counts as not asked."""

    state: str = ""
    kind: str = ""
    place: str = ""
    organization: int | None = None

    @classmethod
    def of(cls, query: QueryDict) -> "Filters":
        kinds = {kind.key for kind in registry.all_kinds()}
        organization = query.get("organization", "")
        return cls(
            state=query.get("state", "") if query.get("state") in {*CaseState.values, OPEN} else "",
            kind=query.get("kind", "") if query.get("kind") in kinds else "",
            place=query.get("place", "") if query.get("place") in PLACES else "",
            organization=whole(organization),
        )


def filtered(filters: Filters, scope: Scope) -> CaseQuerySet:
    """The cases that the scope sees and the filters leave. Drafts of others do not concern anybody else."""
    cases = Case.objects.all()
    if filters.state == OPEN:
        cases = cases.running()
    elif filters.state:
        cases = cases.filter(state=filters.state)
    if filters.kind:
        cases = cases.filter(kind=filters.kind)
    if filters.place == "mine":
        cases = cases.lying_with(scope.organization_id)
    elif filters.place == "others":
        cases = cases.lying_elsewhere(scope.organization_id)
    if filters.organization is not None:
        cases = cases.lying_with(filters.organization)
    return cases


def page_of(cases: CaseQuerySet, after: str = "", before: str = "") -> tuple[list[Case], SimpleNamespace]:
    """One page by keyset on the id, newest first, and its pager."""
    rows = cases.select_related("opened_for")
    above, below = whole(before), whole(after)
    if above is not None:
        found = list(rows.filter(pk__gt=above).order_by("pk")[: PAGE + 1])
        more_back, found = len(found) > PAGE, found[:PAGE][::-1]
        return found, _pager(found, back=more_back, on=True)
    if below is not None:
        rows = rows.filter(pk__lt=below)
    found = list(rows.order_by("-pk")[: PAGE + 1])
    return found[:PAGE], _pager(found[:PAGE], back=below is not None, on=len(found) > PAGE)


def _pager(found: list[Case], *, back: bool, on: bool) -> SimpleNamespace:
    return SimpleNamespace(
        previous_cursor=found[0].pk if found and back else None,
        next_cursor=found[-1].pk if found and on else None,
        summary=_("本页 %(count)d 件") % {"count": len(found)},
    )


def lines_of(cases: list[Case]) -> list[Line]:
    """Lines for a page of cases, in four queries however many there are."""
    known = heads.heads_of(cases)
    calendar = get_calendar()
    open_steps: dict[int, list[Step]] = {}
    steps = Step.objects.filter(case__in=cases, state=StepState.OPEN).select_related("organization")
    for step in steps:
        open_steps.setdefault(step.case_id, []).append(step)
    return [_line(case, known[case.pk], open_steps.get(case.pk, []), calendar) for case in cases]


def _line(case: Case, head: heads.Head, steps: list[Step], calendar: Any) -> Line:
    first = min(steps, key=lambda step: (step.due_on is None, step.due_on or 0), default=None)
    names = dict.fromkeys(step.organization.name for step in steps)
    return Line(
        case=case,
        url=reverse("cases:case", args=[case.pk]),
        kind_label=str(registry.get(case.kind).label),
        subject=heads.subject(case, head),
        place="、".join(names),
        clock=clocks.view(first, calendar=calendar) if first else None,
        answer=heads.trouble(Verdicts.from_list(case.verdicts)) if case.state in _UNDECIDED else "",
    )


def chips_of(filters: Filters, query: QueryDict) -> dict[str, list[SimpleNamespace]]:
    """The three rows of filters as links that keep the others."""
    states = [("", _("全部")), (OPEN, _("在办")), *((s.value, s.label) for s in CaseState)]
    kinds = [("", _("全部事项")), *((kind.key, kind.label) for kind in registry.all_kinds())]
    places = [("", _("不限")), *PLACES.items()]
    return {
        "states": [_chip("state", key, label, filters.state, query) for key, label in states],
        "kinds": [_chip("kind", key, label, filters.kind, query) for key, label in kinds],
        "places": [_chip("place", key, label, filters.place, query) for key, label in places],
    }


def _chip(name: str, key: str, label: Any, chosen: str, query: QueryDict) -> SimpleNamespace:
    kept = query.copy()
    for gone in (name, "after", "before", *(["organization"] if name == "place" else [])):
        kept.pop(gone, None)
    if key:
        kept[name] = key
    return SimpleNamespace(label=label, value="", url=f"?{kept.urlencode()}", active=key == chosen, removable=False)


def case_by_number(text: str) -> Case | None:
    """The case that somebody quotes as 2026-ZX-000012, if it exists and is visible."""
    match = NUMBER.match(text.strip().upper())
    if match is None:
        return None
    case = Case.objects.filter(pk=int(match["pk"])).first()
    return case if case is not None and case.number == f"{match['year']}-{match['prefix']}-{case.pk:06d}" else None
