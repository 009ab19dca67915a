"""A bureau takes a list out for a purpose; a school's own list is read again and changes nothing."""

import re

import openpyxl
import pytest

from tests.journeys import rosters
from tests.journeys.person import Person

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_bureau_says_what_for_before_whole_numbers_go_out(world, person):
    reviewer = person("zj_city_1.reviewer")
    reviewer.go("/students/")
    reviewer.follow("导出…")
    reviewer.tick("导出完整号码", exact=False)
    with reviewer.expecting(422):
        reviewer.press("开始导出")
    reviewer.sees("须选用途")
    reviewer.looks("exports-01-no-purpose")
    file = _take_whole(reviewer, "按上级要求报送", "报省教育厅年报核对")
    reviewer.looks("exports-02-ready")

    sheet = openpyxl.load_workbook(file).worksheets[0]
    assert "报省教育厅年报核对" in sheet.cell(2, 1).value
    assert {row[0].data_type for row in sheet.iter_rows(min_row=4)} == {"s"}
    _nobody_else(person, reviewer)

    number = re.search(r"编号(\d+)", file.name)[1]
    reviewer.follow("导出", exact=True)
    reviewer.follow("本单位导出记录")
    reviewer.fill("编号", number)
    reviewer.press("查", exact=True)
    reviewer.sees("报省教育厅年报核对")
    reviewer.looks("exports-03-log")


def test_what_a_school_takes_out_in_the_national_layout_changes_nothing_when_it_is_read_again(world, person):
    registrar = person("zj_school_a.registrar")
    registrar.go("/exports/new/students/?status=studying")
    registrar.tick("全国系统 2019 版", exact=False)
    registrar.tick("导出完整号码", exact=False)
    file = _take_whole(registrar, "向全国系统补录、回填", "回填全国系统，交省中职处")

    registrar.go("/students/rosters/new/")
    registrar.page.get_by_label("名册文件").set_input_files(rosters.upload("学生基本信息.xlsx", file.read_bytes()))
    registrar.press("试导入")
    registrar.sees("各行都已在本校名册中，不用再提交", timeout=30_000)
    registrar.sees("0 行可以提交")
    registrar.sees("没有有误的行")
    registrar.looks("exports-04-read-again")


def test_lists_behind_numbers_are_taken_out_from_where_they_are_read(world, person):
    reviewer = person("zj_county_1a.reviewer")
    reviewer.go("/statistics/")
    reviewer.page.locator("tfoot a").last.click()
    reviewer.follow("导出…")
    reviewer.looks("exports-05-columns")
    reviewer.press("开始导出")
    reviewer.page.get_by_role("link", name="下载", exact=True).wait_for(timeout=30_000)
    file = reviewer.take("下载", exact=True)

    assert openpyxl.load_workbook(file).sheetnames == ["统计名单", "导出说明"]


def _take_whole(somebody: Person, purpose: str, words: str):
    somebody.choose("用途", purpose)
    somebody.fill("用途说明", words)
    somebody.press("开始导出")
    somebody.page.get_by_role("link", name="下载", exact=True).wait_for(timeout=30_000)
    return somebody.take("下载", exact=True)


def _nobody_else(person, owner: Person) -> None:
    """Neither the chief of the same bureau nor a school below comes to the file."""
    for office in ("zj_city_1.chief", "zj_school_a.registrar"):
        other = person(office)
        assert [other.status_of(owner.page.url + part) for part in ("", "file/")] == [404, 404]
