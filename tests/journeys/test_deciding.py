"""At the case page: two officers at once, strangers at the door, hands on the keyboard, a browser without scripts."""

import pytest
from playwright.sync_api import expect

from tests.support.casework import approve, steps_of
from tests.support.world import World, make_office
from tests.transfers.support import class_given, submitted
from xueji.cases.models import Case

pytestmark = pytest.mark.browser


def at_the_counties(world: World, cohort: int = 2025, **options: object) -> Case:
    """A transfer from school A to school D that waits for both counties."""
    case = submitted(world, cohort=cohort, **options)
    class_given(world, case, "zj_school_d", cohort)
    return approve(world, "zj_school_d.school_head", case)


def test_of_two_officers_the_slower_is_told_and_keeps_the_text(world, person):
    case = at_the_counties(world)
    make_office(world["zj_county_1a"], "reviewer", username="second")
    quick, slow = person("zj_county_1a.reviewer"), person("second")
    for officer in (quick, slow):
        officer.go(f"/cases/{case.pk}/")
    slow.looks("case-reviewer")
    slow.tick("退回补正")
    slow.fill("对学校说明", "迁入页看不清，请重新扫描。")

    quick.decide("同意")
    with slow.expecting(409):
        slow.press("退回", exact=False)
        slow.sees("这次没有办成")

    slow.sees(world.user("zj_county_1a.reviewer").name)
    slow.sees("迁入页看不清，请重新扫描。")
    slow.looks("case-too-late")


def test_a_stranger_from_the_next_county_finds_nothing(world, person):
    case = at_the_counties(world)
    student = world.student("zj_school_a")
    paths = [f"/cases/{case.pk}/", f"/students/{student.pk}/"]
    stranger = person("zj_school_c.registrar")

    assert {path: stranger.status_of(path) for path in paths} == dict.fromkeys(paths, 404)
    stranger.looks("not-found")


def test_hands_stay_on_the_keyboard(world, person):
    at_the_counties(world)
    at_the_counties(world, student=world.student("zj_school_a", 1), cohort=2024)
    officer = person("zj_county_1a.reviewer")
    page = officer.page
    officer.keys("/")
    expect(page.locator("[data-search]")).to_be_focused()
    officer.keys("Escape")
    page.locator("h1").click()
    officer.keys("j", "j", "k")
    first, second = page.locator(".xj-table tbody td:nth-child(2) a").all_inner_texts()[:2]
    officer.keys("Enter")
    expect(page.locator("h1")).to_contain_text(first)

    officer.keys("a", "Control+Enter")

    officer.sees("已办")
    expect(page.locator("h1")).to_contain_text(second)  # on to the next one in the queue
    officer.looks("case-next-in-queue")
    officer.keys("?")
    expect(page.locator("#xj-help")).to_be_visible()


def test_without_scripts_a_case_is_decided_and_a_list_paged(world, person):
    case = at_the_counties(world)
    officer = person("zj_county_1a.reviewer", scripts=False)
    officer.follow("陈语桐")
    officer.decide("同意")

    assert steps_of(case)[2] == ("339801", "approval", "done")
