"""Admissions as the pages show them: the mark of the state, what is due, what the rules make of the day."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from students.admission.elsewhere import elsewhere_note
from students.admission.models import Admission
from students.admission.reading import Reading
from students.admission.states import AdmissionState
from xueji.web.formats import cn_date, cn_date_full
from xueji.web.marks import Mark

MARKS: dict[str, Mark] = {
    AdmissionState.ADMITTED: Mark(AdmissionState.ADMITTED.label, "", "hourglass"),
    AdmissionState.DEFERRED: Mark(AdmissionState.DEFERRED.label, "wait", "calendar"),
    AdmissionState.CHECKED_IN: Mark(AdmissionState.CHECKED_IN.label, "ok", "user-check"),
    AdmissionState.KEPT: Mark(AdmissionState.KEPT.label, "wait", "player-pause"),
    AdmissionState.FORFEITED: Mark(AdmissionState.FORFEITED.label, "bad", "user-x"),
    AdmissionState.CANCELLED: Mark(AdmissionState.CANCELLED.label, "bad", "ban"),
    AdmissionState.REGISTERED: Mark(AdmissionState.REGISTERED.label, "ok", "circle-check"),
}
OVERDUE = Mark(gettext_lazy("逾期未报到"), "bad", "alarm")


@dataclass(frozen=True)
class Line:
    """One row: the admission, how its state looks, and the one thing to know about it."""

    admission: Admission
    mark: Mark
    note: str = ""
    tone: str = ""


def line_of(admission: Admission, reading: Reading, today: date) -> Line:
    """The row of one admission on a day. Of many, `elsewhere_known` is asked first."""
    line = _line_of(admission, reading, today)
    if admission.is_lost or not (twice := elsewhere_note(admission)):
        return line
    return replace(line, note="　".join(filter(None, [twice, line.note])), tone=line.tone or "wait")


def _line_of(admission: Admission, reading: Reading, today: date) -> Line:
    mark = MARKS[admission.state]
    if admission.is_awaited:
        return _awaited(admission, reading, today, mark)
    if admission.state == AdmissionState.KEPT:
        over = admission.kept_until is not None and admission.kept_until < today
        text = _("保留至%s") % cn_date_full(admission.kept_until)
        return Line(admission, mark, _("%s，已到期") % text if over else text, "bad" if over else "")
    if admission.is_lost:
        return _lost(admission, reading, today, mark)
    if admission.days_late:
        return Line(admission, mark, _("晚 %d 天报到") % admission.days_late, "wait")
    return Line(admission, mark)


def lines_of(admissions: Iterable[Admission], reading: Reading, today: date) -> list[Line]:
    """The rows of many admissions of one school."""
    return [line_of(admission, reading, today) for admission in admissions]


def _awaited(admission: Admission, reading: Reading, today: date, mark: Mark) -> Line:
    last, due = reading.last_day(admission), admission.due_on
    if today > last:
        return Line(admission, OVERDUE, _("%s期限已过，待确认放弃") % cn_date(last), "bad")
    if today > due:
        return Line(admission, OVERDUE, _("逾期 %(late)d 天，%(last)s前可报到") % {
            "late": (today - due).days, "last": cn_date(last)
        }, "wait")  # fmt: skip
    return Line(admission, mark, _("延期至%s") % cn_date(due) if admission.deferred_to else "")


def _lost(admission: Admission, reading: Reading, today: date, mark: Mark) -> Line:
    made = admission.return_list
    if made is not None:
        returned = made.returned_on
        text = _("%s已退回") % cn_date(returned) if returned else _("在退回名单 %s") % made.number
        return Line(admission, mark, text)
    by = reading.papers_by(admission)
    if by is None:
        return Line(admission, mark)
    late = (today - by).days
    if late > 0:
        return Line(admission, mark, _("应于%(by)s前退回，逾期 %(late)d 天") % {"by": cn_date(by), "late": late}, "bad")
    return Line(admission, mark, _("材料应于%s前退回") % cn_date(by), "wait")
