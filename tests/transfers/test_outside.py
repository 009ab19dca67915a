"""Transfers with a school outside the register: the chain that is planned, and the walk to its end."""

from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest

from students.models import StatusChange
from students.registration.actions import waiting_students
from tests.support.casework import approve, file, fresh, hand_in_paper, records_of, submit
from tests.support.world import make_student
from tests.transfers.outside import (
    BEIJING,
    NUMBER,
    arrival_from_outside,
    chain_of,
    departure,
    drafted_arrival,
    entered,
    general_high,
    newcomer_of,
    outside_place,
)
from tests.transfers.support import BEFORE_TERM, WINDOW
from xueji import clock
from xueji.cases.actions import case_reject, case_withdraw
from xueji.cases.revocation.actions import revocation_open
from xueji.errors import Conflict, Invalid, NotAllowed, RuleViolated
from xueji.organizations.scope import unfenced


@pytest.fixture(autouse=True)
def in_the_window():
    with clock.at(WINDOW):
        yield


class TestZhejiangDeparture:
    def test_the_other_side_sits_on_paper(self, world):
        assert chain_of(departure(world)) == [
            ("3398010001", "submission", "done"),
            ("江州职业技术学校", "outside", "open"),
            ("339801", "approval", "waiting"),
            ("江州县教育局", "outside", "waiting"),
            ("339800", "approval", "waiting"),
            ("江州市教育局", "outside", "waiting"),
            ("330000", "filing", "waiting"),
            ("江苏省教育厅", "filing", "waiting"),
        ]

    def test_opinion_outside_needs_its_paper(self, world):
        case = departure(world)

        with pytest.raises(Invalid, match="江州职业技术学校的书面意见"):
            approve(world, "zj_school_a.school_head", case)

    def test_opener_does_not_enter_it(self, world):
        case = departure(world)
        hand_in_paper(world, "zj_school_a.registrar", case, "outside_to_school")

        with pytest.raises(NotAllowed, match="经办"):
            approve(world, "zj_school_a.registrar", case)

    def walked(self, world):
        case = departure(world)
        entered(world, "zj_school_a.school_head", case, "to_school", "to_authority")
        approve(world, "zj_county_1a.reviewer", case)
        entered(world, "zj_school_a.school_head", case, "to_city")
        approve(world, "zj_city_1.reviewer", case)
        return case

    def test_walk_to_the_end(self, world):
        case = self.walked(world)

        [record] = records_of(world.student("zj_school_a"))
        assert (record.status, record.left_on) == ("transferred", WINDOW)
        assert fresh(case).state == "effective"

        file(world, "zj.reviewer", case)
        file(world, "zj_school_a.school_head", case)
        assert fresh(case).state == "closed"

    def test_ledger_names_where_to(self, world):
        case = self.walked(world)

        with unfenced(reason="a test looks"):
            [row] = StatusChange.objects.filter(case_id=case.pk)
        assert (row.kind, row.to_status, row.note) == ("transfer_out", "transferred", "转往江州职业技术学校")


