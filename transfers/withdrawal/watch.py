"""The watch on announcements: when one has run out, the school is told that the case can go on. Nothing goes on by itself."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import ClassVar

from django.db.models import Max
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from transfers.withdrawal.models import PublicNotice
from xueji.cases.actions import case_check
from xueji.cases.models import Case
from xueji.cases.states import CaseState
from xueji.cases.watches import Due, Watch
from xueji.organizations.scope import Scope

_ONE_DAY = timedelta(days=1)


class AnnouncementEnded(Watch):
    """退学公示期满 (Beijing 24 ¶2, Zhejiang 22 ¶2): the day after the last day of the announcement that counts."""

    key: ClassVar[str] = "withdrawal_announcement"
    label: ClassVar[str | Promise] = _("退学公示期满")

    def find(self, day: date) -> Iterable[Due]:
        """Announcements of drafts and returned cases whose last day lies behind."""
        ended = PublicNotice.objects.filter(
            ends_on__lt=day, case__state__in=[CaseState.DRAFT, CaseState.RETURNED]
        ).select_related("case")
        counting = set(
            PublicNotice.objects.filter(case__in={row.case_id for row in ended})
            .order_by()
            .values("case")
            .annotate(last=Max("pk"))
            .values_list("last", flat=True)
        )
        return [
            Due(f"notice:{row.pk}", row.ends_on + _ONE_DAY, row.case.opened_for_id, row.case_id)
            for row in ended
            if row.pk in counting
        ]

    def open_draft(self, due: Due, scope: Scope) -> Case:
        """No new draft: the case that waits for it, with its rules asked again."""
        return case_check(actor=scope, case=Case.objects.get(pk=due.data))

    def text(self, due: Due, case: Case | None) -> str:
        """The line for the school."""
        title = case.title if case else ""
        return gettext("%(title)s：公示期已满，仍无人来办理的可以提交") % {"title": title}
