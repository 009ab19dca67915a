"""Newcomers on the workbench of a school: who is awaited, whose day is over, who is to be re-checked, what goes back."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from students.admission.models import Admission, Deferral
from students.admission.reading import Reading, reading_of
from students.admission.states import AWAITED, LOST, PRESENT, AdmissionState
from xueji import clock
from xueji.database.fence import Level
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope, asked_once
from xueji.web.workbench import Card, register_card


@dataclass(frozen=True)
class Line:
    """One thing to look at."""

    text: str
    url: str
    icon: str
    css: str = ""
    note: str = ""


@dataclass(frozen=True)
class Group:
    """Those of one state and the same days, and how many of them have no class yet, papers here, a deferral asked for."""

    year: int
    state: str
    check_in_due_on: date
    deferred_to: date | None
    kept_until: date | None
    lost_on: date | None
    count: int
    unplaced: int
    papers_here: int
    asked: int

    def is_overdue(self, day: date) -> bool:
        return (self.deferred_to or self.check_in_due_on) < day

    def as_admission(self) -> Admission:
        """As much of an admission as its reading asks for."""
        return Admission(check_in_due_on=self.check_in_due_on, deferred_to=self.deferred_to, lost_on=self.lost_on)


def newcomers(scope: Scope, organization: Organization) -> dict[str, Any] | None:
    """What there is to do with newcomers; None where nobody is awaited and nothing is open. One query, and one more for
    what the school has set where somebody is late."""
    if scope.level is not Level.SCHOOL or not scope.allows("view_students"):
        return None
    day = clock.today()
    groups = _groups(day.year)
    this_year = [group for group in groups if group.year == day.year]
    manages = scope.allows("manage_students")
    coming = _coming(this_year, day, organization, manages=manages)
    lines = [*coming, *_asked(groups), *_open(groups, day, organization, manages=manages)]
    come = sum(group.count for group in this_year if group.state in PRESENT)
    return {"lines": lines, "come": come, "all": sum(group.count for group in this_year)} if lines else None


def _groups(year: int) -> list[Group]:
    """Everybody of the year, and of earlier years who is not registered."""
    counted: Any = (
        Admission.objects.filter(Q(year=year) | ~Q(state=AdmissionState.REGISTERED))
        .order_by()
        .values("year", "state", "check_in_due_on", "deferred_to", "kept_until", "lost_on")
        .annotate(
            count=Count("pk", distinct=True),
            unplaced=Count("pk", filter=Q(student=None), distinct=True),
            papers_here=Count("pk", filter=Q(return_list=None) | Q(return_list__returned_on=None), distinct=True),
            asked=Count("deferrals", filter=Q(deferrals__state=Deferral.State.ASKED), distinct=True),
        )
    )
    return [Group(**group) for group in counted]


def _reading(school: Organization) -> Reading:
    return asked_once(f"admission_reading_{school.pk}", lambda: reading_of(school))


def _coming(groups: list[Group], day: date, school: Organization, *, manages: bool) -> list[Line]:
    found = []
    awaited = [group for group in groups if group.state in AWAITED]
    late = [group for group in awaited if group.is_overdue(day)]
    over = sum(group.count for group in late if day > _reading(school).last_day(group.as_admission()))
    if over:
        text = _("%d 人报到期限已满，待确认放弃入学资格") % over
        found.append(Line(text, _list("overdue"), "user-x", "xj-bad"))
    overdue = sum(group.count for group in late)
    if overdue > over:
        found.append(Line(_("%d 人逾期未报到，仍在期限内") % (overdue - over), _list("overdue"), "alarm", "xj-wait"))
    if on_time := sum(group.count for group in awaited) - overdue:
        deferred = sum(group.count for group in awaited if group.state == AdmissionState.DEFERRED)
        note = _("其中延期 %d 人") % deferred if deferred else ""
        if manages:
            found.append(Line(_("%d 人待报到") % on_time, reverse("students:admission_desk"), "hourglass", note=note))
        else:
            # Who only looks is led to the list, which has the late ones too.
            found.append(Line(_("%d 人待报到") % (on_time + overdue), _list("awaited"), "hourglass", note=note))
    return found


def _asked(groups: list[Group]) -> list[Line]:
    asked = sum(group.asked for group in groups)
    text = _("%d 份延期报到申请待审批") % asked
    return [Line(text, _list("awaited"), "calendar-event", "xj-wait")] if asked else []


def _open(groups: list[Group], day: date, school: Organization, *, manages: bool) -> list[Line]:
    found = []
    kept = [group for group in groups if group.state == AdmissionState.KEPT]
    if count := sum(group.count for group in kept):
        over = sum(group.count for group in kept if group.kept_until and group.kept_until < day)
        note, tone = (_("其中 %d 人期满，待确认取消") % over, "xj-bad") if over else ("", "")
        found.append(Line(_("%d 人保留入学资格，待健康复查") % count, _list("kept"), "heart-handshake", tone, note))
    waiting, late = _papers(groups, day, school)
    if waiting:
        note, tone = (_("其中 %d 人已过期限") % late, "xj-bad") if late else ("", "")
        url = reverse("students:admission_returns") if manages else _list("lost")
        found.append(Line(_("%d 人的招生材料待退回") % waiting, url, "arrow-forward-up", tone, note))
    here = (group for group in groups if group.state == AdmissionState.CHECKED_IN)
    if unplaced := sum(group.unplaced for group in here):
        found.append(Line(_("%d 人已报到，未编班") % unplaced, _list("unplaced"), "users-group"))
    return found


def _papers(groups: list[Group], day: date, school: Organization) -> tuple[int, int]:
    """How many papers wait to go back, and how many of them are late."""
    waiting = late = 0
    for group in groups:
        if group.state in LOST and group.papers_here and (by := _reading(school).papers_by(group.as_admission())):
            waiting += group.papers_here
            late += group.papers_here if by < day else 0
    return waiting, late


def _list(view: str) -> str:
    return reverse("students:admission_list") + f"?view={view}"


register_card(Card("newcomers", "admission/_card.html", newcomers, place="main", order=30))
