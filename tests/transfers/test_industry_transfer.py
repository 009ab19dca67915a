"""A school that no education department runs: the local education authority has a seat of its own (annex 1, last row)."""

import pytest

from tests.support.casework import approve, fresh, records_of, steps_of
from tests.support.industry import SCHOOL, industry_school
from tests.transfers.outside import chain_of, departure, entered
from tests.transfers.support import WINDOW, accepted, submitted
from xueji import clock


@pytest.fixture(autouse=True)
def in_the_window():
    with clock.at(WINDOW):
        yield


def test_body_and_local_authority_sit_side_by_side(world):
    case = submitted(world, SCHOOL, "zj_school_d", student=industry_school(world))

    assert [code for code, _kind, _state in steps_of(case)] == [
        "3398900001", "3399010001", "339890", "339901", "339801", "339800", "339900",
    ]  # fmt: skip


def test_walk_to_the_end(world):
    student = industry_school(world)
    case = submitted(world, SCHOOL, "zj_school_d", student=student)
    accepted(world, case, "zj_school_d")
    for office in ("zj_body", "zj_county_2a", "zj_county_1a", "zj_city_1", "zj_city_2"):
        approve(world, f"{office}.reviewer", case)

    assert [record.status for record in records_of(student)] == ["transferred", "studying"]
    assert fresh(case).state == "closed"


def test_local_authority_of_one_side_is_the_authority_of_the_other_and_decides_once(world):
    case = submitted(world, SCHOOL, "zj_school_a", student=industry_school(world))

    assert [code for code, _kind, _state in steps_of(case)] == [
        "3398900001", "3398010001", "339890", "339801", "339800",
    ]  # fmt: skip


def test_outside_school_of_an_industry_has_its_local_authority_on_paper(world):
    case = departure(world, local_authority_name="江州区教育局", authority_name="江州港务集团")

    assert [step[0] for step in chain_of(case)][3:6] == ["江州港务集团", "江州区教育局", "339800"]
    entered(world, "zj_school_a.school_head", case, "to_school", "to_authority", "to_local_education")
    approve(world, "zj_county_1a.reviewer", case)
    entered(world, "zj_school_a.school_head", case, "to_city")
    approve(world, "zj_city_1.reviewer", case)
    assert fresh(case).state == "effective"


def test_two_schools_of_one_county_walk_to_the_end(world):
    case = submitted(world, destination="zj_school_b")
    accepted(world, case, "zj_school_b")
    approve(world, "zj_county_1a.reviewer", case)
    approve(world, "zj_city_1.reviewer", case)

    assert fresh(case).state == "closed"


def test_two_counties_of_one_prefecture_walk_to_the_end(world):
    case = submitted(world, destination="zj_school_c")
    accepted(world, case, "zj_school_c")
    for office in ("zj_county_1a", "zj_county_1b", "zj_city_1"):
        approve(world, f"{office}.reviewer", case)

    assert fresh(case).state == "closed"
