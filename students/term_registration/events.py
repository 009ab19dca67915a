"""What the timeline tells of the registration of terms."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from students.models import Student
from students.sections import Event
from students.term_registration.models import TermRegistration
from xueji.organizations.scope import Scope
from xueji.web.formats import cn_date_full


def events_of(student: Student, scope: Scope) -> Iterable[Event]:
    """Each term once: when the student came, or that and why not."""
    for row in TermRegistration.objects.filter(student=student).select_related("round"):
        known = {"term": row.term_label}
        if row.registered_on is not None:
            late = (row.registered_on - row.round.due_on).days
            text = _("逾期 %(days)d 天") % {"days": late} if late > 0 else ""
            if row.leave_until:
                text = _("请假缓注册，准假至 %(day)s") % {"day": cn_date_full(row.leave_until)}
            title = _("%(term)s注册") % known
            yield Event(row.registered_on, title, text, "clipboard-check", "ok", group="terms")
        elif row.leave_until is not None:
            title = _("%(term)s请假缓注册") % known
            yield Event(row.round.due_on, title, row.leave_reason, "calendar-time", "wait", group="terms")
        else:
            yield Event(row.round.due_on, _("%(term)s未注册") % known, row.reason, "calendar-off", "bad", group="terms")