class TestZhejiangArrival:
    def test_own_school_submits_and_then_enters_what_the_other_said(self, world):
        assert chain_of(arrival_from_outside(world)) == [
            ("3398010001", "submission", "done"),
            ("江州职业技术学校", "outside", "open"),
            ("3398010001", "approval", "waiting"),
            ("江州县教育局", "outside", "waiting"),
            ("339801", "approval", "waiting"),
            ("江州市教育局", "outside", "waiting"),
            ("339800", "approval", "waiting"),
            ("江苏省教育厅", "filing", "waiting"),
            ("330000", "filing", "waiting"),
        ]

    def test_pending_record_waits_and_registration_leaves_it_alone(self, world):
        case = arrival_from_outside(world)

        scope = world.scope("zj_school_a.registrar")
        with scope.enter():
            waiting = list(waiting_students(scope).values_list("pk", flat=True))
        assert newcomer_of(case).status == "pending"
        assert newcomer_of(case).pk not in waiting

    def test_status_elsewhere_is_shown_on_paper(self, world):
        with pytest.raises(RuleViolated) as caught:
            arrival_from_outside(world, papers=("transfer_application", "household_page"))

        assert [need.key for need in caught.value.verdicts.missing_evidence] == ["outside_status_proof"]

    def walked(self, world):
        case = arrival_from_outside(world)
        entered(world, "zj_school_a.school_head", case, "from_school")
        approve(world, "zj_school_a.school_head", case)
        entered(world, "zj_school_a.school_head", case, "from_authority")
        approve(world, "zj_county_1a.reviewer", case)
        entered(world, "zj_school_a.school_head", case, "from_city")
        approve(world, "zj_city_1.reviewer", case)
        return case

    def test_walk_to_the_end_gives_status(self, world):
        case = self.walked(world)

        record = newcomer_of(case)
        assert (record.status, record.registered_on, record.entered_on) == ("studying", WINDOW, date(2025, 9, 1))
        assert (fresh(case).state, record.number_mask[0]) == ("effective", "G")

    def test_ledger_begins_with_the_arrival(self, world):
        case = self.walked(world)

        with unfenced(reason="a test looks"):
            [row] = StatusChange.objects.filter(case_id=case.pk)
        assert (row.kind, row.from_status, row.to_status) == ("transfer_in", "", "studying")
        assert row.note == "从江州职业技术学校转入（系统外）"

    def test_rejection_closes_the_record(self, world):
        case = arrival_from_outside(world)
        scope = world.scope("zj_school_a.school_head")
        hand_in_paper(world, "zj_school_a.school_head", case, "outside_from_school")
        with scope.enter():
            case_reject(actor=scope, case=case, revision=fresh(case).revision, opinion="原校不同意")

        assert newcomer_of(case).status == "cancelled"

    def test_withdrawn_draft_closes_the_record_and_the_student_may_come_again(self, world):
        case = drafted_arrival(world)
        scope = world.scope("zj_school_a.registrar")
        with scope.enter():
            case_withdraw(actor=scope, case=case)

        again = arrival_from_outside(world)

        assert newcomer_of(case).status == "cancelled"
        assert (newcomer_of(again).status, newcomer_of(again).person_id) == ("pending", newcomer_of(case).person_id)

    def test_who_is_on_a_register_is_no_newcomer(self, world):
        make_student(world, "zj_school_d", identity_number=NUMBER, birth_date=date(2009, 5, 20))

        with pytest.raises(Conflict, match="已有在册学籍") as caught:
            drafted_arrival(world)
        assert "澄怀" not in str(caught.value)

    def test_number_with_a_wrong_check_digit_is_refused(self, world):
        wrong = NUMBER[:-1] + ("0" if NUMBER[-1] != "0" else "1")

        with pytest.raises(Invalid) as caught:
            drafted_arrival(world, shown={"identity_number": wrong})
        assert caught.value.field == "identity_number"

    def test_number_given_elsewhere_is_kept(self, world):
        case = drafted_arrival(world, shown={"student_number": f"G{NUMBER}"})

        assert newcomer_of(case).number_mask == f"G{NUMBER[:4]}{'*' * 10}{NUMBER[-4:]}"

    def test_temporary_number_is_none(self, world):
        with pytest.raises(Invalid) as caught:
            drafted_arrival(world, shown={"student_number": f"L{NUMBER[:-1]}1"})
        assert caught.value.field == "student_number"

    def test_class_of_another_school_is_refused(self, world):
        with pytest.raises(Invalid, match="本校的班级"):
            drafted_arrival(
                world,
                place=lambda **options: outside_place(**options | {"to_class": world.classes["zj_school_b.2025"]}),
            )


class TestGeneralHigh:
    def test_zhejiang_arrival_inside_the_prefecture_is_decided_by_the_registers_own_bodies(self, world):
        case = arrival_from_outside(
            world, place=general_high, authority=world["zj_county_1b"], authority_name="", years=Decimal("3.0")
        )

        assert chain_of(case) == [
            ("3398010001", "submission", "done"),
            ("青塘中学", "outside", "open"),
            ("3398010001", "approval", "waiting"),
            ("339802", "approval", "waiting"),
            ("339801", "approval", "waiting"),
            ("339800", "approval", "waiting"),
        ]
        entered(world, "zj_school_a.school_head", case, "from_school")
        for office in ("zj_school_a.school_head", "zj_county_1b.reviewer", "zj_county_1a.reviewer", "zj_city_1.chief"):
            approve(world, office, case)
        assert (newcomer_of(case).status, fresh(case).state) == ("studying", "closed")

    def test_zhejiang_departure_is_open_with_a_hint(self, world):
        case = departure(world, place=general_high, authority=world["zj_county_1a"], authority_name="")

        assert [step[:2] for step in chain_of(case)] == [
            ("3398010001", "submission"), ("青塘中学", "outside"), ("339801", "approval"), ("339800", "approval"),
        ]  # fmt: skip
        entered(world, "zj_school_a.school_head", case, "to_school")
        approve(world, "zj_county_1a.reviewer", case)
        approve(world, "zj_city_1.reviewer", case)
        assert [record.status for record in records_of(world.student("zj_school_a"))] == ["transferred"]

    def test_beijing_arrival_is_decided_by_the_schools(self, world):
        with clock.at(BEFORE_TERM):
            case = arrival_from_outside(
                world, "bj_school_a", place=general_high, province_code=BEIJING, authority=world["bj_district_2"],
                authority_name="",
            )  # fmt: skip

            assert chain_of(case) == [
                ("1198010001", "submission", "done"),
                ("青塘中学", "outside", "open"),
                ("1198010001", "approval", "waiting"),
                ("119802", "filing", "waiting"),
                ("119801", "filing", "waiting"),
            ]
            entered(world, "bj_school_a.school_head", case, "from_school")
            approve(world, "bj_school_a.school_head", case)
            file(world, "bj_district_1.reviewer", case)
            file(world, "bj_district_2.reviewer", case)
        assert (newcomer_of(case).status, fresh(case).state) == ("studying", "closed")

    def test_beijing_arrival_into_the_graduating_grade_is_refused(self, world):
        with clock.at(BEFORE_TERM), pytest.raises(RuleViolated) as caught:
            arrival_from_outside(world, "bj_school_a", place=general_high, province_code=BEIJING, cohort=2024)

        forbidden = {verdict.rule for verdict in caught.value.verdicts if verdict.outcome == "forbidden"}
        assert "beijing_2020.transfer_general_high_graduating" in forbidden

    def test_beijing_departure_needs_the_citys_exception(self, world):
        with clock.at(BEFORE_TERM):
            case = departure(
                world, "bj_school_a", place=general_high, province_code=BEIJING, authority=world["bj_district_1"],
                authority_name="",
            )  # fmt: skip

            assert chain_of(case) == [
                ("1198010001", "submission", "done"),
                ("1198010001", "approval", "open"),
                ("110000", "approval", "waiting"),
                ("青塘中学", "outside", "waiting"),
                ("119801", "filing", "waiting"),
            ]
            approve(world, "bj_school_a.school_head", case)
            approve(world, "bj.reviewer", case, exceptions={"beijing_2020.transfer_to_general_high": "中考补录"})
            entered(world, "bj_school_a.school_head", case, "to_school")
        assert [record.status for record in records_of(world.student("bj_school_a"))] == ["transferred"]


