"""The nightly look at newcomers: terms that are over, kept places at their end, papers that must go back.

A school is told, once for each day that comes up; whom it concerns stands in its list, and a person confirms there.
Nobody loses a place by the clock.
"""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from students.admission.models import Admission
from students.admission.queries import AdmissionQuerySet
from students.admission.reading import Reading, readings_of
from xueji.cases.models import Case
from xueji.cases.watches import Due, Watch
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope
from xueji.policies.windows import day_label

_ONE_DAY = timedelta(days=1)
_WARNED = timedelta(days=7)
_LOOKS_BACK = timedelta(days=400)


class NewcomerWatch(Watch, ABC):
    """Counts what came up by school and day; the text says how many, never who."""

    @abstractmethod
    def rows(self, day: date) -> AdmissionQuerySet:
        """What an index says may be due."""

    @abstractmethod
    def due_on(self, admission: Admission, reading: Reading) -> date | None:
        """On which day it comes up; None where the regulation knows no such day."""

    def find(self, day: date) -> Iterable[Due]:
        """One thing a school and day."""
        rows = list(self.rows(day))
        bodies = Organization.objects.select_related("parent").in_bulk({row.school_id for row in rows})
        readings = readings_of(bodies.values(), day)
        counted = Counter(self._days(rows, readings, day))
        return [
            Due(f"newcomers:{school}:{on:%Y%m%d}", on, school, count) for (school, on), count in sorted(counted.items())
        ]

    def open_draft(self, due: Due, scope: Scope) -> Case | None:
        """Telling is enough: the list is the proposal."""
        return None

    def _days(self, rows: list[Admission], readings: dict[int, Reading], day: date) -> Iterator[tuple[int, date]]:
        for row in rows:
            on = self.due_on(row, readings[row.school_id])
            if on is not None and on <= day:
                yield row.school_id, on


class CheckInOver(NewcomerWatch):
    """报到期限届满 (Beijing 6, Zhejiang 7): the day after the last one."""

    key: ClassVar[str] = "admission_check_in_over"
    label: ClassVar[str | Promise] = _("新生报到期限届满")

    def rows(self, day: date) -> AdmissionQuerySet:
        return Admission.objects.overdue(day).filter(check_in_due_on__gte=day - _LOOKS_BACK)

    def due_on(self, admission: Admission, reading: Reading) -> date | None:
        return reading.lost_on(admission)

    def text(self, due: Due, case: Case | None) -> str:
        return gettext("%d 名新生报到期限已满仍未报到，请核对后确认是否放弃入学资格") % due.data


class KeptOver(NewcomerWatch):
    """保留入学资格期满 (Beijing 7): the day after the last one."""

    key: ClassVar[str] = "admission_kept_over"
    label: ClassVar[str | Promise] = _("保留入学资格期满")

    def rows(self, day: date) -> AdmissionQuerySet:
        return Admission.objects.kept().filter(kept_until__lt=day)

    def due_on(self, admission: Admission, reading: Reading) -> date | None:
        return admission.kept_until + _ONE_DAY if admission.kept_until else None

    def text(self, due: Due, case: Case | None) -> str:
        return gettext("%d 名新生保留入学资格期满，没有重新办理入学手续，请核对后确认是否取消") % due.data


class KeptEnding(NewcomerWatch):
    """保留入学资格将满: a month before, so that the re-check can still be made."""

    key: ClassVar[str] = "admission_kept_ending"
    label: ClassVar[str | Promise] = _("保留入学资格将满，待健康复查")
    ahead: ClassVar[timedelta] = timedelta(days=30)

    def rows(self, day: date) -> AdmissionQuerySet:
        return Admission.objects.kept().filter(kept_until__gte=day, kept_until__lte=day + self.ahead)

    def due_on(self, admission: Admission, reading: Reading) -> date | None:
        return admission.kept_until - self.ahead if admission.kept_until else None

    def text(self, due: Due, case: Case | None) -> str:
        return gettext("%d 名新生的入学资格一个月内到期，请通知健康复查、办理入学手续") % due.data


class PapersDue(NewcomerWatch):
    """退回招生材料 (Beijing 8): a week before the month is over."""

    key: ClassVar[str] = "admission_papers_due"
    label: ClassVar[str | Promise] = _("招生材料待退回")

    def rows(self, day: date) -> AdmissionQuerySet:
        return Admission.objects.to_return().filter(lost_on__gte=day - _LOOKS_BACK)

    def due_on(self, admission: Admission, reading: Reading) -> date | None:
        by = reading.papers_by(admission)
        return by - _WARNED if by is not None else None

    def text(self, due: Due, case: Case | None) -> str:
        last = due.due_on + _WARNED
        return gettext("%(count)d 名新生的招生材料应于%(day)s前退回招生主管部门") % {
            "count": due.data,
            "day": day_label(last),
        }


WATCHES = (CheckInOver(), KeptOver(), KeptEnding(), PapersDue())
