"""Journeys: people in browsers, and the whole register behind them."""

from collections.abc import Callable, Iterator
from datetime import date
from uuid import uuid4

import pytest

pytest.register_assert_rewrite("tests.journeys.person")

from tests.journeys import papers, register  # noqa: E402
from tests.journeys.person import Person  # noqa: E402
from tests.support.world import World, build_world  # noqa: E402

FIRST_DAY = date(2026, 9, 7)  # a Monday, seven days into the term and inside the windows of both provinces


@pytest.fixture(scope="session")
def site(django_db_setup, django_db_blocker) -> Iterator[str]:
    """The address of a web server. (pytest-django's live_server would flush the calendar away after each test.)"""
    from pytest_django.live_server_helper import LiveServer

    with django_db_blocker.unblock():
        server = LiveServer("127.0.0.1")
        yield server.url
        server.stop()


@pytest.fixture(scope="package")
def _worker(django_db_setup, django_db_blocker) -> Iterator[None]:
    """A worker for as long as journeys follow each other: it would take the jobs of other tests out of their hands."""
    with django_db_blocker.unblock(), register.worker():
        yield


@pytest.fixture
def day(settings) -> Callable[[date], None]:
    """Sets the domain's day for the tests, the server and the worker alike: day(date(2026, 9, 8))."""

    def move(to: date) -> None:
        settings.XUEJI_TODAY, settings.XUEJI_STARTED_ON = to, date.today()

    move(FIRST_DAY)
    return move


@pytest.fixture
def world(django_db_setup, django_db_blocker, settings, tmp_path, site, day, _worker) -> Iterator[World]:
    """The small world, committed; everything in it is taken away afterwards."""
    settings.MEDIA_ROOT = tmp_path
    settings.PUBLIC_URL = site
    # Not cleared: the broker's queues lie in the same store.
    settings.CACHES = {"default": {**settings.CACHES["default"], "KEY_PREFIX": f"journey-{uuid4()}"}}
    with django_db_blocker.unblock():
        register.calendar_is_there()
        tables = register.empty_tables()
        papers.keep_for_casework()
        try:
            yield build_world()
        finally:
            register.emptied(tables)


@pytest.fixture
def person(browser, site, world) -> Iterator[Callable[..., Person]]:
    """person("zj_school_a.registrar") is that officer, signed in; person(None) is a stranger at the door."""
    people: list[Person] = []

    def appear(username: str | None, **options: bool) -> Person:
        found = Person(browser, site, username or "visitor", **options)
        people.append(found)
        return found.sign_in(username) if username else found

    yield appear
    for each in people:
        each.leave()
