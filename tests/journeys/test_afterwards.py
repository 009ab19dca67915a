"""After the decision: a leave that was a mistake is taken back; many cases are decided at once from the to-do list."""

import pytest
from playwright.sync_api import expect

from tests.journeys.test_deciding import at_the_counties
from tests.journeys.test_studies import hand_up
from tests.support.casework import steps_of
from tests.transfers.leave.support import on_leave
from xueji.organizations.scope import unfenced

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_leave_is_taken_back(world, person):
    student = world.student("bj_school_a")
    case = on_leave(world, "bj_school_a", student)
    registrar = person("bj_school_a.registrar")
    registrar.go(f"/cases/{case.pk}/")
    registrar.follow("开办撤销")
    registrar.looks("undo-01-why")
    registrar.page.locator("main textarea").fill("学生并未离校，休学登记在了同名学生名下。")
    registrar.press("开办撤销（存为草稿）", exact=False)
    registrar.looks("undo-02-draft")
    hand_up(registrar)
    url = registrar.page.url

    head = person("bj_school_a.school_head")
    head.go(url).looks("undo-03-head")
    head.decide("同意")
    with unfenced(reason="a test looks"):
        student.refresh_from_db()
    assert student.status == "studying"
    registrar.go(f"/cases/{case.pk}/").looks("undo-04-original")
    registrar.sees("已撤销")


def test_many_cases_are_decided_at_once(world, person):
    cases = [at_the_counties(world), at_the_counties(world, student=world.student("zj_school_a", 1), cohort=2024)]
    officer = person("zj_county_1a.reviewer")
    officer.looks("many-01-to-do")
    officer.follow("成批核办")
    officer.looks("many-02-list")
    officer.page.locator("[data-pick-all]").check(force=True)
    expect(officer.page.locator("[data-pick]:checked")).to_have_count(2)
    officer.fill("意见", "材料齐全，同意。")
    officer.press("同意所选", exact=False)
    officer.sees("刚才的结果")
    officer.looks("many-03-outcomes")

    assert [steps_of(case)[2] for case in cases] == [("339801", "approval", "done")] * 2
