"""A term is registered by keyboard: the grid of a class, all but one, the one who did not come is asked after."""

import pytest

from students.term_registration.models import TermRegistration
from tests.support.world import make_student
from xueji.organizations.scope import unfenced

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def states(world) -> list[str]:
    with unfenced(reason="a test looks"):
        rows = TermRegistration.objects.filter(school=world["bj_school_a"]).order_by("student__school_number")
        return list(rows.values_list("state", flat=True))


def test_a_class_is_registered_with_the_keyboard(world, person):
    group = world.classes["bj_school_a.2025"]
    for name in ("贺知秋", "纪听澜", "柯予安"):
        make_student(world, "bj_school_a", name=name)
    registrar = person("bj_school_a.registrar")

    registrar.go("/students/terms/")
    registrar.sees("学期注册")
    registrar.looks("terms-01-progress")
    registrar.page.get_by_role("link", name=group.name).click()
    registrar.sees("待登记")
    registrar.looks("terms-02-grid")
    # The first student has the focus: 1 registers and goes on, 3 asks why nobody came.
    registrar.keys("1")
    registrar.keys("1")
    registrar.keys("3")
    registrar.page.keyboard.type("未到校，待核实")
    registrar.looks("terms-03-filled")
    registrar.keys("Control+Enter")
    registrar.sees("已登记 3 人")
    assert states(world) == ["registered", "registered", "not_registered"]

    registrar.page.get_by_role("button", name="除勾选的外，全部已注册").click()
    registrar.sees("已登记 1 人")
    assert states(world).count("registered") == 3

    registrar.go("/students/terms/late/")
    registrar.looks("terms-04-late")
    registrar.page.locator("tbody input[type=checkbox]").first.check()
    registrar.page.get_by_label("结果").select_option("no_answer")
    registrar.press("登记联系")
    registrar.sees("已登记 1 次联系")
