"""A school comes below another bureau: who may order it, what goes along, what stays, and what those above see of it."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from students.models import Student
from students.reorganization.actions import move_order, move_take_back, moves_carry_out
from students.reorganization.models import SchoolMove
from students.statistics.models import FormerSeat
from tests.students.registration.test_registration import newcomer, opened, submitted
from tests.support.casework import approve, fresh, steps_of, submit
from tests.transfers import support as transfers
from xueji import clock
from xueji.cases.models import Step
from xueji.errors import Conflict, Invalid, NotAllowed
from xueji.notices.models import PersonNotice
from xueji.organizations.models import Organization
from xueji.organizations.scope import unfenced

TODAY = date(2026, 9, 10)
CITY = "zj_city_1.chief"
ORDER = {"document_number": "澜政办〔2026〕11号", "grounds": "区划调整"}


@pytest.fixture(autouse=True)
def _today():
    with clock.at(TODAY):
        yield


def ordered(world, office=CITY, school="zj_school_a", to="zj_county_1b", since=TODAY, **changes):
    scope = world.scope(office)
    with scope.enter():
        return move_order(actor=scope, school=world[school], to_body=world[to], since=since, **ORDER | changes)


def parent_of(world, school="zj_school_a"):
    return Organization.objects.get(pk=world[school].pk).parent


def seen_by(world, office):
    with world.scope(office).enter():
        return Student.objects.filter(school=world["zj_school_a"]).count()


def moves_seen_by(world, office):
    with world.scope(office).enter():
        return SchoolMove.objects.count()


def seat_of(world):
    with unfenced(reason="a test looks"):
        return FormerSeat.objects.get(school=world["zj_school_a"])


def step_at(case, position):
    with unfenced(reason="a test looks"):
        return Step.objects.select_related("organization").get(case=case, position=position)


def test_the_school_goes_with_its_students_and_its_old_seat_is_kept(world):
    before = seen_by(world, "zj_county_1a.reviewer")

    move = ordered(world)

    assert parent_of(world) == world["zj_county_1b"]
    assert (move.students, seen_by(world, "zj_county_1b.reviewer")) == (before, before) and before
    assert seen_by(world, "zj_county_1a.reviewer") == 0
    seat = seat_of(world)
    assert (seat.county_then, seat.last_day) == (world["zj_county_1a"].pk, TODAY - timedelta(days=1))


def test_a_province_moves_a_school_from_one_prefecture_to_another(world):
    ordered(world, "zj.chief", to="zj_county_2a")

    assert Organization.objects.get(pk=world["zj_school_a"].pk).city == world["zj_city_2"]


def test_a_school_that_leaves_the_education_departments_keeps_the_local_one(world):
    ordered(world, "bj.chief", "bj_school_a", "bj_body")
    assert Organization.objects.get(pk=world["bj_school_a"].pk).local_education_authority == world["bj_district_1"]

    ordered(world, "bj.chief", "bj_school_a", "bj_district_2")
    assert Organization.objects.get(pk=world["bj_school_a"].pk).local_education_authority is None


@pytest.mark.parametrize(
    ("office", "to"),
    [
        ("zj_county_1a.chief", "zj_county_1b"),  # not above the other body
        ("zj_city_1.chief", "zj_county_2a"),  # of another prefecture
        ("zj_city_2.chief", "zj_county_1b"),
        ("zj_city_1.reviewer", "zj_county_1b"),
        ("zj_school_a.school_head", "zj_county_1b"),
        ("zj.chief", "bj_district_1"),
    ],
)
def test_only_the_chief_of_a_body_above_both_orders_it(world, office, to):
    with pytest.raises(NotAllowed):
        ordered(world, office, to=to)

    assert parent_of(world) == world["zj_county_1a"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"since": TODAY - timedelta(days=1)}, "since"),
        ({"to": "zj_county_1a"}, "to_body"),
        ({"to": "zj_school_b"}, "to_body"),
        ({"document_number": " "}, "document_number"),
        ({"grounds": ""}, "grounds"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(world, changes, field):
    with pytest.raises(Invalid) as refused:
        ordered(world, **changes)

    assert refused.value.field == field


def test_a_later_day_is_waited_for(world):
    move = ordered(world, since=TODAY + timedelta(days=5))
    with clock.at(TODAY + timedelta(days=4)):
        assert moves_carry_out() == 0
    assert parent_of(world) == world["zj_county_1a"] and move.is_coming

    with clock.at(TODAY + timedelta(days=6)):
        assert (moves_carry_out(), moves_carry_out()) == (1, 0)

    assert parent_of(world) == world["zj_county_1b"]
    assert seat_of(world).last_day == TODAY + timedelta(days=4)


def test_one_that_fails_is_told_and_tried_again_and_holds_up_no_other(world, client):
    failing = ordered(world, since=TODAY + timedelta(days=5))
    ordered(world, school="zj_school_b", since=TODAY + timedelta(days=5))
    closed = Organization.objects.filter(pk=world["zj_county_1b"].pk)
    with unfenced(reason="a test's body"):
        other = Organization.objects.create(
            kind="county", code="339803", name="澜州市西区教育局", division_code="339803", parent=world["zj_city_1"]
        )
        SchoolMove.objects.filter(school=world["zj_school_b"]).update(to_body=other)
        closed.update(is_active=False)
    client.force_login(world.user(CITY))
    with clock.at(TODAY + timedelta(days=6)):
        for _hour in range(2):
            with pytest.raises(ExceptionGroup):
                moves_carry_out()
        shown = client.get(reverse("reorganization:moves")).content.decode()

    assert (parent_of(world), parent_of(world, "zj_school_b")) == (world["zj_county_1a"], other)
    assert "没有办成" in shown
    with unfenced(reason="a test looks"):
        told = PersonNotice.objects.filter(organization_id=world["zj_city_1"].pk, text__contains="没有办成")
        assert {row.text for row in told} == {
            f"{world['zj_school_a'].name}划归{world['zj_county_1b'].name}没有办成："
            "学校或新单位已停用，请撤回这次划转或先恢复启用。"
        }
        assert told.count() == told.values("user_id").distinct().count()  # once
        closed.update(is_active=True)

    with clock.at(TODAY + timedelta(days=7)):
        assert moves_carry_out() == 1
    assert parent_of(world) == world["zj_county_1b"]
    with unfenced(reason="a test looks"):
        assert SchoolMove.objects.get(pk=failing.pk).done_at


def test_before_its_day_it_is_taken_back_and_never_afterwards(world):
    move = ordered(world, since=TODAY + timedelta(days=5))
    with pytest.raises(Conflict):
        ordered(world, since=TODAY)
    with world.scope(CITY).enter() as scope:
        move_take_back(actor=scope, move=move)
    with clock.at(TODAY + timedelta(days=6)):
        assert moves_carry_out() == 0

    done = ordered(world)
    with world.scope(CITY).enter() as scope, pytest.raises(Conflict):
        move_take_back(actor=scope, move=done)


def test_the_new_bureau_decides_on_what_is_under_way(world):
    case = submitted(world, [newcomer(world)])
    due = step_at(case, 2).due_on

    assert ordered(world).cases == 1

    assert [code for code, _kind, _state in steps_of(case)] == ["3398010001", "339802", "339800", "330000"]
    assert step_at(case, 2).due_on == due
    with pytest.raises(Conflict):
        approve(world, "zj_county_1a.reviewer", case)
    approve(world, "zj_county_1b.reviewer", case)
    assert approve(world, "zj_city_1.reviewer", case).state == "effective"


def test_what_was_decided_stays_with_who_decided(world):
    case = submitted(world, [newcomer(world)])
    approve(world, "zj_county_1a.reviewer", case)

    ordered(world, "zj.chief", to="zj_county_2a")

    assert [code for code, _kind, _state in steps_of(case)] == ["3398010001", "339801", "339900", "330000"]
    assert fresh(case).state == "running"
    with world.scope("zj_county_1a.reviewer").enter():
        assert Step.objects.filter(case=case).exists()  # who decided keeps seeing it


def test_a_draft_is_handed_up_to_the_new_bureau(world):
    draft = opened(world, [newcomer(world)])
    ordered(world)

    assert [code for code, _kind, _state in steps_of(submit(world, "zj_school_a.registrar", draft))][1] == "339802"


def test_both_sides_of_a_transfer_follow_their_own_school(world):
    case = transfers.submitted(world, "zj_school_a", "zj_school_d")
    before = [code for code, _kind, _state in steps_of(case)]

    ordered(world)

    after = [code for code, _kind, _state in steps_of(case)]
    assert [("339802" if code == "339801" else code) for code in before] == after and "339901" in after


def test_where_one_bureau_sat_for_both_sides_it_finishes_its_station(world):
    case = transfers.submitted(world, "zj_school_a", "zj_school_b")
    before = steps_of(case)

    ordered(world)

    assert [code for code, kind, _state in before if kind == "approval"].count("339801") == 1
    assert steps_of(case) == before
    with world.scope("zj_county_1b.reviewer").enter():
        assert Step.objects.filter(case=case).exists()  # the new bureau of the school sees what comes to it


@pytest.mark.parametrize(
    ("office", "known"),
    [
        ("zj.reviewer", 1), ("zj_city_1.reviewer", 1), ("zj_county_1a.reviewer", 1), ("zj_county_1b.reviewer", 1),
        ("zj_school_a.registrar", 1), ("zj_school_b.registrar", 0), ("zj_city_2.reviewer", 0), ("bj.reviewer", 0),
    ],
)  # fmt: skip
def test_those_above_both_the_bureaus_and_the_school_see_it(world, office, known):
    ordered(world)

    assert moves_seen_by(world, office) == known


class TestPage:
    URL = "reorganization:moves"

    @pytest.fixture
    def chief(self, client, world):
        client.force_login(world.user(CITY))
        return client

    def asked(self, world, **more):
        return {
            "school": world["zj_school_a"].pk,
            "to_body": world["zj_county_1b"].pk,
            "since": TODAY.isoformat(),
            **ORDER,
            **more,
        }

    def test_says_what_goes_along_before_it_is_confirmed(self, world, chief):
        submitted(world, [newcomer(world)])
        page = chief.post(reverse(self.URL), self.asked(world))

        assert "在办 1 件" in page.content.decode() and "确认划转" in page.content.decode()
        assert parent_of(world) == world["zj_county_1a"]

        chief.post(reverse(self.URL), self.asked(world, confirm="1"))
        assert parent_of(world) == world["zj_county_1b"]
        assert "已生效" in chief.get(reverse(self.URL)).content.decode()

    def test_takes_a_coming_one_back(self, world, chief):
        chief.post(reverse(self.URL), self.asked(world, since="2026-10-01", confirm="1"))
        with unfenced(reason="a test looks"):
            move = SchoolMove.objects.get()
        chief.post(reverse(self.URL), {"take_back": move.pk})

        assert "已撤回" in chief.get(reverse(self.URL)).content.decode()

    def test_names_what_is_wrong_beside_the_field(self, world, chief):
        page = chief.post(reverse(self.URL), self.asked(world, since="2026-09-09", confirm="1"))

        assert page.status_code == 422 and list(page.context["form"].errors) == ["since"]

    def test_offers_nothing_to_a_county_and_refuses_it(self, world, client):
        client.force_login(world.user("zj_county_1a.chief"))

        assert client.get(reverse(self.URL)).context["form"] is None
        assert client.post(reverse(self.URL), self.asked(world, confirm="1")).status_code == 403

    def test_a_stranger_takes_nothing_back(self, world, client):
        move = ordered(world, since=TODAY + timedelta(days=5))
        client.force_login(world.user("zj_city_2.chief"))

        assert client.post(reverse(self.URL), {"take_back": move.pk}).status_code == 404
