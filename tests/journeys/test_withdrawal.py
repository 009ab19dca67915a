"""A student who stays away: nobody answers, the announcement hangs its days, and only then the school decides."""

from datetime import date

import pytest

from tests.journeys.papers import scan
from tests.journeys.test_studies import hand_up
from tests.journeys.test_transfer import add_paper
from xueji.organizations.scope import unfenced

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_required_withdrawal_after_an_announcement(world, person, day):
    day(date(2026, 9, 14))
    student = world.student("bj_school_a")
    registrar = person("bj_school_a.registrar")
    registrar.go(f"/matters/required_withdrawal/?student={student.pk}")
    registrar.page.locator("#id_ground").select_option(label="一学期旷课累计达到规定课时")
    registrar.settled()
    registrar.fill("本学期旷课累计（课时）", "120")
    registrar.keys("Tab")
    registrar.settled()
    registrar.looks("withdrawal-01-form")
    registrar.press("保存草稿，去交材料")
    registrar.sees("还没有联系记录")
    for label, value in (("方式", "电话"), ("联系谁", "监护人"), ("结果", "无人应答")):
        registrar.choose(label, value)
    registrar.press("登记联系")
    registrar.looks("withdrawal-02-nobody-answers")
    registrar.page.get_by_text("无法通知的，登记公示").click()
    for label, value in (("公示第一日", "2026-09-15"), ("公示最后一日", "2026-10-15"), ("公示地点", "校门公告栏")):
        registrar.fill(label, value)
    registrar.press("登记公示")
    registrar.sees("公示中")
    registrar.looks("withdrawal-03-announced")
    url = registrar.page.url

    day(date(2026, 10, 19))
    registrar.go(url)
    registrar.press("重新核对规则")
    registrar.sees("已期满")
    for label in owed(registrar):
        add_paper(registrar, label, scan(label))
    registrar.looks("withdrawal-04-papers")
    hand_up(registrar)
    head = person("bj_school_a.school_head")
    head.go(url).looks("withdrawal-05-head")
    head.decide("同意")

    with unfenced(reason="a test looks"):
        student.refresh_from_db()
    assert student.status == "withdrawn"


def owed(officer):
    """The papers that the page asks for."""
    return officer.page.locator(".xj-uploads form:not(details form) b").all_inner_texts()
