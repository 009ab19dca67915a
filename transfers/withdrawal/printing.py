"""The public announcement on paper."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string

from transfers.withdrawal.facts import contacts_of
from transfers.withdrawal.models import PublicNotice
from xueji.cases.models import Case
from xueji.cases.states import ItemState
from xueji.policies.engine.registry import get as policy
from xueji.printing.pdf import printed, without_lacking
from xueji.web.formats import cn_date_full

_STYLE = Path(__file__).with_name("notice.css")
_ONE_DAY = timedelta(days=1)


def notice_pdf(case: Case, notice: PublicNotice) -> bytes:
    """The announcement as it is put up; PDF bytes. Characters without a face are marked, never left out."""
    html = without_lacking(render_to_string("withdrawal/notice.html", notice_facts(case, notice)))
    return printed(html, _STYLE, identifier=f"{case.number}-notice").data


def notice_facts(case: Case, notice: PublicNotice) -> dict[str, Any]:
    """What stands on it: of those who were not told, name and class, and nothing else.

    Neither the ground nor a number is put up in public: passers-by need to recognise a name, not to learn why
    (the law on personal information asks for no more than the purpose needs).
    """
    contacts = contacts_of(case)
    items = case.items.filter(state__in=[ItemState.PENDING, ItemState.APPLIED]).order_by("position")
    return {
        "named": [
            {"name": item.snapshot.get("name", ""), "class_name": item.snapshot.get("class_name", "")}
            for item in items
            if not contacts[item.student_id].guardian_told_on
        ],
        "school": case.opened_for.name,
        "regulation": policy(case.policy_key).name,
        "first": cn_date_full(notice.starts_on),
        "last": cn_date_full(notice.ends_on),
        "after": cn_date_full(notice.ends_on + _ONE_DAY),
    }
