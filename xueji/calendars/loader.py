"""The working calendar of this process: loaded once, and again when the tables have changed."""

from dataclasses import dataclass
from threading import Lock
from uuid import UUID

from xueji.calendars.models import CalendarDay, CalendarStamp, CalendarYear
from xueji.calendars.working_days import WorkingCalendar


@dataclass(frozen=True)
class _Copy:
    stamp: UUID | None
    calendar: WorkingCalendar


_copy: _Copy | None = None
_lock = Lock()


def get_calendar() -> WorkingCalendar:
    """The calendar as it stands in the database now.

    Costs one small query (0.1 ms) for the stamp, so a published year counts from the next call on in every
    process; take it once for a batch.
    """
    global _copy
    stamp = CalendarStamp.objects.filter(pk=1).values_list("value", flat=True).first()
    held = _copy
    if held is None or held.stamp != stamp:
        with _lock:
            held = _copy = _Copy(stamp, _load())
    return held.calendar


def _load() -> WorkingCalendar:
    years = CalendarYear.objects.filter(published=True).values_list("year", flat=True)
    return WorkingCalendar.from_days(CalendarDay.objects.working_dates(), years)
