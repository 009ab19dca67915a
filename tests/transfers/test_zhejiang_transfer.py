"""Transfers inside Zhejiang (article 17, annex 1), from the draft to the effect."""

from datetime import date

import pytest

from students.models import StatusChange
from tests.support.casework import approve, fresh, give_back, records_of, steps_of, submit
from tests.transfers.support import TERM, WINDOW, accepted, class_given, opened, submitted
from xueji import clock
from xueji.cases.actions import case_reject, case_withdraw, step_approve
from xueji.errors import Conflict, Invalid, NotAllowed, RuleViolated
from xueji.organizations.scope import unfenced


@pytest.fixture(autouse=True)
def in_the_window():
    with clock.at(WINDOW):
        yield


def test_two_prefectures_have_six_seats(world):
    case = submitted(world)

    assert steps_of(case) == [
        ("3398010001", "submission", "done"),
        ("3399010001", "approval", "open"),
        ("339801", "approval", "waiting"),
        ("339901", "approval", "waiting"),
        ("339800", "approval", "waiting"),
        ("339900", "approval", "waiting"),
    ]


def test_one_prefecture_decides_once(world):
    case = submitted(world, destination="zj_school_c")

    assert [code for code, _kind, _state in steps_of(case)] == [
        "3398010001",
        "3398020001",
        "339801",
        "339802",
        "339800",
    ]


def test_one_county_melts_into_one_step(world):
    case = submitted(world, destination="zj_school_b")

    assert [code for code, _kind, _state in steps_of(case)] == ["3398010001", "3398010002", "339801", "339800"]


def test_a_city_run_school_has_its_city_for_authority(world):
    case = submitted(world, destination="zj_school_city")

    assert [code for code, _kind, _state in steps_of(case)] == ["3398010001", "3398000001", "339801", "339800"]


def test_last_prefecture_moves_the_student(world):
    case = submitted(world)
    accepted(world, case, "zj_school_d")
    for office in ("zj_county_2a", "zj_county_1a", "zj_city_2"):
        approve(world, f"{office}.reviewer", case)
    assert [record.status for record in records_of(world.student("zj_school_a"))] == ["studying"]

    approve(world, "zj_city_1.reviewer", case)

    old, new = records_of(world.student("zj_school_a"))
    assert (old.status, old.left_on, new.status) == ("transferred", WINDOW, "studying")
    assert (new.school_id, new.came_from_id, new.person_id) == (world["zj_school_d"].pk, old.pk, old.person_id)
    assert (new.number_mask, new.school_class_id) == (old.number_mask, world.classes["zj_school_d.2025"].pk)
    assert new.entered_on == old.entered_on
    assert fresh(case).state == "closed"


def test_effect_leaves_two_lines_in_the_ledger(world):
    case = submitted(world, destination="zj_school_b")
    accepted(world, case, "zj_school_b")
    approve(world, "zj_county_1a.reviewer", case)
    approve(world, "zj_city_1.reviewer", case)

    with unfenced(reason="a test looks"):
        rows = StatusChange.objects.filter(case_id=case.pk).order_by("id")
        assert list(rows.values_list("kind", "from_status", "to_status", "effective_on")) == [
            ("transfer_out", "studying", "transferred", WINDOW),
            ("transfer_in", "", "studying", WINDOW),
        ]


def test_to_school_cannot_agree_without_a_class(world):
    case = submitted(world)

    with pytest.raises(Invalid, match="班级"):
        approve(world, "zj_school_d.registrar", case)


def test_another_cohorts_class_is_refused(world):
    case = submitted(world)

    with pytest.raises(Invalid, match="年级"):
        class_given(world, case, "zj_school_d", cohort=2024)


def test_from_school_does_not_choose_the_class(world):
    from transfers.actions import transfer_class_assign

    case = submitted(world)
    scope = world.scope("zj_school_a.school_head")

    with scope.enter(), pytest.raises(NotAllowed):
        transfer_class_assign(actor=scope, case=case, school_class=world.classes["zj_school_d.2025"])


def test_nobody_decides_on_what_he_opened(world):
    case = submitted(world)

    with pytest.raises(NotAllowed, match="经办"):
        approve(world, "zj_school_a.registrar", case)


def test_out_of_turn_is_a_conflict(world):
    case = submitted(world)

    with pytest.raises(Conflict):
        approve(world, "zj_city_1.reviewer", case)


def test_second_decision_of_one_office_is_a_conflict(world):
    case = submitted(world)
    accepted(world, case, "zj_school_d")

    with pytest.raises(Conflict, match="没有提交"):
        approve(world, "zj_school_d.registrar", case)


def test_decision_on_an_older_revision_is_a_conflict(world):
    case = submitted(world)
    seen = fresh(case).revision
    class_given(world, case, "zj_school_d")
    give_back(world, "zj_school_d.school_head", case)
    submit(world, "zj_school_a.registrar", case)
    scope = world.scope("zj_school_d.school_head")

    with scope.enter(), pytest.raises(Conflict, match="改动"):
        step_approve(actor=scope, case=case, revision=seen)


