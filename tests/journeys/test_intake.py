"""From a class teacher's workbook to students with status: import, registration, the levels above."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys import rosters
from tests.journeys.person import Person

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_dirty_roster_becomes_students_with_status(world, person):
    registrar = person("zj_school_a.registrar")
    registrar.looks("intake-01-workbench")

    _import_what_is_right(registrar)
    _import_the_mended_rest(registrar)
    case_url = _open_registration(registrar)

    county = person("zj_county_1a.reviewer")
    county.go(case_url)
    county.looks("intake-11-county")
    box = county.page.get_by_role("checkbox", name=re.compile("^退回 ")).first
    name = box.get_attribute("aria-label").removeprefix("退回 ")
    box.check()
    county.fill(f"{name} 退回或不同意的理由", "户口簿与名册不一致，请核对。")
    county.decide("同意")

    city = person("zj_city_1.reviewer")
    city.go(case_url)
    city.looks("intake-12-city")
    city.decide("同意")

    province = person("zj.reviewer")
    province.looks("intake-13-province")
    province.go(case_url)
    province.looks("intake-14-filing")
    province.decide("备案")

    registrar.go("/students/?status=studying")
    registrar.looks("intake-15-students")
    registrar.go(case_url)
    registrar.sees("户口簿与名册不一致，请核对。")
    registrar.looks("intake-16-done")


def _import_what_is_right(registrar: Person) -> None:
    registrar.follow("学生", exact=True)
    registrar.looks("intake-02-students")
    registrar.follow("导入名册")
    registrar.looks("intake-03-choose")
    registrar.page.get_by_label("名册文件").set_input_files(
        rosters.upload("2026级新生名册.xlsx", rosters.dirty_workbook())
    )
    registrar.press("试导入")
    registrar.sees("试导入完成，尚未写入任何数据", timeout=30_000)
    registrar.sees("7 行有误")
    registrar.looks("intake-04-result")

    registrar.press("采用", exact=False, within=registrar.page.locator(".xj-sum-do"))
    registrar.sees("5 行有误")
    registrar.looks("intake-05-adopted")


def _import_the_mended_rest(registrar: Person) -> None:
    errors = registrar.take("下载错误表", exact=False)
    registrar.press("提交 18 行")
    registrar.sees("已写入 18 行，尚未上报注册", timeout=30_000)
    registrar.looks("intake-06-committed")

    registrar.follow("换文件重导")
    registrar.page.get_by_label("名册文件").set_input_files(rosters.upload("错误表改好.xlsx", rosters.mended(errors)))
    registrar.press("试导入")
    registrar.sees("没有有误的行", timeout=30_000)
    registrar.press("提交 5 行")
    registrar.sees("已写入 5 行，尚未上报注册", timeout=30_000)
    registrar.go("/students/rosters/")
    registrar.looks("intake-07-imports")
    registrar.go("/students/?status=pending")
    registrar.looks("intake-08-pending")


def _open_registration(registrar: Person) -> str:
    registrar.go("/students/registration/")
    registrar.looks("intake-09-registration")
    registrar.press("为这 23 人建立草稿")
    registrar.sees("草稿已保存")
    registrar.looks("intake-10-draft")
    registrar.press("提交", exact=False, within=registrar.page.get_by_role("complementary"))
    expect(registrar.page.get_by_text("已提交，办到哪一步可在本页看")).to_be_visible()
    return registrar.page.url
