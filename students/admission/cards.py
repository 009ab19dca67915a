"""Newcomers on the workbench of a school: who is awaited, whose day is over, who is to be re-checked, what goes back."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from students.admission.counting import overdue_by_school, papers_by_school
from students.admission.models import Admission, Deferral
from students.admission.pages import counts_of
from students.admission.reading import Reading, reading_of
from xueji.database.fence import Level
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope
from xueji.web.workbench import Card, register_card


@dataclass(frozen=True)
class Line:
    """One thing to look at."""

    text: str
    url: str
    icon: str
    css: str = ""
    note: str = ""


def newcomers(scope: Scope, organization: Organization) -> dict[str, Any] | None:
    """What there is to do with newcomers; None where nobody is awaited and nothing is open."""
    if scope.level is not Level.SCHOOL or not scope.allows("view_students"):
        return None
    reading = reading_of(organization)
    counts = counts_of(Admission.objects.filter(year=reading.day.year), reading)
    lines = [*_coming(counts, reading, organization), *_open(reading, organization)]
    return {"lines": lines, "come": counts["come"], "all": counts["all"]} if lines else None


def _coming(counts: dict[str, int], reading: Reading, school: Organization) -> list[Line]:
    found = []
    over = overdue_by_school({school.pk: reading}, reading.day.year).get(school.pk, 0)
    if over:
        text = _("%d 人报到期限已满，待确认放弃入学资格") % over
        found.append(Line(text, _list("overdue"), "user-x", "xj-bad"))
    if late := counts["overdue"] - over:
        found.append(Line(_("%d 人逾期未报到，仍在期限内") % late, _list("overdue"), "alarm", "xj-wait"))
    if on_time := counts["awaited"] - counts["overdue"]:
        desk = reverse("students:admission_desk")
        note = _("其中延期 %d 人") % counts["deferred"] if counts["deferred"] else ""
        found.append(Line(_("%d 人待报到") % on_time, desk, "hourglass", note=note))
    if asked := Deferral.objects.filter(state=Deferral.State.ASKED).count():
        found.append(Line(_("%d 份延期报到申请待审批") % asked, _list("awaited"), "calendar-event", "xj-wait"))
    return found


def _open(reading: Reading, school: Organization) -> list[Line]:
    found = []
    kept = Admission.objects.kept()
    if count := kept.count():
        over = kept.filter(kept_until__lt=reading.day).count()
        note = _("其中 %d 人期满，待确认取消") % over if over else ""
        found.append(
            Line(
                _("%d 人保留入学资格，待健康复查") % count,
                _list("kept"),
                "heart-handshake",
                "xj-bad" if over else "",
                note,
            )
        )
    waiting, late = papers_by_school({school.pk: reading}).get(school.pk, (0, 0))
    if waiting:
        note = _("其中 %d 人已过期限") % late if late else ""
        url = reverse("students:admission_returns")
        found.append(
            Line(_("%d 人的招生材料待退回") % waiting, url, "arrow-forward-up", "xj-bad" if late else "", note)
        )
    if unplaced := Admission.objects.filter(state="checked_in", student=None).count():
        found.append(Line(_("%d 人已报到，未编班") % unplaced, _list("unplaced"), "users-group"))
    return found


def _list(view: str) -> str:
    return reverse("students:admission_list") + f"?view={view}"


register_card(Card("newcomers", "admission/_card.html", newcomers, place="main", order=30))
