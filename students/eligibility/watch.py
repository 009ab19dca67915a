"""The watch on the re-check: two weeks before the day, and on it, the school is told how many are still open."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, ClassVar

from django.db.models import Count, Exists, OuterRef
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from students.eligibility.lists import months_of, newcomers_since
from students.eligibility.models import EligibilityCheck
from students.parties import policy_keys_of
from xueji.cases.models import Case
from xueji.cases.watches import Due, Watch
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope
from xueji.policies.patterns.cancellation import months_after
from xueji.web.formats import cn_date_full

_AHEAD = timedelta(days=14)
# Longer ago than any re-check is due, a sweep that stood still included.
_LOOK_BACK = timedelta(days=250)


class RecheckDue(Watch):
    """入学条件复查将到期、到期 (Beijing 8 ¶2). Nothing is drafted: what to find is the school's."""

    key: ClassVar[str] = "eligibility_recheck"
    label: ClassVar[str | Promise] = _("新生入学条件复查")

    def find(self, day: date) -> Iterable[Due]:
        """Per school and due day, where somebody is still open."""
        checked = EligibilityCheck.objects.filter(student=OuterRef("pk"))
        rows = (
            newcomers_since(day - 2 * _LOOK_BACK)  # of the day of entry; whoever checked in later is found by that day
            .annotate(came=Coalesce("admission__checked_in_on", "entered_on"))
            .filter(~Exists(checked), came__gt=day - _LOOK_BACK, came__lte=day)
            .order_by()
            .values_list("school", "came")
            .annotate(open=Count("pk"))
        )
        schools = Organization.objects.in_bulk({school for school, _came, _open in rows})
        keys = policy_keys_of(schools.values())
        open_by_day: Counter[tuple[int, date]] = Counter()
        for school, came, count in rows:
            months = months_of(keys[school], day)
            if months is not None:
                open_by_day[school, months_after(came, months)] += count
        return list(self._dues(open_by_day, day))

    def open_draft(self, due: Due, scope: Scope) -> Case | None:
        """Telling is enough."""
        return None

    def text(self, due: Due, case: Case | None) -> str:
        """How many, until when."""
        count, last = due.data
        known = {"count": count, "day": cn_date_full(last)}
        if due.due_on < last:
            return gettext("还有 %(count)d 名新生未完成入学条件复查，应在%(day)s前完成") % known
        return gettext("还有 %(count)d 名新生未完成入学条件复查，%(day)s到期") % known

    def _dues(self, open_by_day: Counter[tuple[int, date]], day: date) -> Iterable[Due]:
        for (school, last), count in open_by_day.items():
            data: Any = (count, last)
            if last <= day:
                yield Due(f"recheck:{school}:{last}:due", last, school, data)
            elif last - _AHEAD <= day:
                yield Due(f"recheck:{school}:{last}:ahead", last - _AHEAD, school, data)
