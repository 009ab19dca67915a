"""How a person wants to hear of what: the own choice where there is one, else what the roles get unasked. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from xueji.calendars.working_days import WorkingCalendar
from xueji.notices.events import OFF, SCREEN, defaults
from xueji.notices.models import Channel, Settings, Timing

DIGEST_AT = time(8, 30)
_EAGERNESS = [str(timing) for timing in (Timing.OFF, Timing.DAILY, Timing.NOW)]
# Between these hours no telephone rings: an SMS waits for the morning.
NIGHT_FROM, NIGHT_TO = time(21), time(8)


@dataclass(frozen=True)
class Choices:
    """Event → channel ("screen", "email", "sms") → timing, and when the daily mail goes out."""

    table: dict[str, dict[str, str]]
    digest_at: time = DIGEST_AT
    working_days_only: bool = True

    def timing(self, event: str, channel: str) -> str:
        return self.table.get(event, {}).get(channel, OFF)

    def on_screen(self, event: str) -> bool:
        return self.timing(event, SCREEN) != OFF


def choices_of(settings: Settings | None, roles: Iterable[str]) -> Choices:
    """What holds for somebody in those roles. Of several roles each event takes the most eager default."""
    table: dict[str, dict[str, str]] = {}
    for role in roles:
        for event, ways in defaults(role).items():
            row = table.setdefault(event, {})
            for channel, timing in ways.items():
                row[channel] = max(row.get(channel, OFF), timing, key=_eagerness)
    if settings is None:
        return Choices(table)
    for event, ways in settings.choices.items():
        if event in table:
            table[event] |= {
                channel: timing for channel, timing in ways.items() if channel in {SCREEN, *Channel.values}
            }
    return Choices(table, settings.digest_at, settings.working_days_only)


def _eagerness(timing: str) -> int:
    return _EAGERNESS.index(timing)


def digest_moment(choices: Choices, after: datetime, calendar: WorkingCalendar) -> datetime:
    """The next daily mail after a moment, on a working day where the person wants it so."""
    day = after.date()
    while True:
        moment = datetime.combine(day, choices.digest_at, tzinfo=after.tzinfo)
        if moment > after and (not choices.working_days_only or calendar.is_working(day)):
            return moment
        day += timedelta(days=1)


def sending_moment(channel: str, moment: datetime) -> datetime:
    """When something that is to go out at once goes out: an SMS not at night."""
    if channel != Channel.SMS or NIGHT_TO <= moment.time() < NIGHT_FROM:
        return moment
    day = moment.date() + timedelta(days=moment.time() >= NIGHT_FROM)
    return datetime.combine(day, NIGHT_TO, tzinfo=moment.tzinfo)
