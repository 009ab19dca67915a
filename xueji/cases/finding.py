"""Cases in the search box of the top bar: by the number that people quote."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xueji.cases import registry
from xueji.cases.listing import case_by_number
from xueji.cases.presenters import heads
from xueji.organizations.scope import Scope
from xueji.web.searching import Hit, Searcher, register


def find_cases(scope: Scope, text: str, limit: int) -> list[Hit]:
    """The case of the number 2026-ZX-000012, when it is the scope's to see."""
    case = case_by_number(text) if scope.office_id is not None else None
    if case is None:
        return []
    subject = heads.subject(case, heads.heads_of([case])[case.pk])
    said = {"kind": registry.get(case.kind).label, "state": case.get_state_display()}
    return [
        Hit(
            label=f"{case.number}　{subject}",
            url=reverse("cases:case", args=[case.pk]),
            detail=_("%(kind)s，%(state)s") % said,
            icon="stack-2",
            is_exact=True,
        )
    ]


def announce() -> None:
    """Register with the search."""
    register(Searcher("cases", gettext_lazy("办件"), find_cases, order=20))
