"""Who wants to know that the calendar changed. Calendars stand below those who count by them, so these register here."""

from collections.abc import Callable

from django.db import transaction

_listeners: list[Callable[[], object]] = []


def register(listener: Callable[[], object]) -> None:
    """Have `listener` called after each change is committed (from an app's ready()). It may be lost with the process:
    whoever counts compares the calendar's stamp as well."""
    _listeners.append(listener)


def tell() -> None:
    """Call the listeners once the present transaction is committed."""
    for listener in _listeners:
        transaction.on_commit(listener)
