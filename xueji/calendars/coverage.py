"""How far the published calendar reaches, and from when on somebody has to be told that it runs out."""

from dataclasses import dataclass
from datetime import date, timedelta

from xueji.calendars.models import CalendarYear

# The State Council publishes the next year between late October and the middle of December.
WARN_BEFORE = timedelta(days=120)


@dataclass(frozen=True)
class RunningOut:
    """The calendar ends soon (or ended): `missing` is the year to enter, `last_day` the last that is known."""

    missing: int
    last_day: date
    days_left: int


def running_out(today: date) -> RunningOut | None:
    """Whether the year that follows the published ones has to be entered now; None while there is time."""
    years = set(CalendarYear.objects.filter(published=True).values_list("year", flat=True))
    year = today.year
    if year not in years:
        return RunningOut(year, date(year - 1, 12, 31), 0)
    while year + 1 in years:
        year += 1
    last_day = date(year, 12, 31)
    if today < last_day - WARN_BEFORE:
        return None
    return RunningOut(year + 1, last_day, (last_day - today).days)
