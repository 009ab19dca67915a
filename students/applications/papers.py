"""The application as a paper: what was applied for, by whom, and how the guardian consented, for the case's file."""

from collections.abc import Sequence
from pathlib import Path

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from students.applications.actions import offer_and_form
from students.applications.models import Application
from xueji.cases.evidence import KeptPaper, keep
from xueji.printing.pdf import printed, without_lacking

STYLE = Path(__file__).parent / "sheet.css"


def sheet_of(application: Application) -> bytes:
    """The application as PDF."""
    kind, form = offer_and_form(application)
    rows = [
        (str(bound.label), _shown(bound))
        for _title, fields in form.sections()
        for bound, _width in fields
        if bound.value()
    ]
    html = render_to_string("applications/sheet.html", {"application": application, "kind": kind, "rows": rows})
    return printed(without_lacking(html), STYLE, identifier=f"application-{application.pk}").data


def kept_papers(application: Application) -> Sequence[KeptPaper]:
    """Everything that goes into the case: the application itself under the kind's own key, and what came with it."""
    kind, _form = offer_and_form(application)
    content = sheet_of(application)
    own = KeptPaper(
        key=kind.matter.application if kind.matter and kind.matter.application else "other",
        label=_("学生申请（手机提交）"),
        filename="application.pdf",
        content_type="application/pdf",
        size=len(content),
        sha256=keep(content),
    )
    return [
        own,
        *(
            KeptPaper(row.key, row.label, row.filename, row.content_type, row.size, row.sha256)
            for row in application.papers.all()
        ),
    ]


def _shown(bound: object) -> str:
    """A field's value as words: the label of a choice, the day of a date."""
    value = bound.value()  # type: ignore[attr-defined]
    choices = dict(getattr(bound.field, "choices", []) or [])  # type: ignore[attr-defined]
    return str(choices.get(value, value))
