"""The list of papers that go back, on paper and as a workbook: from what was fixed, with whole numbers, recorded."""

import io
from pathlib import Path

import xlsxwriter
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from students.admission.models import ReturnList
from students.rosters.sheets import neutral
from xueji.audit.actions import event_record
from xueji.organizations.scope import Scope
from xueji.printing.pdf import printed, without_lacking
from xueji.web.formats import cn_date_full

_STYLE = Path(__file__).with_name("return_list.css")
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_COLUMNS = (
    ("name", gettext_lazy("姓名"), 10),
    ("sex", gettext_lazy("性别"), 6),
    ("identity_number", gettext_lazy("证件号"), 22),
    ("candidate_number", gettext_lazy("考生号"), 18),
    ("notice_number", gettext_lazy("通知书号"), 18),
    ("programme", gettext_lazy("录取专业"), 22),
    ("state", gettext_lazy("类别"), 14),
    ("lost_on", gettext_lazy("丧失资格日"), 13),
    ("reason", gettext_lazy("原因"), 44),
)


def return_list_pdf(actor: Scope, made: ReturnList) -> bytes:
    """The list as it is handed over; characters without a face are marked, never left out."""
    _taken_out(actor, made, "pdf")
    context = {
        "made": made,
        "rows": made.rows,
        "school": made.school.name,
        "made_on": cn_date_full(made.made_on),
        "due_on": cn_date_full(made.due_on) if made.due_on else "",
        "returned_on": cn_date_full(made.returned_on) if made.returned_on else "",
    }
    html = without_lacking(render_to_string("admission/return_list_print.html", context))
    return printed(html, _STYLE, identifier=f"return-list-{made.pk}").data


def return_list_workbook(actor: Scope, made: ReturnList) -> bytes:
    """The same as a workbook of text cells."""
    _taken_out(actor, made, "xlsx")
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, _OPTIONS) as book:
        text = book.add_format({"num_format": "@", "border": 1})
        head = book.add_format({"bold": True, "border": 1, "bg_color": "#E8EEF6"})
        sheet = book.add_worksheet(_("退回名单"))
        title = _("%(school)s　退回招生材料名单 %(number)s　%(channel)s")
        known = {"school": made.school.name, "number": made.number, "channel": made.channel}
        sheet.write_string(0, 0, neutral(title % known))
        sheet.write_string(2, 0, _("序号"), head)
        for at, (_key, label, width) in enumerate(_COLUMNS, 1):
            sheet.set_column(at, at, width, text)
            sheet.write_string(2, at, str(label), head)
        for line, row in enumerate(made.rows, 3):
            sheet.write_string(line, 0, str(line - 2), text)
            for at, (key, _label, _width) in enumerate(_COLUMNS, 1):
                sheet.write_string(line, at, neutral(str(row.get(key, ""))), text)
    return buffer.getvalue()


def _taken_out(actor: Scope, made: ReturnList, kind: str) -> None:
    event_record(
        kind="return_list_taken_out",
        actor_id=actor.user_id,
        organization_id=actor.organization_id,
        subject="return_list",
        subject_id=made.pk,
        data={"kind": kind, "count": made.count},
    )
