"""What is entered for one student and one term, and what is wrong with it."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from students.models import Student
from students.statuses import Status
from students.term_registration.models import Round, TermRegistration
from xueji import clock
from xueji.web.formats import cn_date_full

State = TermRegistration.State
# Who registers: on the register and not away from school altogether.
REGISTERING = (Status.STUDYING, Status.SPECIAL_SCHOOL)
KEPT = ("state", "registered_on", "leave_until", "leave_reason", "leave_approved_by", "leave_approved_on", "reason")


@dataclass(frozen=True, kw_only=True)
class Entry:
    """How a student registered. Of the leave: until when, why, who granted it and when. `reason` says why nobody came,
    `correction_reason` why what stood is to be another. `seen` is the stamp of what the page showed (`meanwhile.stamp_of`),
    None where nobody looked at a page."""

    student_id: int
    state: str
    registered_on: date | None = None
    leave_until: date | None = None
    leave_reason: str = ""
    leave_approved_by: str = ""
    leave_approved_on: date | None = None
    reason: str = ""
    correction_reason: str = ""
    seen: str | None = None


def is_same(entry: Entry, row: TermRegistration) -> bool:
    """Whether nothing would change."""
    return all(getattr(entry, name) == getattr(row, name) for name in KEPT)


def is_correction(entry: Entry, row: TermRegistration | None) -> bool:
    """Whether it takes back something: who was registered is not, or on another day. Who comes at last takes back
    nothing, nor who is granted leave."""
    return row is not None and row.state == State.REGISTERED and not is_same(entry, row)


def completed(entry: Entry, row: TermRegistration | None) -> Entry:
    """The entry with what its state does not use taken away; a leave that was granted stays when the student has come."""
    known = {name: getattr(entry, name) for name in Entry.__dataclass_fields__}
    if entry.state != State.REGISTERED:
        known["registered_on"] = None
    if entry.state == State.NOT_REGISTERED:
        known |= {"leave_until": None, "leave_reason": "", "leave_approved_by": "", "leave_approved_on": None}
    else:
        known["reason"] = ""
    if entry.state == State.REGISTERED:
        for name in ("leave_until", "leave_reason", "leave_approved_by", "leave_approved_on"):
            known[name] = getattr(row, name) if row is not None else ("" if name.endswith(("reason", "_by")) else None)
    return Entry(**known)


def problem_of(entry: Entry, row: TermRegistration | None, student: Student, rnd: Round) -> tuple[str, str]:
    """What is wrong, as (field, sentence); ("", "") when nothing is."""
    if student.status not in REGISTERING:
        status = student.get_status_display()
        return "state", _("该生现为“%(status)s”，不办学期注册。") % {"status": status}
    if entry.state not in State.values:
        return "state", _("请选注册情况。")
    if is_correction(entry, row) and not entry.correction_reason.strip():
        return "correction_reason", _("已登记过注册，要改请写更正原因；原来的登记会保留。")
    return _of_state(entry, rnd)


def _of_state(entry: Entry, rnd: Round) -> tuple[str, str]:
    today = clock.today()
    if entry.state == State.REGISTERED:
        if entry.registered_on is None:
            return "registered_on", _("请填注册日期。")
        if entry.registered_on > today:
            return "registered_on", _("注册日期不能在今天之后。")
        if entry.registered_on < rnd.opens_on:
            return "registered_on", _("本学期 %(day)s 才开始注册。") % {"day": cn_date_full(rnd.opens_on)}
    if entry.state == State.LATE_WITH_LEAVE:
        return _of_leave(entry, rnd, today)
    if entry.state == State.NOT_REGISTERED and not entry.reason.strip():
        return "reason", _("请写未注册的原因，不清楚的写“未到校，待核实”。")
    return "", ""


def _of_leave(entry: Entry, rnd: Round, today: date) -> tuple[str, str]:
    if entry.leave_until is None:
        return "leave_until", _("请填准假到哪一天。")
    if entry.leave_until < rnd.due_on:
        return "leave_until", _("准假至的日期不能早于注册截止日 %(day)s。") % {"day": cn_date_full(rnd.due_on)}
    if not entry.leave_reason.strip():
        return "leave_reason", _("请写请假事由。")
    if not entry.leave_approved_by.strip() or entry.leave_approved_on is None:
        return "leave_approved_by", _("请填准假人和准假日期；没有批准的不算请假。")
    if entry.leave_approved_on > today:
        return "leave_approved_on", _("准假日期不能在今天之后。")
    return "", ""
