"""The two papers of a case, as PDF: the form with its opinions, and the whole case as a file."""

from collections.abc import Sequence
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from xueji import clock
from xueji.audit.actions import event_record
from xueji.cases.models import Case, Item
from xueji.cases.printing import inserts
from xueji.cases.printing.boxes import Opinions, opinions_of
from xueji.cases.printing.dossier import dossier
from xueji.cases.printing.facts import Numbers, whole_numbers
from xueji.cases.printing.sheets import GRID, form_views, list_view
from xueji.cases.states import ItemState
from xueji.errors import Invalid, NotAllowed
from xueji.organizations.scope import Scope, unfenced
from xueji.printing.pdf import SUBSTITUTE, printed, without_lacking
from xueji.web.formats import cn_datetime

from .paper import STYLE

MOST_FORMS = 100
_ON_PAPER = (ItemState.PENDING, ItemState.APPLIED, ItemState.REJECTED, ItemState.WITHDRAWN)


def may_print_numbers(actor: Scope, case: Case) -> bool:
    """Whole numbers are for the parties of the case, and there for those who keep the file or decide."""
    is_party = actor.organization_id in case.parties
    return is_party and (actor.allows("manage_students") or actor.allows("decide_cases"))


def form_print(*, actor: Scope, case: Case, each: bool = False, purpose: str = "") -> bytes:
    """The case's form as PDF; a batch on one list, or `each` student on a form.

    With a `purpose` whole numbers are printed, and each look at them is recorded. Raises NotAllowed for who may not see
    them, Invalid for more forms than one document holds.
    """
    items = _items(case)
    as_list = case.is_batch and not each
    if not as_list and len(items) > MOST_FORMS:
        raise Invalid(_("每次最多打印 %(most)d 份，请打印名单式审批表。") % {"most": MOST_FORMS})
    numbers = _numbers(actor, case, items, purpose) if purpose else {}
    opinions = _opinions(case)
    context = {
        "heading": case.title,
        "title": case.title,
        "number": case.number,
        "columns": range(GRID),
        "forms": [] if as_list else form_views(case, items, opinions, numbers),
        "list": list_view(case, items, opinions, numbers) if as_list else None,
    }
    _record(actor, case, "form")
    return _pdf("cases/printing/form.html", case, actor, context)


def file_print(*, actor: Scope, case: Case) -> bytes:
    """The case as a file (案卷): cover, form, facts, rules, opinions, clocks, papers. Numbers stay masked."""
    items = _items(case)
    opinions = _opinions(case)
    papers = list(case.evidence.select_related("added_for", "added_by"))
    attached = inserts.readable(papers)
    context = dossier(case, items, opinions, papers, attached) | {
        "columns": range(GRID),
        "forms": [] if case.is_batch else form_views(case, items, opinions),
        "list": list_view(case, items, opinions) if case.is_batch else None,
    }
    _record(actor, case, "file")
    return inserts.appended(_pdf("cases/printing/file.html", case, actor, context), attached)


def _items(case: Case) -> list[Item]:
    return list(case.items.filter(state__in=_ON_PAPER).order_by("position"))


def _opinions(case: Case) -> Opinions:
    steps = case.steps.select_related("organization").order_by("position")
    decisions = case.decisions.select_related("organization").order_by("-id")
    return opinions_of(case, steps, decisions)


def _numbers(actor: Scope, case: Case, items: Sequence[Item], purpose: str) -> Numbers:
    if not may_print_numbers(actor, case):
        raise NotAllowed(_("您的职务不能打印完整证件号。"))
    for item in items:
        event_record(
            kind="identity_shown",
            actor_id=actor.user_id,
            organization_id=actor.organization_id,
            subject="student",
            subject_id=item.student_id,
            reason=purpose,
            data={"via": "form", "case": case.pk},
        )
    with unfenced(reason=f"whole numbers for the form of case {case.pk}"):
        return whole_numbers([item.person_id for item in items])


def _record(actor: Scope, case: Case, what: str) -> None:
    event_record(
        kind="case_printed",
        actor_id=actor.user_id,
        organization_id=actor.organization_id,
        subject="case",
        subject_id=case.pk,
        data={"what": what},
    )


def _pdf(template: str, case: Case, actor: Scope, context: dict[str, Any]) -> bytes:
    footer = _("办件号 %(number)s　%(state)s　%(time)s 打印") % {
        "number": case.number,
        "state": case.get_state_display(),
        "time": cn_datetime(clock.now()),
    }
    html = without_lacking(render_to_string(template, context | {"footer": footer}))
    if SUBSTITUTE in html:
        footer += _("　〓为字库所缺的字")
        html = without_lacking(render_to_string(template, context | {"footer": footer}))
    return printed(html, STYLE, identifier=case.number).data
