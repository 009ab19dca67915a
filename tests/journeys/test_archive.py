"""A file from its gaps to the hand-over: a keeper, papers, the whole file as one PDF, the past, and the day it leaves."""

import io
from datetime import date

import pikepdf
import pytest
from playwright.sync_api import expect

from tests.journeys.papers import photo, scan
from tests.support.world import make_student
from xueji.organizations.models import User

pytestmark = [pytest.mark.browser, pytest.mark.slow]
A = "zj_school_a"


def test_a_file_is_filled_shown_and_handed_over(world, person, day):
    day(date(2026, 9, 10))
    student = world.student(A)
    head = person(f"{A}.school_head")
    head.go(f"/archive/schools/{world[A].pk}/keepers/").looks("archive-01-no-keeper")
    head.choose("档案管理员", world.user(f"{A}.registrar").name)
    head.fill("交接说明", "柜号三，钥匙两把。")
    head.press("登记交接")
    head.sees("现任")

    registrar = person(f"{A}.registrar")
    registrar.go("/archive/").looks("archive-02-school")
    registrar.follow("25计算机1班")
    registrar.looks("archive-03-class")
    registrar.page.get_by_role("row").filter(has_text=student.name).get_by_role("link", name="品德").click()
    registrar.page.locator("#id_files").set_input_files([scan("操行评定"), photo("班主任评语")])
    registrar.press("入档")
    registrar.sees("已入档 2 份")
    registrar.looks("archive-04-file")
    registrar.page.locator("summary").filter(has_text="整册").click()
    registrar.choose("用途", "答复本人或监护人")
    registrar.press("生成", within=registrar.page.locator("details[open]"))
    expect(registrar.page.get_by_role("link", name="下载")).to_be_visible(timeout=60_000)
    registrar.looks("archive-05-made")
    with pikepdf.open(io.BytesIO(registrar.take("下载").read_bytes())) as book:
        assert len(book.pages) >= 4

    registrar.go(f"/students/{student.pk}/?as_of=2025-09-10").looks("archive-06-past")
    registrar.sees("当日终了时的学籍，只读")
    _on_the_phone(world, person, student)
    _leaves(world, registrar)


def _on_the_phone(world, person, student):
    """The student sees what is there and what is missing."""
    from django.contrib.auth.hashers import make_password

    from tests.support.world import PASSWORD

    User.objects.create(
        username="pupil", password=make_password(PASSWORD), name=student.name, person_id=student.person_id
    )
    pupil = person("pupil", phone=True)
    pupil.follow("类材料有缺")
    pupil.looks("archive-07-phone")
    pupil.sees("操行评定")
    pupil.sees("学习课程成绩")


def _leaves(world, registrar):
    """Closed with what is missing, put on a list, handed over and signed."""
    gone = make_student(world, A, cohort=2024, status="graduated", left_on=date(2026, 6, 30), name="林归档")
    registrar.go("/archive/leavers/")
    registrar.page.get_by_role("checkbox", name=gone.name).check()
    registrar.fill("盒号", "2026-1")
    registrar.looks("archive-08-leavers")
    registrar.press("归档所选")
    registrar.sees("已归档 1 册")
    registrar.go("/archive/due/")
    registrar.page.get_by_role("checkbox", name="2026-00001").check()
    registrar.fill("接收单位全称", "青塘区档案馆")
    registrar.looks("archive-09-due")
    registrar.press("列移交清单")
    registrar.looks("archive-10-draft")
    registrar.press("移交并固定清单")
    registrar.sees("任何人不能再改")
    registrar.fill("接收人", "王收")
    registrar.press("确认收讫")
    registrar.sees("已收讫")
    registrar.looks("archive-11-list")
    assert registrar.take("清单表格").suffix == ".xlsx"
