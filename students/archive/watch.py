"""Reminds schools of paper files whose years are over (Beijing 9): some weeks before, and on the day. It never hands over."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import ClassVar

from django.db.models import Count
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from students.archive.contents import rules_of
from students.archive.models import ClosedFile
from xueji.cases.models import Case
from xueji.cases.watches import Due, Watch, register
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope
from xueji.web.formats import cn_date_full

_FARTHEST = timedelta(days=366)


class PaperDue(Watch):
    """One reminder for all files of a school that come due on one day, and one more on the day itself."""

    key: ClassVar[str] = "archive_paper"
    label: ClassVar[str | Promise] = gettext_lazy("纸质档案到期移交")

    def find(self, day: date) -> Iterable[Due]:
        rows = (
            ClosedFile.objects.at_school()
            .filter(due_on__lte=day + _FARTHEST)
            .order_by("school_id", "due_on")
            .values("school_id", "due_on")
            .annotate(files=Count("pk"))
        )
        schools: dict[int, Organization] = Organization.objects.in_bulk({row["school_id"] for row in rows})
        for row in rows:
            school, due_on, files = schools[row["school_id"]], row["due_on"], row["files"]
            assert due_on is not None  # asked for
            if due_on <= day:
                yield Due(f"paper_due:{school.pk}", due_on, school.pk, files)
            elif due_on - timedelta(days=rules_of(school, day).remind_days) <= day:
                yield Due(f"paper_soon:{school.pk}", due_on, school.pk, files)

    def open_draft(self, due: Due, scope: Scope) -> Case | None:
        return None

    def text(self, due: Due, case: Case | None) -> str:
        words = {"count": due.data, "day": cn_date_full(due.due_on)}
        if due.subject.startswith("paper_due"):
            return _("%(count)d 册毕（结）业学生纸质档案已于 %(day)s 期满，请列清单移交") % words
        return _("%(count)d 册毕（结）业学生纸质档案将于 %(day)s 期满，请准备移交") % words


def register_watches() -> None:
    """Make the watch known (from the app's ready())."""
    register(PaperDue())
