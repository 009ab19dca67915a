"""A leave: the student asks for it on the phone, the guardian agrees by a code, the school takes it up and decides, and the
authorities are told."""

import re
import time

import pytest

from students.models import Profile, Student
from tests.journeys.papers import photo, scan
from tests.journeys.person import Person
from tests.journeys.test_transfer import account_of, add_paper
from xueji.organizations.scope import unfenced

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PHONE = "13800000427"


def code_sent(screen: pytest.CaptureFixture[str]) -> str:
    """The code that the development's gateway showed: once it is sent, nobody can read it in the database."""
    shown = ""
    for _attempt in range(100):
        shown += screen.readouterr().out
        if found := re.search(r"验证码 ([0-9]{6})", shown):
            return found[1]
        time.sleep(0.1)
    raise AssertionError("no code was sent")


def on_file(student: Student) -> None:
    """The guardian, as the school holds name and telephone."""
    with unfenced(reason="a test's guardian"):
        Profile.objects.update_or_create(
            student=student,
            defaults={"school_id": student.school_id, "data": {"guardian_name": "陈安平", "guardian_phone": PHONE}},
        )


def test_a_leave_from_the_phone_to_the_prefecture(world, person, capsys):
    student = world.student("zj_school_a")
    on_file(student)
    pupil = person(account_of(student), phone=True)
    _applies(pupil, capsys)

    registrar = person("zj_school_a.registrar")
    registrar.looks("leave-06-workbench")
    url = _takes_up(registrar, student)
    pupil.go("/").looks("leave-11-portal-taken")

    head = person("zj_school_a.school_head")
    head.go(url).looks("leave-12-head")
    head.decide("同意")
    with unfenced(reason="a test looks"):
        student.refresh_from_db()
    assert student.status == "on_leave"

    for office in ("zj_county_1a", "zj_city_1"):
        officer = person(f"{office}.reviewer")
        officer.go(url).looks(f"leave-13-{office}")
        officer.decide("备案")
    pupil.go("/").looks("leave-14-portal-on-leave")
    registrar.go(f"/students/{student.pk}/").looks("leave-15-record")


def _applies(pupil: Person, screen: pytest.CaptureFixture[str]) -> None:
    pupil.follow("我要申请")
    pupil.looks("leave-01-what-to-apply-for")
    pupil.follow("休学", exact=True)
    pupil.tick("因病")
    pupil.settled()
    pupil.fill("出具证明的医院", "青塘区人民医院")
    pupil.choose("医院等级", "二级甲等医院")
    pupil.settled()
    pupil.looks("leave-02-form")
    pupil.press("保存，下一步交材料")
    pupil.looks("leave-03-what-to-do")
    form = pupil.page.locator("form").filter(has_text="医院病情诊断证明").first
    form.locator("input[type=file]").set_input_files(photo("诊断证明"))
    pupil.press("上传", within=form)
    pupil.sees("已收到")
    pupil.press("发验证码到", exact=False)
    pupil.sees("验证码已发到")
    pupil.tick("我是该生的监护人")
    pupil.tick("我同意这件申请")
    pupil.fill("短信验证码", code_sent(screen))
    pupil.press("确认同意")
    pupil.looks("leave-04-consented")
    pupil.press("提交给学校")
    pupil.looks("leave-05-sent")


def _takes_up(registrar: Person, student: Student) -> str:
    registrar.follow("学生申请")
    registrar.looks("leave-07-applications")
    registrar.follow(student.name)
    registrar.looks("leave-08-application")
    registrar.follow("受理，填成办件")
    for label, hours in (("已缺课时", "60"), ("预计还要缺的课时", "500"), ("本学期总课时", "600")):
        registrar.fill(label, hours)
        registrar.keys("Tab")
        registrar.settled()
    registrar.looks("leave-09-form")
    registrar.page.set_default_timeout(60_000)  # the first document of a process is set slowly on two busy cores
    registrar.press("保存草稿，去交材料")
    registrar.sees("已受理", timeout=60_000)
    add_paper(registrar, "学校与监护人签订的休学期间管理协议", scan("管理协议"))
    registrar.looks("leave-10-draft")
    registrar.press("提交", exact=False)
    registrar.sees("已提交")
    return registrar.page.url
