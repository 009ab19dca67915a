"""Students with the readings that their names have, as an import makes them."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from students.models import Student
from tests.support.world import World, make_student
from xueji import clock
from xueji.codes.names import initials, pinyin_key


@pytest.fixture
def enrol(world: World) -> Callable[..., Student]:
    """enrol("林栖迟", school="zj_school_a"): a student with the name's own readings."""

    def make(name: str, school: str = "zj_school_a", **fields: Any) -> Student:
        return make_student(world, school, name=name, name_key=pinyin_key(name), initials=initials(name), **fields)

    return make


@pytest.fixture
def sign_in(client, world):
    """sign_in("zj_school_a.registrar"): the test client as that officer."""

    def go(office: str):
        client.force_login(world.user(office))
        return client

    return go


@pytest.fixture
def today_is():
    """The tenth of September 2026: the cohort of 2024 is in its last year."""
    with clock.at(date(2026, 9, 10)):
        yield


@pytest.fixture
def count_queries():
    """count_queries(lambda: …): how many queries that takes."""

    def count(act) -> int:
        with CaptureQueriesContext(connection) as captured:
            act()
        return len(captured)

    return count
