"""Programmes: codes of the catalogue, directions, categories; once used, retired and not deleted."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from students.models import Programme, ProgrammeHistory
from students.structure import programmes
from students.structure.programmes import Offer
from xueji import clock
from xueji.errors import Conflict, Invalid, NotAllowed
from xueji.organizations.scope import unfenced

SCHOOL = "zj_school_a"
NURSING = Offer(major_code="720201", name="护理", short_name="护理", years=Decimal(3))


@pytest.fixture
def actor(world):
    scope = world.scope(f"{SCHOOL}.registrar")
    with clock.at(date(2026, 9, 7)), scope.enter():
        yield scope


def test_a_major_of_the_catalogue_is_offered(actor):
    made = programmes.programme_add(actor=actor, offer=replace(NURSING, name=""))
    assert (made.name, made.retired_on, made.is_category) == ("护理", None, False)


@pytest.mark.parametrize(
    "changes, field",
    [
        ({"major_code": "999999"}, "major_code"),
        ({"major_code": ""}, "major_code"),
        ({"short_name": "计算机应用"}, "short_name"),  # taken by another of three years
        ({"short_name": "计算机应用", "years": Decimal(2)}, ""),
        ({"short_name": " "}, "short_name"),
        ({"max_years": Decimal(2)}, "max_years"),
        ({"max_years": Decimal(3)}, ""),
        ({"offered_from": 2026, "offered_until": 2025}, "offered_until"),
        ({"offered_from": 2026, "offered_until": 2026}, ""),
        ({"integrated_type": "3+4"}, "integrated"),
        ({"integrated_type": "3+4", "integrated": True}, ""),
        ({"category_code": "99", "major_code": "99"}, "category_code"),
        ({"category_code": "72", "major_code": "72", "name": "", "short_name": "医药卫生大类"}, ""),
    ],
)
def test_what_is_wrong_is_told_at_its_field(actor, changes, field):
    offer = replace(NURSING, **changes)
    if not field:
        assert programmes.programme_add(actor=actor, offer=offer).pk
        return
    with pytest.raises(Invalid) as error:
        programmes.programme_add(actor=actor, offer=offer)
    assert error.value.field == field


def test_a_category_has_directions_of_its_own_majors_only(actor):
    group = programmes.programme_add(
        actor=actor, offer=replace(NURSING, category_code="72", major_code="", name="", short_name="医药卫生")
    )
    assert (group.is_category, group.major_code, group.name) == (True, "72", "医药卫生大类")
    below = programmes.programme_add(
        actor=actor, offer=replace(NURSING, parent_id=group.pk, direction="老年护理", name="", short_name="老年护理")
    )
    assert (below.parent_id, below.name, below.label) == (group.pk, "护理", "护理（老年护理）")
    with pytest.raises(Invalid) as error:
        programmes.programme_add(
            actor=actor, offer=replace(NURSING, parent_id=group.pk, major_code="710201", short_name="别的")
        )
    assert error.value.field == "major_code"


def test_once_used_it_is_retired_and_not_deleted(world, actor):
    used = world.programmes[SCHOOL]
    with pytest.raises(Conflict):
        programmes.programme_delete(actor=actor, programme=used)
    programmes.programme_retire(actor=actor, programme=used, on=date(2026, 9, 7))
    used.refresh_from_db()
    assert (used.retired_on, used.is_open) == (date(2026, 9, 7), False)
    assert not Programme.objects.of_school(used.school_id).offered().filter(pk=used.pk).exists()
    assert world.student(SCHOOL).programme_id == used.pk


def test_the_database_keeps_what_was_used_too(world, actor):
    used = world.programmes[SCHOOL]
    for statement in (
        "DELETE FROM students_programme WHERE id = %s",
        "UPDATE students_programme SET major_code = '720201' WHERE id = %s",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [used.pk])


def test_what_only_the_past_used_is_kept(world, actor):
    other = programmes.programme_add(actor=actor, offer=NURSING)
    group = world.classes[f"{SCHOOL}.2024"]
    with unfenced(reason="a test's class changes its programme"):
        type(group).objects.filter(pk=group.pk).update(programme=other)
        type(group).objects.filter(pk=group.pk).update(programme=world.programmes[SCHOOL])
    with pytest.raises(Conflict):
        programmes.programme_delete(actor=actor, programme=other)


def test_unused_it_may_be_deleted(actor):
    made = programmes.programme_add(actor=actor, offer=NURSING)
    programmes.programme_delete(actor=actor, programme=made)
    assert not Programme.objects.filter(pk=made.pk).exists()


def test_the_code_of_a_used_one_stays_and_a_new_one_takes_its_place(world, actor):
    used = world.programmes[SCHOOL]
    offer = replace(programmes.offer_of(used), major_code="710202", name="计算机网络技术")
    with pytest.raises(Invalid) as error:
        programmes.programme_change(actor=actor, programme=used, offer=offer)
    assert error.value.field == "major_code"

    successor = programmes.programme_exchange(
        actor=actor, programme=used, major_code="710202", name="计算机网络技术", cohort=2027
    )

    used.refresh_from_db()
    assert (used.major_code, used.retired_on) == ("710201", date(2026, 9, 7))
    assert (successor.replaces_id, successor.offered_from, successor.short_name) == (used.pk, 2027, "计算机应用")
    assert world.student(SCHOOL).programme.major_code == "710201"
    with pytest.raises(Conflict):
        programmes.programme_exchange(actor=actor, programme=used, major_code="710203", name="", cohort=2027)
    with pytest.raises(Conflict):  # its short name is the successor's now
        programmes.programme_take_up(actor=actor, programme=used)


def test_a_change_leaves_what_was_before(world, actor):
    used = world.programmes[SCHOOL]
    offer = replace(programmes.offer_of(used), short_name="计应", partner_college="试学院")
    programmes.programme_change(actor=actor, programme=used, offer=offer)
    with unfenced(reason="a test looks"):
        assert ProgrammeHistory.objects.get(pgh_obj=used).short_name == "计算机应用"


def test_only_the_school_offers(world):
    for who in (f"{SCHOOL}.school_head", "zj_county_1a.chief"):
        scope = world.scope(who)
        with scope.enter(), pytest.raises(NotAllowed):
            programmes.programme_add(actor=scope, offer=NURSING)
    scope = world.scope("zj_school_b.registrar")
    with scope.enter(), pytest.raises(NotAllowed):
        programmes.programme_retire(actor=scope, programme=world.programmes[SCHOOL], on=date(2026, 9, 1))