def test_return_stops_the_clock_and_resubmission_resumes_it(world):
    case = submitted(world)
    with clock.at(date(2026, 9, 10)):  # three working days used
        give_back(world, "zj_school_d.school_head", case)
    with clock.at(date(2026, 9, 17)):
        submit(world, "zj_school_a.registrar", case)

    with unfenced(reason="a test looks"):
        step = case.steps.get(position=2)
    assert (step.consumed, step.state, step.due_on) == (
        3,
        "open",
        date(2026, 9, 28),
    )  # over the make-up Sunday and mid-autumn


def test_resubmission_after_the_window_is_judged_by_the_first_day(world):
    case = submitted(world)
    give_back(world, "zj_school_d.school_head", case)

    with clock.at(date(2026, 10, 12)):
        submit(world, "zj_school_a.registrar", case)

    assert fresh(case).state == "running"


def test_outside_the_window_it_stays_a_draft(world):
    with clock.at(date(2026, 10, 12)), pytest.raises(RuleViolated):
        submitted(world)


def test_owed_papers_hold_the_submission_up(world):
    case = opened(world)

    with pytest.raises(RuleViolated) as caught:
        submit(world, "zj_school_a.registrar", case)

    assert {need.key for need in caught.value.verdicts.missing_evidence} == {"transfer_application", "household_page"}


def test_draft_is_the_openers_alone(world):
    case = opened(world)

    with world.scope("zj_school_d.registrar").enter():
        assert not type(case).objects.filter(pk=case.pk).exists()


def test_submitted_case_is_seen_by_both_sides(world):
    case = submitted(world)

    for office in ("zj_school_d.registrar", "zj_city_2.reviewer", "zj.reviewer"):
        with world.scope(office).enter():
            assert type(case).objects.filter(pk=case.pk).exists(), office


def test_strangers_do_not_see_it(world):
    case = submitted(world)

    for office in ("zj_school_b.registrar", "zj_county_1b.reviewer", "bj.reviewer"):
        with world.scope(office).enter():
            assert not type(case).objects.filter(pk=case.pk).exists(), office


def test_to_school_sees_the_snapshot_and_not_the_file(world):
    from students.models import Student

    case = submitted(world)

    with world.scope("zj_school_d.registrar").enter():
        snapshot = case.items.get().snapshot
        assert snapshot["name"] == "陈语桐"
        assert "*" in snapshot["identity_mask"]
        assert not Student.objects.filter(pk=world.student("zj_school_a").pk).exists()


def test_rejection_frees_the_student(world):
    case = submitted(world)
    scope = world.scope("zj_school_d.school_head")
    with scope.enter():
        case_reject(actor=scope, case=case, revision=fresh(case).revision, opinion="学位已满")

    again = submitted(world, destination="zj_school_c")

    assert (fresh(case).state, fresh(again).state) == ("rejected", "running")
    assert [record.status for record in records_of(world.student("zj_school_a"))] == ["studying"]


def test_withdrawal_frees_the_student(world):
    case = submitted(world)
    scope = world.scope("zj_school_a.registrar")
    with scope.enter():
        case_withdraw(actor=scope, case=case)

    assert fresh(case).state == "withdrawn"
    assert fresh(submitted(world)).state == "running"


def test_one_open_case_for_a_student(world):
    submitted(world)

    with pytest.raises(Conflict, match="另有一件"):
        submitted(world, destination="zj_school_c")


def test_first_term_needs_the_citys_exception(world):
    student = world.student("zj_school_a", 2)  # cohort 2026, entered six days ago
    case = submitted(world, destination="zj_school_b", cohort=2026, student=student)
    class_given(world, case, "zj_school_b", cohort=2026)
    approve(world, "zj_school_b.school_head", case)
    approve(world, "zj_county_1a.reviewer", case)
    with pytest.raises(Invalid, match="例外"):
        approve(world, "zj_city_1.reviewer", case)

    approve(world, "zj_city_1.reviewer", case, exceptions={"zhejiang_2015.transfer_one_term": "随军家属，特殊困难"})

    assert [record.status for record in records_of(student)] == ["transferred", "studying"]


def test_across_provinces_the_provinces_are_told(world):
    case = submitted(world, destination="bj_school_a")
    accepted(world, case, "bj_school_a")
    for office in ("bj_district_1", "zj_county_1a", "zj_city_1"):
        approve(world, f"{office}.reviewer", case)

    assert fresh(case).state == "effective"
    assert [step for step in steps_of(case) if step[1] == "filing"] == [
        ("330000", "filing", "open"),
        ("110000", "filing", "open"),
    ]


def test_the_person_goes_on_and_on_with_one_number(world):
    first = submitted(world, destination="zj_school_b")
    accepted(world, first, "zj_school_b")
    approve(world, "zj_county_1a.reviewer", first)
    approve(world, "zj_city_1.reviewer", first)
    there = records_of(world.student("zj_school_a"))[-1]
    back = submitted(world, "zj_school_b", "zj_school_a", student=there)
    accepted(world, back, "zj_school_a")
    approve(world, "zj_county_1a.reviewer", back)
    approve(world, "zj_city_1.reviewer", back)

    records = records_of(there)

    assert [record.status for record in records] == ["transferred", "transferred", "studying"]
    assert len({bytes(record.number_index) for record in records}) == 1
    assert {record.entered_on for record in records} == {date(2025, 9, 1)} and TERM < WINDOW
