"""A school shapes itself: classes divided, merged and put back; the grades of a new school year, tried first, confirmed once."""

import re

import pytest

from students.models import Student
from students.structure.models import ClassMove, GradeYear
from tests.support.world import make_student
from xueji.organizations.scope import unfenced

pytestmark = [pytest.mark.browser, pytest.mark.slow]
A = "zj_school_a"


def classes_of(world) -> list[str]:
    """The class of every student of the cohort, in the order of their names."""
    with unfenced(reason="a test looks"):
        rows = Student.objects.filter(school=world[A], cohort=2025, status="studying").order_by("name")
        return list(rows.values_list("school_class__name", flat=True))


def test_a_class_is_divided_and_merged_and_put_back(world, person):
    group = world.classes[f"{A}.2025"]
    for name in ("甲一鸣", "甲二宁"):
        make_student(world, A, name=name)
    whole = len(classes_of(world))
    registrar = person(f"{A}.registrar")
    registrar.page.on("dialog", lambda dialog: dialog.accept())

    registrar.go(f"/students/structure/classes/{group.pk}/").looks("structure-01-class")
    registrar.tick("选中 甲一鸣")
    registrar.press("分出新班")
    registrar.sees("分出 1 人")
    registrar.fill("新班名称", "25计算机2班")
    registrar.looks("structure-02-split")
    registrar.press("开新班并分出", exact=False)
    registrar.sees("25计算机2班")
    assert classes_of(world).count("25计算机2班") == 1

    registrar.go(f"/students/structure/classes/{group.pk}/")
    registrar.follow("并入他班")
    registrar.page.get_by_label("并入班级").select_option(index=0)
    registrar.press("先看结果")
    registrar.sees(f"现有 1 人，并后 {whole} 人")
    registrar.looks("structure-03-merge")
    registrar.press("确认并班", exact=False)
    registrar.sees("25计算机2班")
    assert set(classes_of(world)) == {"25计算机2班"}

    registrar.go(f"/students/structure/classes/{group.pk}/")
    registrar.sees("已撤班")
    registrar.looks("structure-04-merged")
    registrar.press("撤销")
    registrar.sees("已撤销")
    assert (classes_of(world).count(group.name), classes_of(world).count("25计算机2班")) == (whole - 1, 1)
    with unfenced(reason="a test looks"):
        assert set(ClassMove.objects.values_list("why", flat=True)) == {"split", "merge", "undo"}


def grades_of(world) -> dict[str, int]:
    with unfenced(reason="a test looks"):
        rows = GradeYear.objects.confirmed().filter(student__school=world[A])
        return dict(rows.values_list("student__name", "grade"))


def test_the_grades_of_a_year_are_tried_decided_and_confirmed_once(world, person):
    make_student(world, A, name="丙在外", status="special_school")
    make_student(world, A, name="丙休学", status="on_leave")
    registrar = person(f"{A}.registrar")
    registrar.go("/students/structure/promotion/").looks("promotion-01-none")
    registrar.press("试算")
    registrar.sees("在专门学校就读，请确认是否随原班升级")
    registrar.looks("promotion-02-tried")
    assert grades_of(world) == {}, "trying writes nothing"

    registrar.page.get_by_role("radiogroup", name="丙在外").get_by_label("升级").check(force=True)
    registrar.press("保存并开始升级", exact=False)
    registrar.sees("已升级", timeout=60_000)
    registrar.looks("promotion-03-done")
    done = grades_of(world)
    assert done["丙在外"] == 2 and "丙休学" not in done

    registrar.page.reload()
    assert registrar.page.get_by_role("button", name=re.compile("开始升级")).count() == 0
    newcomer = make_student(world, A, name="丁后来")
    registrar.page.reload()
    registrar.press("开始升级", exact=False)
    registrar.page.wait_for_load_state()
    registrar.sees("已升级", timeout=60_000)
    assert grades_of(world) == done | {newcomer.name: 2}
