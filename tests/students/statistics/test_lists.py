"""The lists behind the numbers: parts put side by side are the whole, and only their own schools are looked through."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from students.statistics.dimensions import BY_KEY
from students.statistics.flows import FlowQuestion, Period
from students.statistics.lists import Part, flow_list, standing_list
from students.statistics.people import STUDYING
from tests.students.statistics.support import question
from tests.support.world import World, make_student
from xueji import clock
from xueji.organizations.models import Organization

pytestmark = pytest.mark.django_db

TODAY = date(2026, 9, 30)
OFFICE = "zj.reviewer"
SCHOOLS = {"zj_school_a": 4, "zj_school_b": 1, "zj_school_c": 3}
"""How many came newly into each."""
PERIOD = Period(date(2025, 9, 1), date(2026, 8, 31))


@pytest.fixture(autouse=True)
def _today():
    with clock.at(TODAY):
        yield


@pytest.fixture
def several(world: World) -> World:
    for school, size in SCHOOLS.items():
        for n in range(size):
            make_student(world, school, name=f"试{size - n}", registered_on=date(2025, 10, 1))
    return world


def standing(offset: int, size: int) -> Part:
    return standing_list(question(date(2026, 8, 31)), offset=offset, size=size)


def came(offset: int, size: int) -> Part:
    return flow_list(FlowQuestion(PERIOD, STUDYING, BY_KEY["school"]), "registered", None, offset=offset, size=size)


def keys(part: Part) -> list[int]:
    return [row.student.pk for row in part.rows]


@pytest.mark.parametrize("listed", [standing, came])
@pytest.mark.parametrize("size", [1, 3, 5])
def test_the_parts_of_a_list_make_up_the_whole(several, listed: Callable[[int, int], Part], size: int):
    with several.scope(OFFICE).enter():
        whole = listed(0, 1000)
        parts = [listed(offset, size) for offset in range(0, whole.total + size, size)]
        behind = listed(whole.total + 7, size)

    assert len(set(keys(whole))) == whole.total >= sum(SCHOOLS.values())
    assert [key for part in parts for key in keys(part)] == keys(whole)
    assert {part.total for part in parts} == {whole.total} and behind.rows == []


@pytest.mark.parametrize("listed", [standing, came])
def test_a_list_goes_school_by_school_in_the_order_of_their_codes(several, listed: Callable[[int, int], Part]):
    with several.scope(OFFICE).enter():
        schools = [row.student.school_id for row in listed(0, 1000).rows]

    codes = list(Organization.objects.filter(pk__in=schools).order_by("code").values_list("pk", flat=True))
    assert len(codes) >= len(SCHOOLS) and list(dict.fromkeys(schools)) == codes
    assert schools == sorted(schools, key=codes.index)


@pytest.mark.parametrize("listed", [standing, came])
def test_a_part_is_read_from_its_own_school(several, listed: Callable[[int, int], Part]):
    with several.scope(OFFICE).enter():
        last = listed(0, 1000).rows[-1].student
        total = listed(0, 1).total
        with CaptureQueriesContext(connection) as captured:
            assert keys(listed(total - 1, 1)) == [last.pk]

    (read,) = [query["sql"] for query in captured if "ledger AS" in query["sql"]]
    assert f"s.school_id = ANY(ARRAY[{last.school_id}]::bigint[])" in read
