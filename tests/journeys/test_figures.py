"""From a number of the county to the students behind it; from a gap in the data to the form that mends it."""

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from tests.support.world import make_student

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def number(text: str) -> int:
    return int(text.replace(",", ""))


def test_a_county_counts_its_students_and_looks_who_they_are(world, person):
    make_student(world, "zj_school_a", name="上官听雨", sex="1")
    reviewer = person("zj_county_1a.reviewer")
    reviewer.go("/statistics/").looks("figures-01-table")
    expect(reviewer.page.locator("[data-chart] canvas").first).to_be_visible()

    cell = reviewer.page.locator("tfoot a").last
    counted = number(cell.inner_text())
    cell.click()
    expect(reviewer.page.locator("#rows tbody tr")).to_have_count(counted)
    reviewer.looks("figures-02-students")


def test_every_bar_has_its_name(world, person):
    """A bureau with a long name among its neighbours: the bars lie, and nobody's name is left out."""
    reviewer = person("bj.reviewer")
    for school in ("bj_school_a", "bj_school_b", "bj_school_body"):
        make_student(world, school)
    reviewer.go("/statistics/").looks("figures-12-municipality")
    places = reviewer.page.locator("main table tbody tr > :first-child").all_inner_texts()
    written = reviewer.page.evaluate(
        "echarts.getInstanceByDom(document.querySelector('[data-chart]')).getZr().storage.getDisplayList(true)"
        ".map(each => each.style.text || '')"
    )

    assert len(places) == 3
    assert [place for place in places if place not in written] == []


def test_the_flow_of_a_school_year_balances_on_the_page(world, person):
    make_student(world, "zj_school_a", cohort=2024, status="graduated", left_on=date(2026, 6, 30))
    reviewer = person("zj_city_1.reviewer")
    reviewer.go("/statistics/flow/?first=2025-09-01&last=2026-08-31")
    reviewer.sees("每一行都对得上")
    reviewer.looks("figures-03-flow")
    reviewer.page.locator("tfoot a").nth(1).click()
    expect(reviewer.page.locator("#rows tbody tr").first).to_be_visible()
    reviewer.looks("figures-04-flow-students")


def test_the_province_keeps_a_september_that_was_missed(world, person):
    chief = person("zj.chief")
    chief.go("/statistics/snapshots/").looks("figures-05-missed")
    chief.press("补留 2026 年")
    chief.sees("今后不再改动")
    chief.looks("figures-06-kept")
    chief.go("/statistics/definitions/").looks("figures-07-definitions")


def test_a_registrar_checks_the_school_and_goes_to_the_form(world, person):
    registrar = person("zj_school_a.registrar")
    registrar.go("/quality/")
    registrar.press("重新检查")
    registrar.sees("已重新检查本校全部在册学生")
    registrar.looks("figures-08-quality")
    registrar.page.get_by_role("row", name=re.compile("必填项缺失")).get_by_role("link").first.click()
    registrar.looks("figures-09-missing")
    registrar.page.get_by_role("link", name="信息变更").first.click()
    registrar.sees("信息变更")


def test_a_county_sees_ranks(world, person):
    registrar = person("zj_school_a.registrar")
    registrar.go("/quality/")
    registrar.press("重新检查")
    reviewer = person("zj_county_1a.reviewer")
    reviewer.go("/quality/").looks("figures-10-county")
    reviewer.go("/quality/league/").looks("figures-11-league")
