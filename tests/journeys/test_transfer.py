"""Transfers: six seats in Zhejiang with a return in between; in Beijing the school that takes the student handles it."""

import pytest
from playwright.sync_api import expect

from students.models import Student
from tests.journeys.papers import photo, scan
from tests.journeys.person import Person
from tests.support.casework import records_of
from tests.support.world import PASSWORD, World
from xueji.organizations.models import User
from xueji.organizations.scope import unfenced

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def account_of(student: Student) -> str:
    """The student's own account."""
    with unfenced(reason="a test gives a student an account"):
        user = User.objects.create_user(
            username=f"student{student.pk}", password=PASSWORD, name=student.name, person_id=student.person_id
        )
    return user.username


def add_paper(officer: Person, label: str, paper: dict) -> None:
    """Choose a file in the row of a paper that is owed, and send it."""
    form = officer.page.locator(".xj-uploads form").filter(has_text=label).first
    form.locator("input[type=file]").set_input_files(paper)
    officer.press("封存", within=form)
    officer.sees("已封存")


def test_a_student_moves_across_two_prefectures(world, person):
    student = world.student("zj_school_a")
    pupil = person(account_of(student), phone=True)
    pupil.looks("transfer-01-portal-before")

    leaving = person("zj_school_a.registrar")
    url = _opens_and_hands_up(leaving, world)
    pupil.go("/").looks("transfer-06-portal-submitted")

    arriving = person("zj_school_d.school_head")
    arriving.looks("transfer-07-workbench")
    arriving.go(url)
    arriving.looks("transfer-08-to-school")
    arriving.choose("安排班级（同意前必须安排）", "25计算机1班")
    arriving.press("安排")
    arriving.sees("已安排班级，可以核办了")
    arriving.decide("同意")

    _is_returned_and_mended(person("zj_county_1a.reviewer"), leaving, url)
    pupil.go("/").looks("transfer-12-portal-counties")
    pupil.follow("我的学籍记录")
    pupil.looks("transfer-12-own-record")

    # The paper is new: who had agreed before is asked again.
    arriving.go(url).looks("transfer-13-to-school-again")
    arriving.decide("同意")
    for office in ("zj_county_1a", "zj_county_2a", "zj_city_1", "zj_city_2"):
        officer = person(f"{office}.reviewer")
        officer.go(url)
        officer.looks(f"transfer-13-{office}")
        officer.decide("同意")

    old, new = records_of(student)
    assert (old.status, new.status, new.school_id) == ("transferred", "studying", world["zj_school_d"].pk)
    pupil.go("/").looks("transfer-14-portal-after")
    arriving.go(f"/students/{new.pk}/").looks("transfer-15-record-at-new-school")
    leaving.go(f"/students/{old.pk}/").looks("transfer-16-record-at-old-school")
    assert leaving.status_of(f"/students/{new.pk}/") == 404


def _opens_and_hands_up(leaving: Person, world: World) -> str:
    leaving.go("/transfers/").looks("transfer-02-list")
    leaving.follow("开办", within=leaving.page.locator(".xj-do"))
    leaving.fill("姓名、姓名首字母、学号或学籍号", "陈语桐")
    leaving.press("找学生")
    leaving.looks("transfer-03-pick")
    leaving.follow("陈语桐")
    leaving.looks("transfer-03-which-matter")
    leaving.follow("转学", exact=True)
    leaving.page.get_by_label("转入学校").select_option(value=str(world["zj_school_d"].pk))
    leaving.settled()
    leaving.page.get_by_label("户籍迁移").check(force=True)
    leaving.settled()
    leaving.page.get_by_label("学生与监护人申请日期").fill("2026-08-20")
    leaving.settled()
    leaving.looks("transfer-04-form")
    leaving.press("保存草稿，去交材料")
    leaving.sees("草稿已保存")
    add_paper(leaving, "转学申请表", scan("申请表"))
    add_paper(leaving, "户口簿", photo("户口簿"))
    leaving.looks("transfer-05-draft")
    leaving.press("提交", exact=False, within=leaving.page.get_by_role("complementary"))
    leaving.sees("已提交，办到哪一步可在本页看")
    return leaving.page.url


def _is_returned_and_mended(county: Person, leaving: Person, url: str) -> None:
    county.go(url)
    county.page.locator("#decision").get_by_label("退回补正").check(force=True)
    county.looks("transfer-09-return")
    county.decide("退回补正", 对学校说明="户口簿照片看不清迁入日期，请重新拍照。")
    leaving.go("/").looks("transfer-10-workbench-returned")
    leaving.go(url)
    leaving.sees("户口簿照片看不清迁入日期，请重新拍照。")
    other = leaving.page.locator(".xj-uploads details").filter(has_text="补其他材料")
    other.locator("summary").click()
    leaving.fill("材料名称", "户口簿（重拍）", within=other)
    other.locator("input[type=file]").set_input_files(photo("户口簿2"))
    leaving.press("封存", within=other)
    leaving.looks("transfer-11-returned")
    leaving.press("补正后再提交", exact=False)
    leaving.sees("已提交，办到哪一步可在本页看")


def claimed(arriving, student):
    """Go to the form with a student who has come: found by the number and the name on the identity card together."""
    with unfenced(reason="the student shows the identity card"):
        number = student.person.identity_number
    arriving.go("/transfers/")
    arriving.follow("开办转入")
    arriving.fill("身份证件号", number)
    arriving.fill("姓名", "认错人")
    with arriving.expecting(422):
        arriving.press("核对", exact=False)
        arriving.sees("没有找到证件号与姓名都一致")
    arriving.looks("beijing-01-nobody")
    arriving.fill("身份证件号", number)
    arriving.fill("姓名", student.name)
    arriving.press("核对", exact=False)
    expect(arriving.page.locator("h1")).to_contain_text(student.name)
    assert number not in arriving.page.content()


def test_in_beijing_the_school_that_takes_the_student_handles_it(world, person):
    student, arriving = world.student("bj_school_a"), person("bj_school_b.registrar")
    claimed(arriving, student)
    arriving.page.get_by_label("户籍迁移").check(force=True)
    arriving.settled()
    arriving.choose("安排班级", "25计算机1班")
    arriving.settled()
    arriving.looks("beijing-02-form")
    arriving.press("保存草稿，去交材料")
    arriving.sees("草稿已保存")
    for label in ("转学申请表", "户口簿"):
        add_paper(arriving, label, scan(label))
    arriving.looks("beijing-03-draft")
    arriving.press("提交", exact=False, within=arriving.page.get_by_role("complementary"))
    arriving.sees("已提交，办到哪一步可在本页看")
    url = arriving.page.url

    for office in ("bj_school_a.school_head", "bj_school_b.school_head"):
        officer = person(office)
        officer.go(url)
        officer.looks(f"beijing-04-{office}")
        officer.decide("同意")

    old, new = records_of(student)
    assert (old.status, new.status, new.school_id) == ("transferred", "studying", world["bj_school_b"].pk)
    for office in ("bj_district_1", "bj_district_2"):
        officer = person(f"{office}.reviewer")
        officer.go(url)
        officer.looks(f"beijing-05-{office}")
        officer.decide("备案")
    arriving.go(url).looks("beijing-06-done")
