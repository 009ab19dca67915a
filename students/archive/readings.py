"""Who looked into a file or took it out, for 谁看过: the papers, the card, the whole file."""

from typing import Any

from django.db.models import Count, Max
from django.utils.translation import gettext as _

from students.actions import SUBJECT
from students.archive.forms import TakeOutForm
from students.models import Student
from xueji.audit.models import Event
from xueji.organizations.scope import Scope

_SHOWN = 30


def readings_of(student: Student, scope: Scope) -> list[dict[str, Any]]:
    """What the reader's own organization looked at, day by day and reader by reader, the last first."""
    what = {
        "material_read": _("档案材料"),
        "card_printed": _("打印学籍卡"),
        "archive_taken_out": _("整册档案"),
    }
    rows = Event.objects.filter(subject=SUBJECT, subject_id=student.pk, kind__in=list(what)).order_by()
    seen = rows.values("actor_id", "kind", "reason", "at__date").annotate(times=Count("id"), last=Max("at"))
    purposes = dict(TakeOutForm.PURPOSES)
    return [
        {**row, "what": what[row["kind"]], "reason": str(purposes.get(row["reason"], row["reason"]))}
        for row in seen.order_by("-last")[:_SHOWN]
    ]
