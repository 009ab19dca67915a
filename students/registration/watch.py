"""The watch on the closing day: a week before, schools with newcomers who are in no batch are told; the day after, the
bodies above hear which schools have not finished."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, ClassVar

from django.db.models import Count
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from students.models import Student
from students.parties import policy_keys_of
from students.registration.seasons import current_seasons, extensions_for
from xueji.cases.models import Case, Item
from xueji.cases.states import CaseState, ItemState
from xueji.cases.watches import Due, Watch
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope
from xueji.web.formats import cn_date_full

_AHEAD = timedelta(days=7)
_ONE_DAY = timedelta(days=1)


class RegistrationCloses(Watch):
    """新生注册将截止、已截止 (Beijing 10, Zhejiang 11)."""

    key: ClassVar[str] = "registration_closes"
    label: ClassVar[str | Promise] = _("新生注册截止")

    def find(self, day: date) -> Iterable[Due]:
        """Schools with somebody who was not handed up, around the last day of their season."""
        idle = _idle()
        schools = list(Organization.objects.filter(pk__in=idle))
        keys = policy_keys_of(schools, day)
        seasons = {key: current_seasons(key, day) for key in set(keys.values())}
        wanted = {season for found in seasons.values() for season, _closes in found}
        extended = extensions_for(schools, wanted)
        found: list[Due] = []
        late: Counter[tuple[int, date]] = Counter()
        for school in schools:
            for season, closes in seasons[keys[school.pk]][:1]:
                extension = extended.get((school.pk, *season))
                last = max(closes, extension.until) if extension else closes
                if last < day and school.parent_id:
                    late[school.parent_id, last] += 1
                elif last - _AHEAD <= day <= last:
                    data: Any = (idle[school.pk], last)
                    found.append(Due(f"closing:{school.pk}:{last}", last - _AHEAD, school.pk, data))
        found += [
            Due(f"closed:{body}:{last}", last + _ONE_DAY, body, (count, last)) for (body, last), count in late.items()
        ]
        return found

    def open_draft(self, due: Due, scope: Scope) -> Case | None:
        """Telling is enough."""
        return None

    def text(self, due: Due, case: Case | None) -> str:
        """How many, and the day."""
        count, last = due.data
        known = {"count": count, "day": cn_date_full(last)}
        if due.due_on > last:
            return gettext("新生注册已于%(day)s截止，还有 %(count)d 所学校没有报完") % known
        return gettext("新生注册%(day)s截止，还有 %(count)d 名新生没有提交") % known


def _idle() -> dict[int, int]:
    """Newcomers by school who wait and were not handed up; drafts count, for nobody above has seen them."""
    handed_up = Item.objects.filter(
        case__kind="registration", case__state__in=[CaseState.RUNNING, CaseState.RETURNED], state=ItemState.PENDING
    )
    waiting = Student.objects.awaiting_registration().exclude(pk__in=handed_up.values("student_id"))
    return dict(waiting.order_by().values_list("school").annotate(count=Count("pk")))
