"""Numbers: patterns as tables, series without gaps and doubles."""

import threading
from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from certificates.actions import certificate_draft_create, number_pattern_set
from certificates.models import Certificate, NumberSeries
from certificates.numbers import NumberForm, serials_take
from tests.certificates.conftest import ISSUED_ON, draft, graduate
from tests.support.world import build_world
from xueji.errors import Invalid, NotAllowed
from xueji.organizations.scope import unfenced


@pytest.mark.parametrize(
    ("pattern", "authority", "serial", "number"),
    [
        ("{year}{authority:2}{serial:5}", "05", 1, "20260500001"),  # Baoji 2015
        ("{school:6}{year:2}{serial:4}", "", 77, "339801260077"),  # Hunan
        ("{year}{authority:4}{serial:6}", "3398", 123456, "20263398123456"),
        ("ZJ-{year:2}-{authority:2}-{serial:3}", "33", 9, "ZJ-26-33-009"),
    ],
)
def test_a_pattern_makes_numbers(pattern, authority, serial, number):
    form = NumberForm(pattern, authority)
    form.check()
    made = form.number(year=2026, school_code="3398010001", serial=serial)
    assert made == number
    assert form.length == len(number)


@pytest.mark.parametrize(
    ("pattern", "authority", "field"),
    [
        ("{year}{authority:2}", "05", "pattern"),  # no serial: every number the same
        ("{authority:2}{serial:5}", "05", "pattern"),  # no year: the series begins anew and repeats
        ("{year}{serial:5}{serial:5}", "", "pattern"),
        ("{year}{serial:2}", "", "pattern"),
        ("{year}{serial}", "", "pattern"),
        ("{year:3}{serial:5}", "", "pattern"),
        ("{year}{county:2}{serial:5}", "", "pattern"),
        ("{year}号{serial:5}", "", "pattern"),
        ("{year}{serial:5}{", "", "pattern"),
        ("{year}{authority:12}{school:12}{serial:10}", "330100000000", "pattern"),
        ("{year}{authority:2}{serial:5}", "330", "authority_code"),
    ],
)
def test_a_bad_pattern_is_refused(pattern, authority, field):
    with pytest.raises(Invalid) as caught:
        NumberForm(pattern, authority).check()
    assert caught.value.field == field


def test_a_series_that_is_used_up_says_so():
    with pytest.raises(Invalid, match="用完"):
        NumberForm("{year}{serial:3}", "").number(year=2026, school_code="3398010001", serial=1000)


def test_zhejiang_numbers_by_prefecture_and_beijing_by_city(world):
    first, second = draft(world, graduate(world)), draft(world, graduate(world, "zj_school_c"), "zj_school_c")
    other = draft(world, graduate(world, "zj_school_d"), "zj_school_d")
    beijing = draft(world, graduate(world, "bj_school_body"), "bj_school_body")
    assert (first.number, second.number) == ("20263398000001", "20263398000002")
    assert (first.authority, other.authority) == (world["zj_city_1"], world["zj_city_2"])
    assert other.number == "20263399000001"
    assert (beijing.authority, beijing.number) == (world["bj"], "20261100000001")


def test_the_authority_sets_its_pattern_from_a_day_on(world):
    chief = world.scope("zj_city_1.chief")
    with chief.enter():
        for pattern, code, day in (
            ("{year}{authority:2}{serial:5}", "05", date(2020, 1, 1)),
            ("{year}{authority:4}{serial:6}", "9905", date(2026, 6, 1)),
        ):
            number_pattern_set(
                actor=chief,
                authority=world["zj_city_1"],
                kind="graduation",
                pattern=pattern,
                authority_code=code,
                starts_on=day,
            )
    assert draft(world, graduate(world), issued_on=date(2026, 5, 31)).number == "20260500001"
    assert draft(world, graduate(world), issued_on=date(2026, 6, 1)).number == "20269905000002"


def test_only_the_authority_itself_sets_its_pattern(world):
    stranger = world.scope("zj_city_2.chief")
    with stranger.enter(), pytest.raises(NotAllowed):
        number_pattern_set(
            actor=stranger,
            authority=world["zj_city_1"],
            kind="graduation",
            pattern="{year}{serial:5}",
            authority_code="",
            starts_on=date(2026, 1, 1),
        )


def test_a_draft_that_fails_gives_its_number_back(world):
    student = graduate(world)
    scope = world.scope("zj_school_a.registrar")
    with pytest.raises(RuntimeError), scope.enter():
        certificate_draft_create(actor=scope, student=student, issued_on=ISSUED_ON)
        raise RuntimeError
    assert draft(world, student).number == "20263398000001"


@pytest.mark.parametrize(("school", "authority"), [("zj_school_b", "zj_city_1"), ("zj_school_a", "zj_city_2")])
def test_a_school_takes_numbers_for_itself_and_from_its_own_authority_only(world, school, authority):
    with pytest.raises(DatabaseError), world.scope("zj_school_a.registrar").enter(), transaction.atomic():
        serials_take(
            authority_id=world[authority].pk, school_id=world[school].pk, kind="graduation", year=2026, count=1
        )


def test_a_school_cannot_touch_the_series(world):
    draft(world, graduate(world))
    with world.scope("zj_school_a.registrar").enter():
        assert NumberSeries.objects.update(next_serial=1) == 0
    with unfenced(reason="look"):
        assert NumberSeries.objects.get().next_serial == 2


@pytest.mark.django_db(transaction=True)
def test_two_schools_at_once_get_neighbouring_numbers_without_gap_or_double(sent):
    world = build_world()
    schools = ["zj_school_a", "zj_school_c"]
    students = {school: [graduate(world, school) for _each in range(6)] for school in schools}
    start, faults = threading.Barrier(2), []

    def issue(school: str) -> None:
        scope = world.scope(f"{school}.registrar")
        try:
            start.wait()
            for at, student in enumerate(students[school]):
                try:
                    with scope.enter():
                        certificate_draft_create(actor=scope, student=student, issued_on=ISSUED_ON)
                        if at == 2:
                            raise InterruptedError  # killed after the number, before the commit
                except InterruptedError:
                    with scope.enter():
                        certificate_draft_create(actor=scope, student=student, issued_on=ISSUED_ON)
        except Exception as error:  # a thread's own exception would be lost
            faults.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=issue, args=[school]) for school in schools]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not faults
    with unfenced(reason="look"):
        numbers = sorted(Certificate.objects.values_list("number", flat=True))
    assert numbers == [f"20263398{serial:06d}" for serial in range(1, 13)]
    assert sum(len(ids) for ids, _school in sent) == 12
