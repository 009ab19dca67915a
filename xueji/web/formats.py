"""How dates, times and numbers are written for people: 9月10日, 周四, 2,846."""

from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from xueji import clock

WEEKDAYS = "一二三四五六日"


def as_day(value: date | datetime | None) -> date | None:
    """The calendar day of a date or an (aware) datetime in the register's time zone; None stays None."""
    if isinstance(value, datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value if isinstance(value, date) else None


def cn_date(value: date | datetime | None) -> str:
    """9月10日, or 2025年9月10日 when it is not this year; empty for None."""
    day = as_day(value)
    if day is None:
        return ""
    return cn_date_full(day) if day.year != clock.today().year else cn_month_day(day)


def cn_month_day(value: date | datetime | None) -> str:
    """9月10日, whatever the year (where a heading already names it); empty for None."""
    day = as_day(value)
    return _("%(month)s月%(day)s日") % {"month": day.month, "day": day.day} if day else ""


def cn_date_full(value: date | datetime | None) -> str:
    """2026年9月10日; empty for None."""
    day = as_day(value)
    if day is None:
        return ""
    return _("%(year)s年%(month)s月%(day)s日") % {"year": day.year, "month": day.month, "day": day.day}


def cn_time(value: datetime | None) -> str:
    """16:20 in the register's time zone; empty for None and for a plain date."""
    if not isinstance(value, datetime):
        return ""
    return (timezone.localtime(value) if timezone.is_aware(value) else value).strftime("%H:%M")


def cn_datetime(value: date | datetime | None) -> str:
    """9月10日 16:20, with the year when it is not this year; empty for None."""
    return f"{cn_date(value)} {cn_time(value)}".strip() if value else ""  # type: ignore[arg-type]


def weekday(value: date | datetime | None) -> str:
    """周四; empty for None."""
    day = as_day(value)
    return _("周%(day)s") % {"day": WEEKDAYS[day.weekday()]} if day else ""


def fingerprint(digest: str) -> str:
    """The first 16 digits of a SHA-256 in groups of four, for comparing by eye: eddb ebd7 acfe aa32."""
    return " ".join(digest[at : at + 4] for at in range(0, 16, 4))


def thousands(value: int | float | str | None) -> str:
    """2,846; anything that is no number is returned as text, None as an empty string."""
    if value is None or value == "":
        return ""
    try:
        return f"{int(value):,}" if float(value) == int(float(value)) else f"{float(value):,}"
    except (TypeError, ValueError):
        return str(value)


def minutes(value: timedelta | None) -> int | str:
    """The whole minutes of a length of time, rounded up; empty for None."""
    return -int(-value.total_seconds() // 60) if value is not None else ""
