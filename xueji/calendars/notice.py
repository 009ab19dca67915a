"""The State Council's notice of one year (关于部分节假日安排的通知): days off and make-up workdays, and what changes it.

Pure: a notice is a value; entering a festival or turning one day gives another notice.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from xueji.calendars.working_days import FIXED_HOLIDAYS
from xueji.errors import Invalid

NOTE_LENGTH = 40
LONGEST = 15  # days of one festival; more is a slip of the pen
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Notice:
    """Days off and weekend days worked, each with the festival's name. Weekends that are off need no entry."""

    year: int
    holidays: dict[date, str] = field(default_factory=dict)
    workdays: dict[date, str] = field(default_factory=dict)

    @classmethod
    def expected(cls, year: int) -> "Notice":
        """What is known before the notice comes: the holidays on fixed days."""
        return cls(year, {date(year, *day): name for day, name in FIXED_HOLIDAYS.items()})

    @classmethod
    def from_dict(cls, year: int, raw: dict[str, Any]) -> "Notice":
        """Read what `as_dict` wrote."""
        days = (raw.get(key, {}) for key in ("holidays", "workdays"))
        return cls(year, *({date.fromisoformat(day): name for day, name in named.items()} for named in days))

    def as_dict(self) -> dict[str, Any]:
        """For a JSON column."""
        return {
            key: {day.isoformat(): name for day, name in sorted(days.items())}
            for key, days in (("holidays", self.holidays), ("workdays", self.workdays))
        }

    def is_working(self, day: date) -> bool:
        """Whether the day is worked under this notice."""
        return day in self.workdays or (day.weekday() < 5 and day not in self.holidays)

    def working_days(self) -> list[date]:
        """All working days of the year."""
        return [day for day in days_of(self.year) if self.is_working(day)]

    def with_day(self, day: date, name: str) -> "Notice":
        """The notice with one day turned: a working day becomes a day off, a rest day is worked."""
        self._must_be_ours(day)
        name = name.strip()[:NOTE_LENGTH]
        holidays, workdays = dict(self.holidays), dict(self.workdays)
        was_working = self.is_working(day)
        holidays.pop(day, None)
        workdays.pop(day, None)
        if was_working and day.weekday() < 5:
            holidays[day] = name or _("放假")
        elif not was_working and day.weekday() >= 5:
            workdays[day] = name or _("调休")
        return replace(self, holidays=holidays, workdays=workdays)

    def with_festival(self, name: str, first: date, last: date, worked: Iterable[date]) -> "Notice":
        """The notice with one festival as it is announced: off from `first` to `last`, `worked` instead.

        What stood under the same name before is replaced. Raises Invalid for days that do not fit.
        """
        name = name.strip()[:NOTE_LENGTH]
        if last < first or (last - first).days >= LONGEST:
            raise Invalid(_("止日应在起日之后，一次放假不超过 %(days)d 天。") % {"days": LONGEST}, field="last")
        worked = list(worked)
        for day in (first, last, *worked):
            self._must_be_ours(day)
        if wrong := [day for day in worked if day.weekday() < 5]:
            days = "、".join(day.isoformat() for day in wrong)
            raise Invalid(_("%(days)s 不是周末，不能作调休上班日。") % {"days": days}, field="worked")
        if any(first <= day <= last for day in worked):
            raise Invalid(_("调休上班日在放假期间内。请照通知核对。"), field="worked")
        off = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        holidays = {day: known for day, known in self.holidays.items() if known != name} | dict.fromkeys(off, name)
        workdays = {day: known for day, known in self.workdays.items() if known != name and day not in off}
        workdays |= dict.fromkeys(worked, name)
        holidays = {day: known for day, known in holidays.items() if day not in worked}
        return replace(self, holidays=dict(sorted(holidays.items())), workdays=dict(sorted(workdays.items())))

    def _must_be_ours(self, day: date) -> None:
        if day.year != self.year:
            raise Invalid(_("%(day)s 不在 %(year)d 年。") % {"day": day.isoformat(), "year": self.year}, field="first")


@dataclass(frozen=True)
class Festival:
    """One festival of a notice, for reading: its stretches of days off and the weekend days worked for it."""

    name: str
    off: list[tuple[date, date]]
    worked: list[date]


def festivals(notice: Notice) -> list[Festival]:
    """The notice as it is announced, in the order of the year."""
    names = list(dict.fromkeys(name for _day, name in sorted([*notice.holidays.items(), *notice.workdays.items()])))
    found = []
    for name in names:
        off = sorted(day for day, known in notice.holidays.items() if known == name)
        worked = sorted(day for day, known in notice.workdays.items() if known == name)
        found.append(Festival(name, stretches(off), worked))
    return sorted(found, key=lambda festival: festival.off[0][0] if festival.off else festival.worked[0])


def stretches(days: list[date]) -> list[tuple[date, date]]:
    """Sorted days as (first, last) of each unbroken run."""
    runs: list[tuple[date, date]] = []
    for day in days:
        if runs and runs[-1][1] + _ONE_DAY == day:
            runs[-1] = (runs[-1][0], day)
        else:
            runs.append((day, day))
    return runs


def days_of(year: int) -> list[date]:
    """Every day of a year."""
    first = date(year, 1, 1)
    return [first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days)]
