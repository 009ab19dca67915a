"""The domain's clock: everything that counts days asks here, so that a test or a demonstration can live on another day."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils import timezone

_frozen: ContextVar[datetime | None] = ContextVar("xueji_clock", default=None)


def now() -> datetime:
    """The moment, aware, in the register's time zone; shifted by whole days when XUEJI_TODAY is set (development)."""
    if frozen := _frozen.get():
        return frozen
    moment = timezone.localtime()
    if settings.XUEJI_TODAY:
        return moment + timedelta(days=(settings.XUEJI_TODAY - settings.XUEJI_STARTED_ON).days)
    return moment


def today() -> date:
    """The calendar day of `now()`."""
    return now().date()


@contextmanager
def at(moment: datetime | date) -> Iterator[None]:
    """Hold the clock at `moment` (a day means nine in the morning of it)."""
    if not isinstance(moment, datetime):
        moment = datetime(moment.year, moment.month, moment.day, 9, tzinfo=timezone.get_default_timezone())
    token = _frozen.set(timezone.localtime(moment))
    try:
        yield
    finally:
        _frozen.reset(token)
