"""Who comes back, and who comes for the first time: from a leave, from a special school, from another province."""

from datetime import date

import pytest

from students.models import Student
from tests.journeys.papers import photo, scan
from tests.journeys.test_outside import enters
from tests.journeys.test_studies import hand_up
from tests.journeys.test_transfer import add_paper
from tests.transfers.leave.support import on_leave
from tests.transfers.outside import NUMBER
from tests.transfers.studies.support import now
from xueji.cases.models import Step
from xueji.cases.states import StepKind, StepState
from xueji.organizations.scope import unfenced

pytestmark = [pytest.mark.browser, pytest.mark.slow]

AFTER_THE_LEAVE = date(2027, 2, 20)


def status_of(student):
    with unfenced(reason="a test looks"):
        return now(student).status


def everybody_decides(world, person, url, shot):
    """Whoever the case waits for, one after the other; where a side outside is waited for, its paper is entered."""
    names = {each.pk: name for name, each in world.organizations.items()}
    for turn in range(12):
        with unfenced(reason="a test looks"):
            step = Step.objects.filter(case=int(url.rstrip("/").rsplit("/", 1)[1]), state=StepState.OPEN).first()
        if step is None:
            return
        name = names[step.organization_id]
        officer = person(f"{name}.{'school_head' if '_school_' in name else 'reviewer'}")
        officer.go(url).looks(f"{shot}-{turn:02}-{name}")
        if step.kind == StepKind.FILING:
            officer.decide("备案")
        elif step.outside_name:
            enters(officer)
        else:
            officer.decide("同意")


def test_a_student_studies_again_after_an_illness(world, person, day):
    student = world.student("bj_school_a")
    on_leave(world, "bj_school_a")
    day(AFTER_THE_LEAVE)
    registrar = person("bj_school_a.registrar")
    registrar.go(f"/matters/resumption/?student={student.pk}")
    registrar.fill("复学日期", "2027-03-01")
    registrar.fill("出具证明的医院", "松榆区第一医院")
    registrar.choose("医院等级", "二级甲等医院")
    registrar.settled()
    registrar.choose("学校复查", "合格，能坚持学习")
    registrar.settled()
    registrar.page.get_by_label("编入班级").first.select_option(index=1)
    registrar.settled()
    registrar.looks("resumption-01-form")
    registrar.press("保存草稿，去交材料")
    add_paper(registrar, "复学申请表", scan("复学申请表"))
    add_paper(registrar, "医院健康证明", photo("健康证明"))
    hand_up(registrar)
    url = registrar.page.url

    everybody_decides(world, person, url, "resumption-02")
    assert status_of(student) == "studying"
    registrar.go(f"/students/{student.pk}/").looks("resumption-04-record")


def test_a_student_goes_to_a_special_school_and_returns(world, person, day):
    student = world.student("zj_school_a")
    registrar = person("zj_school_a.registrar")
    registrar.go(f"/matters/special_placement/?student={student.pk}")
    for ground in ("有严重不良行为", "有违法行为", "不适合在中等职业学校读书"):
        registrar.tick(ground)
        registrar.settled()
    registrar.fill("作出决定的机关", "青塘区教育局")
    registrar.fill("决定日期", "2026-09-03")
    registrar.fill("专门学校名称", "青塘区专门学校")
    registrar.fill("入专门学校日期", "2026-09-07")
    registrar.keys("Tab")
    registrar.settled()
    registrar.looks("special-01-form")
    registrar.press("保存草稿，去交材料")
    add_paper(registrar, "送专门学校的决定", scan("决定"))
    hand_up(registrar)
    everybody_decides(world, person, registrar.page.url, "special-02")
    assert status_of(student) == "special_school"

    day(date(2026, 11, 23))
    registrar.go(f"/matters/special_return/?student={student.pk}")
    registrar.tick("在专门学校表现好")
    registrar.fill("表现鉴定日期", "2026-11-20")
    registrar.keys("Tab")
    registrar.settled()
    registrar.looks("special-03-return")
    registrar.press("保存草稿，去交材料")
    add_paper(registrar, "转回申请表", scan("转回申请表"))
    add_paper(registrar, "专门学校的表现鉴定", scan("表现鉴定"))
    hand_up(registrar)
    everybody_decides(world, person, registrar.page.url, "special-04")
    assert status_of(student) == "studying"
    registrar.go(f"/students/{student.pk}/").looks("special-05-record")


def test_a_student_comes_from_another_province(world, person):
    registrar = person("zj_school_a.registrar")
    registrar.go("/transfers/outside/arrivals/")
    for label, text in (
        ("居民身份证号", NUMBER), ("姓名", "方听泉"), ("原学校入学日期", "2025-09-01"), ("监护人姓名", "方安"),
        ("学校名称", "江州职业技术学校"), ("学校地址", "江州市河西路 8 号"), ("主管部门名称", "江州县教育局"),
        ("设区市教育行政部门", "江州市教育局"), ("专业名称", "计算机应用"), ("年级", "2025"),
    ):  # fmt: skip
        registrar.fill(label, text)
    registrar.page.get_by_label("学校类型").select_option(value="vocational_high")
    registrar.settled()
    registrar.choose("所在省份", "江苏省")
    registrar.settled()
    registrar.page.get_by_label("转入班级").select_option(value=str(world.classes["zj_school_a.2025"].pk))
    registrar.settled()
    registrar.page.get_by_label("户籍迁移").check(force=True)
    registrar.settled()
    registrar.fill("学生与监护人申请日期", "2026-08-20")
    registrar.keys("Tab")
    registrar.settled()
    registrar.looks("arrival-01-form")
    registrar.press("保存草稿，去交材料")
    registrar.sees("草稿已保存")
    add_paper(registrar, "转学申请表", scan("申请表"))
    add_paper(registrar, "户口簿", photo("户口簿"))
    add_paper(registrar, "在籍证明", scan("在籍证明"))
    hand_up(registrar)

    everybody_decides(world, person, registrar.page.url, "arrival-02")

    with unfenced(reason="a test looks"):
        arrived = Student.objects.get(name="方听泉")
    assert (arrived.status, arrived.school_id) == ("studying", world["zj_school_a"].pk)
    registrar.go(f"/students/{arrived.pk}/").looks("arrival-03-record")
