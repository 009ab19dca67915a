"""From the examination authority's list to newcomers in classes, and to the papers of who did not come."""

from datetime import date

import pytest

from tests.journeys.person import Person
from tests.students.admission.support import admission_workbook
from tests.support.world import identity_number

pytestmark = [pytest.mark.browser, pytest.mark.slow]

COME, LATE, AWAY = "林知秋", "陈北辰", "王小满"
BIRTH = date(2010, 10, 10)


@pytest.fixture
def numbers() -> dict[str, str]:
    return {name: identity_number(BIRTH) for name in (COME, LATE, AWAY)}


def test_a_list_becomes_newcomers_and_papers_that_go_back(world, person, day, tmp_path, numbers):
    registrar = person("zj_school_a.registrar")
    _brings_the_list(registrar, tmp_path, numbers)
    _checks_in(registrar, COME, numbers[COME])
    registrar.looks("admission-05-desk")
    day(date(2026, 9, 9))
    _checks_in(registrar, LATE, "TZ26001", late=True)
    _places(registrar)
    day(date(2026, 9, 22))
    _confirms_who_did_not_come(registrar)
    bureau = person("zj_county_1a.reviewer")
    bureau.go("/students/admission/overview/")
    bureau.sees("青塘区云汀职业技术学校")
    bureau.looks("admission-12-bureau")


def _brings_the_list(registrar: Person, folder, numbers: dict[str, str]) -> None:
    rows = [
        {
            "考生姓名": name,
            "身份证号": number,
            "总分": "498",
            "录取专业": "计算机应用",
            "批次": "第二批次",
            "通知书号": f"TZ2600{position}",
        }
        for position, (name, number) in enumerate(numbers.items())
    ]
    rows.append(rows[0] | {"考生姓名": "错号", "身份证号": "339801201010100000"})
    file = folder / "录取名册.xlsx"
    file.write_bytes(admission_workbook(rows, title="2026 年中等职业学校录取名册"))
    registrar.go("/students/admission/lists/").looks("admission-01-list")
    registrar.page.get_by_label("录取名册文件").set_input_files(file)
    registrar.fill("规定报到日期", "2026-09-07")
    registrar.press("核对")
    registrar.sees("行有误，共 1 处")
    registrar.looks("admission-02-checked")
    registrar.press("入库 3 人")
    registrar.sees("人已入库")
    registrar.follow("看新生名单")
    registrar.looks("admission-03-names")


def _checks_in(registrar: Person, name: str, typed: str, *, late: bool = False) -> None:
    """One field, one person, one key: nothing is clicked."""
    registrar.go("/students/admission/desk/")
    registrar.page.keyboard.type(typed)
    registrar.keys("Enter")
    registrar.sees(name)
    registrar.sees("已验录取通知书和身份证或户口簿")
    if late:
        registrar.sees("第七条第一款")
        registrar.looks("admission-04-late")
        registrar.page.locator(".xj-desk-go").first.focus()
    registrar.settled()
    registrar.keys("Enter")
    registrar.sees("报错人了，撤回")
    registrar.settled()
    assert registrar.page.evaluate("document.activeElement.name") == "q"


def _places(registrar: Person) -> None:
    registrar.go("/students/admission/?view=unplaced")
    registrar.page.locator("[data-pick-all]").check(force=True)
    registrar.looks("admission-06-picked")
    registrar.press("编入班级", within=registrar.page.locator("#bulk"))
    registrar.page.get_by_label("编入班级").select_option(index=1)
    registrar.looks("admission-07-place")
    registrar.press("编入班级")
    registrar.sees("已把 2 人编入")
    registrar.go("/students/admission/health/").looks("admission-08-health")
    registrar.go("/students/registration/")
    registrar.sees(COME)


def _confirms_who_did_not_come(registrar: Person) -> None:
    registrar.go("/students/admission/?view=overdue")
    registrar.page.locator("[data-pick-all]").check(force=True)
    registrar.press("确认放弃入学资格", within=registrar.page.locator("#bulk"))
    registrar.sees("期限已于2026年9月21日届满")
    registrar.looks("admission-09-confirm")
    registrar.press("确认放弃")
    registrar.sees("已确认 1 人放弃入学资格")
    registrar.go("/students/admission/returns/").looks("admission-10-returns")
    registrar.press("列出退回名单")
    registrar.press("列出名单")
    registrar.sees("已列出退回名单")
    registrar.follow("2026-01")
    registrar.looks("admission-11-return-list")
    registrar.fill("接收单位", "青塘区教育考试中心")
    registrar.press("已退回")
    registrar.sees("已登记退回")
