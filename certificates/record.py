"""Certificates on a student's record: a tab, events of the timeline, a verb of the list."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certificates.models import Certificate
from certificates.states import ISSUED, State
from students.archive.card import CardPart
from students.archive.sources import Found
from students.models import Student
from students.sections import BulkVerb, Event, Paper, Section
from students.statuses import Status
from xueji.database.fence import Level
from xueji.organizations.scope import Scope
from xueji.policies.archive import Contents
from xueji.web.formats import cn_date_full


def _of(student: Student) -> list[Certificate]:
    """Read once for a page: its tab, the tab's number and its timeline all ask."""
    if not hasattr(student, "_certificates"):
        student._certificates = list(  # type: ignore[attr-defined]
            Certificate.objects.filter(student=student).select_related("school").order_by("-pk")
        )
    found: list[Certificate] = student._certificates  # type: ignore[attr-defined]
    return found


def _context(student: Student, scope: Scope) -> dict[str, Any]:
    found = _of(student)
    owes = student.status == Status.GRADUATED and all(each.state == State.SPOILED for each in found)
    can_issue = owes and scope.level is Level.SCHOOL and scope.allows("issue_certificates")
    return {"certificates": found, "can_issue": can_issue}


def _is_shown(student: Student, scope: Scope) -> bool:
    return scope.office_id is not None and (student.status == Status.GRADUATED or bool(_of(student)))


def _count(student: Student, scope: Scope) -> int:
    return len(_of(student))


def events_of(student: Student, scope: Scope) -> Iterable[Event]:
    """Issued and revoked certificates; drafts are nobody's business yet."""
    for each in _of(student):
        if each.activated_at and each.state in ISSUED:
            yield Event(
                at=each.activated_at,
                title=_("签发%s") % each.document.label,
                text=_("证书编号 %s") % each.number,
                icon="certificate",
                tone="ok",
                papers=_papers(each, scope),
            )
        if each.revoked_at and each.state == State.REVOKED:
            yield Event(
                at=each.revoked_at,
                title=_("%s作废") % each.document.label,
                text=_("证书编号 %s") % each.number,
                icon="ban",
                tone="wait",
                papers=_papers(each, scope),
            )


def _papers(certificate: Certificate, scope: Scope) -> tuple[Paper, ...]:
    url = certificate.get_absolute_url() if scope.office_id else reverse("certificates:mine")
    return (Paper(certificate.document.label, url),)


def found_of(students: Sequence[Student], contents: Contents) -> dict[int, Found]:
    """What the file of a graduate asks for: the certificate that was issued, one query for a class."""
    rows = Certificate.objects.filter(student__in=students, state__in=ISSUED).order_by("pk")
    return {row.student_id: Found(1, _("证书编号 %s") % row.number) for row in rows}


def card_rows(student: Student, on: date) -> list[list[str]]:
    """The certificates on the card of a student, as on a day."""
    rows = Certificate.objects.filter(student=student, state__in=ISSUED, issued_on__lte=on).order_by("issued_on", "pk")
    return [
        [cn_date_full(row.issued_on), str(row.document.label), row.number, str(row.get_state_display())] for row in rows
    ]


CARD = CardPart(
    "certificates",
    gettext_lazy("证书"),
    (gettext_lazy("发证日期"), gettext_lazy("证书"), gettext_lazy("编号"), gettext_lazy("状态")),
    card_rows,
    40,
)
SECTION = Section(
    "certificates", gettext_lazy("证书"), "certificates/_of_student.html", _context, _count, _is_shown, order=60
)
ISSUE = BulkVerb(
    "certificates",
    gettext_lazy("发毕业证书"),
    "certificates:issue",
    "certificate",
    "issue_certificates",
    frozenset({Status.GRADUATED.value}),
)
