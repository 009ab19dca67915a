"""The watch on flexible study: the school is told before its longest time is over, and when it is (Zhejiang 14 and 15)."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from students.quality.finding import studying_flexibly
from students.study_length import longest_study
from xueji.cases.models import Case
from xueji.cases.watches import Due, Watch
from xueji.organizations.scope import Scope
from xueji.web.formats import cn_date_full

_AHEAD = timedelta(days=90)
_ONE_DAY = timedelta(days=1)
_LOOKS_BACK = timedelta(days=400)


class FlexibleStudyEnds(Watch):
    """弹性学习最长年限将满、已满. Nothing is drafted: whether somebody graduates, completes or leaves is the school's."""

    key: ClassVar[str] = "flexible_study_ends"
    label: ClassVar[str | Promise] = _("弹性学习最长年限")

    def find(self, day: date) -> Iterable[Due]:
        """Per school and last day, three months ahead and on the day after."""
        students = list(studying_flexibly().select_related("programme", "school"))
        lengths = longest_study(students)
        ending = Counter((student.school_id, lengths[student.pk].last_day) for student in students)
        for (school, last), count in sorted(ending.items()):
            if last + _ONE_DAY <= day:
                if day - last < _LOOKS_BACK:
                    yield Due(f"flexible:{school}:{last}:over", last + _ONE_DAY, school, (count, last))
            elif last - _AHEAD <= day:
                yield Due(f"flexible:{school}:{last}:ahead", last - _AHEAD, school, (count, last))

    def open_draft(self, due: Due, scope: Scope) -> Case | None:
        """Telling is enough."""
        return None

    def text(self, due: Due, case: Case | None) -> str:
        """How many, and the last day."""
        count, last = due.data
        known = {"count": count, "day": cn_date_full(last)}
        if due.due_on > last:
            return gettext("%(count)d 名弹性学习学生的最长年限%(day)s已满，请办理毕业、结业或说明理由") % known
        return gettext("%(count)d 名弹性学习学生的最长年限%(day)s届满，请及早安排毕业或结业") % known
