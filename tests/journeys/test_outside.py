"""A student leaves for a school of another province: its opinions come on paper, and a colleague enters them."""

import pytest

from tests.journeys.papers import photo, scan
from tests.journeys.test_studies import hand_up
from tests.journeys.test_transfer import add_paper
from xueji.organizations.scope import unfenced

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_student_leaves_for_another_province(world, person):
    student = world.student("zj_school_a")
    leaving = person("zj_school_a.registrar")
    leaving.go(f"/transfers/outside/open/?student={student.pk}")
    for label, text in (
        ("学校名称", "江州职业技术学校"), ("学校地址", "江州市河西路 8 号"), ("主管部门名称", "江州县教育局"),
        ("设区市教育行政部门", "江州市教育局"), ("专业名称", "计算机应用"), ("年级", "2025"),
    ):  # fmt: skip
        leaving.fill(label, text)
    leaving.page.get_by_label("学校类型").select_option(index=1)
    leaving.settled()
    leaving.choose("所在省份", "江苏省")
    leaving.settled()
    leaving.page.get_by_label("户籍迁移").check(force=True)
    leaving.settled()
    leaving.fill("学生与监护人申请日期", "2026-08-20")
    leaving.keys("Tab")
    leaving.settled()
    leaving.looks("outside-01-form")
    leaving.press("保存草稿，去交材料")
    leaving.sees("草稿已保存")
    add_paper(leaving, "转学申请表", scan("申请表"))
    add_paper(leaving, "户口簿", photo("户口簿"))
    hand_up(leaving)
    url = leaving.page.url

    head = person("zj_school_a.school_head")
    head.go(url).looks("outside-03-opinion-of-the-other-school")
    enters(head)
    for mine, theirs in (("zj_county_1a", "江州县教育局"), ("zj_city_1", "江州市教育局")):
        head.go(url)
        head.sees(theirs)
        enters(head)
        officer = person(f"{mine}.reviewer")
        officer.go(url).looks(f"outside-04-{mine}")
        officer.decide("同意")
    with unfenced(reason="a test looks"):
        student.refresh_from_db()
    assert student.status == "transferred"


def enters(officer):
    """The paper of the other side with its seal, then what it says."""
    form = officer.page.locator(".xj-uploads form:not(details form)").first
    form.locator("input[type=file]").set_input_files(scan("书面意见"))
    officer.press("封存", within=form)
    officer.sees("已封存")
    officer.decide("同意")