class TestBeijingAcross:
    """Each side files with its own province: the municipal bureau, and the other one on paper."""

    def test_departure(self, world):
        with clock.at(BEFORE_TERM):
            case = departure(world, "bj_school_a", city_name="")

            assert chain_of(case) == [
                ("1198010001", "submission", "done"),
                ("江州职业技术学校", "outside", "open"),
                ("119801", "filing", "waiting"),
                ("江州县教育局", "filing", "waiting"),
                ("110000", "filing", "waiting"),
                ("江苏省教育厅", "filing", "waiting"),
            ]
            entered(world, "bj_school_a.school_head", case, "to_school")
            assert fresh(case).state == "effective"
            for office in (
                "bj_district_1.reviewer",
                "bj.reviewer",
                "bj_school_a.school_head",
                "bj_school_a.school_head",
            ):
                file(world, office, case)
        assert fresh(case).state == "closed"

    def test_arrival(self, world):
        with clock.at(BEFORE_TERM):
            case = arrival_from_outside(world, "bj_school_a", city_name="")

            assert chain_of(case) == [
                ("1198010001", "submission", "done"),
                ("江州职业技术学校", "outside", "open"),
                ("1198010001", "approval", "waiting"),
                ("江州县教育局", "filing", "waiting"),
                ("119801", "filing", "waiting"),
                ("江苏省教育厅", "filing", "waiting"),
                ("110000", "filing", "waiting"),
            ]
            entered(world, "bj_school_a.school_head", case, "from_school")
            approve(world, "bj_school_a.school_head", case)
        assert (newcomer_of(case).status, fresh(case).state) == ("studying", "effective")


def test_draft_is_corrected_and_the_record_follows(world):
    from transfers.outside.actions import outside_change

    case = drafted_arrival(world)
    scope = world.scope("zj_school_a.registrar")
    with scope.enter():
        place = outside_place(name="江州中等专业学校", to_class=world.classes["zj_school_a.2026"])
        outside_change(actor=scope, case=case, place=place)

    record = newcomer_of(case)
    assert (record.cohort, record.school_number[:4]) == (2026, "2026")
    with unfenced(reason="a test looks"):
        assert fresh(case).outside_school.name == "江州中等专业学校"


def test_papers_of_an_arrival_stay_with_the_opener_until_it_is_submitted(world):
    case = drafted_arrival(world)

    with pytest.raises(RuleViolated):
        submit(world, "zj_school_a.registrar", case)


class TestUndo:
    def through(self, world, case, office="zj_school_a.registrar"):
        scope = world.scope(office)
        with scope.enter():
            undoing = revocation_open(actor=scope, case=fresh(case), reason="材料有误，应予撤销。")
        submit(world, office, undoing)
        for who in ("zj_school_a.school_head", "zj_county_1a.reviewer", "zj_city_1.reviewer"):
            while any(step[1] == "outside" and step[2] == "open" for step in chain_of(undoing)):
                step = next(key for key, state in keys_of(undoing) if state == "open")
                entered(world, "zj_school_a.school_head", undoing, step)
            with suppress(Conflict):
                approve(world, who, undoing)
        return fresh(undoing)

    def test_who_left_is_back_as_before(self, world):
        case = TestZhejiangDeparture().walked(world)

        undoing = self.through(world, case)

        [record] = records_of(world.student("zj_school_a"))
        assert (record.status, record.left_on) == ("studying", None)
        assert (undoing.state in {"effective", "closed"}, fresh(case).state) == (True, "revoked")

    def test_who_came_is_closed(self, world):
        case = TestZhejiangArrival().walked(world)

        self.through(world, case)

        assert newcomer_of(case).status == "cancelled"


def keys_of(case):
    with unfenced(reason="a test looks"):
        return list(case.steps.filter(kind="outside").order_by("position").values_list("key", "state"))
