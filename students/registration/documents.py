"""Rosters on paper and as workbooks: the registration roster in its three copies, the list for a partner college."""

from collections.abc import Sequence
from io import BytesIO
from itertools import groupby
from types import SimpleNamespace
from typing import Any

import xlsxwriter
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xueji import clock
from xueji.audit.actions import event_record
from xueji.cases.models import Case, Item
from xueji.cases.printing.documents import may_print_numbers
from xueji.cases.printing.facts import Numbers, whole_numbers
from xueji.cases.printing.paper import STYLE
from xueji.cases.states import ItemState
from xueji.errors import NotAllowed
from xueji.organizations.scope import Scope, unfenced
from xueji.policies.engine.registry import get as policy
from xueji.printing.pdf import printed, without_lacking
from xueji.web.formats import cn_date_full, cn_datetime

_ON_LIST = [ItemState.PENDING, ItemState.APPLIED]
_HEADS = (
    (gettext_lazy("序号"), 6),
    (gettext_lazy("姓名"), 12),
    (gettext_lazy("性别"), 6),
    (gettext_lazy("出生日期"), 12),
    (gettext_lazy("证件号"), 22),
    (gettext_lazy("录取专业"), 22),
    (gettext_lazy("学制"), 6),
    (gettext_lazy("对口培养高校"), 26),
)


def roster_pdf(*, actor: Scope, case: Case, purpose: str = "") -> bytes:
    """The roster of a registration batch, class by class, in three copies: school, competent authority, city.

    With a `purpose` whole identity numbers are printed, and each look at them is recorded. Raises NotAllowed for who may
    not see them.
    """
    items = _items(case)
    numbers = _numbers(actor, case, items, purpose)
    classes = [
        SimpleNamespace(name=name, lines=[_line(item, numbers) for item in found])
        for name, found in groupby(
            sorted(items, key=lambda item: (item.snapshot.get("class_name", ""), item.position)),
            key=lambda item: item.snapshot.get("class_name", ""),
        )
    ]
    context = {
        "case": case,
        "title": _("新生注册名册"),
        "school": case.opened_for,
        "copies": [_("第一联　学校存档"), _("第二联　主管部门存"), _("第三联　市级教育行政部门存")],
        "classes": classes,
        "count": len(items),
        "regulation": policy(case.policy_key).name,
        "submitted": cn_date_full(case.submitted_at),
    }
    return _pdf("students/registration/print_roster.html", case, context)


def college_pdf(*, actor: Scope, case: Case, college: str, purpose: str = "") -> bytes:
    """The list for a partner college, with a place for its stamp of receipt."""
    items = _of_college(case, college)
    numbers = _numbers(actor, case, items, purpose)
    context = {
        "case": case,
        "title": _("一体化（贯通）培养新生录取名册"),
        "college": college,
        "school": case.opened_for,
        "lines": [_line(item, numbers) for item in items],
        "regulation": policy(case.policy_key).name,
    }
    return _pdf("students/registration/print_college.html", case, context)


def college_workbook(*, actor: Scope, case: Case, college: str, purpose: str = "") -> bytes:
    """The same list as a workbook; every cell is text, so that no number loses its digits and nothing is a formula."""
    items = _of_college(case, college)
    numbers = _numbers(actor, case, items, purpose)
    stream = BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet, text = book.add_worksheet(_("录取名册")), book.add_format({"num_format": "@"})
    head = book.add_format({"bold": True, "num_format": "@"})
    for column, (label, width) in enumerate(_HEADS):
        sheet.set_column(column, column, width, text)
        sheet.write_string(0, column, str(label), head)
    for row, line in enumerate((_line(item, numbers) for item in items), start=1):
        cells = (str(row), line.name, line.sex, line.birth, line.identity, line.programme, line.years, line.college)
        for column, value in enumerate(cells):
            sheet.write_string(row, column, value, text)
    sheet.freeze_panes(1, 0)
    book.close()
    return stream.getvalue()


def _items(case: Case) -> list[Item]:
    return list(case.items.filter(state__in=_ON_LIST).order_by("position"))


def _of_college(case: Case, college: str) -> list[Item]:
    """Those whose programme leads to that college; all of them where no college is named."""
    items = _items(case)
    return [item for item in items if item.snapshot.get("college", "") == college] if college else items


def _line(item: Item, numbers: Numbers) -> Any:
    snapshot = item.snapshot
    identity = numbers[item.person_id][0] if item.person_id in numbers else snapshot.get("identity_mask", "")
    number = numbers[item.person_id][1] if item.person_id in numbers else ""
    return SimpleNamespace(
        name=snapshot.get("name", ""),
        sex=snapshot.get("sex_label", ""),
        birth=snapshot.get("birth_date", ""),
        identity=identity,
        number=number or snapshot.get("given_number_mask") or snapshot.get("number_mask", ""),
        programme=f"{snapshot.get('major_code', '')} {snapshot.get('programme', '')}".strip(),
        years=snapshot.get("years", ""),
        class_name=snapshot.get("class_name", ""),
        college=snapshot.get("college", ""),
        entered=snapshot.get("entered_on", ""),
        marks="、".join(snapshot.get("marks", [])),
    )


def _numbers(actor: Scope, case: Case, items: Sequence[Item], purpose: str) -> Numbers:
    if not purpose:
        return {}
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
            data={"via": "roster", "case": case.pk},
        )
    with unfenced(reason=f"whole numbers for the roster of case {case.pk}"):
        return whole_numbers([item.person_id for item in items])


def _pdf(template: str, case: Case, context: dict[str, Any]) -> bytes:
    footer = _("办件号 %(number)s　%(time)s 打印") % {"number": case.number, "time": cn_datetime(clock.now())}
    html = without_lacking(render_to_string(template, context | {"footer": footer}))
    return printed(html, STYLE, identifier=case.number).data
