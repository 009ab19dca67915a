"""A list of retentions, a renamed street, a corrected number: what a registrar does by the dozen."""

import pytest

from tests.journeys.papers import scan
from tests.journeys.test_transfer import add_paper
from tests.students.information.support import another_number, profile, stands
from tests.support.world import make_student, mask
from tests.transfers.studies.support import now
from xueji.organizations.scope import unfenced

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def number_of(student):
    with unfenced(reason="a test looks"):
        return now(student).school_number


def hand_up(registrar):
    registrar.press("提交", exact=False, within=registrar.page.get_by_role("complementary"))
    registrar.sees("已提交，办到哪一步可在本页看")


def test_a_list_of_retentions_from_a_sheet(world, person):
    students = [world.student("bj_school_a"), make_student(world, "bj_school_a", name="许清和")]
    registrar = person("bj_school_a.registrar")
    registrar.go("/matters/retention/?" + "&".join(f"student={each.pk}" for each in students))
    registrar.fill("从表格粘贴", f"{number_of(students[0])} 6 12\n{number_of(students[1])} 2 12")
    registrar.keys("Tab")
    registrar.settled()
    registrar.sees("1 人有规则不允许或缺材料")
    registrar.looks("studies-02-retention-pasted")
    registrar.press("保存草稿，去交材料")
    url = registrar.page.url
    registrar.looks("studies-03-retention-case")
    hand_up(registrar)
    head = person("bj_school_a.school_head")
    head.go(url).looks("studies-04-retention-head")
    head.decide("同意")
    assert [now(each).cohort for each in students] == [2026, 2025]


def test_a_renamed_street(world, person):
    students = [world.student("bj_school_a"), make_student(world, "bj_school_a", name="许清和")]
    for house, student in enumerate(students, start=1):
        profile(student, home_address=f"青塘街{house}号")
    registrar = person("bj_school_a.registrar")
    registrar.go("/matters/information/?" + "&".join(f"student={each.pk}" for each in students))
    # As fast as a hand types: what is written while an answer is on its way must not be lost.
    registrar.fill("原文字", "青塘街")
    registrar.fill("新内容", "云汀大街")
    registrar.settled()
    assert registrar.page.get_by_label("新内容").first.input_value() == "云汀大街"
    registrar.press("核对规则")
    registrar.sees("2 人变更，0 人不受影响、不列入本件")
    registrar.looks("studies-05-street")


def test_a_corrected_number(world, person):
    student = world.student("bj_school_a")
    number = another_number(student)
    registrar = person("bj_school_a.registrar")
    registrar.go(f"/matters/information/?student={student.pk}")
    registrar.tick("变更身份证件号", exact=True)
    registrar.settled()
    registrar.fill("新身份证件号", number)
    registrar.keys("Tab")
    registrar.settled()
    registrar.sees("变更身份证件号，缺户口簿学生本人登记页（载明变更）或公安机关出具的变更证明")
    registrar.looks("studies-07-number")
    registrar.press("保存草稿，去交材料")
    add_paper(registrar, "信息变更申请表", scan("信息变更申请表"))
    add_paper(registrar, "户口簿学生本人登记页", scan("户口簿学生本人登记页"))
    hand_up(registrar)
    url = registrar.page.url
    head = person("bj_school_a.school_head")
    head.go(url).looks("studies-08-number-head")
    head.decide("同意")
    assert stands(student)[2].identity_mask == mask(number)
    registrar.go(f"/students/{student.pk}/").looks("studies-09-record")
