"""In Beijing: those who come by a way of their own (articles 12 and 13), each with the proof it needs, to number and status."""

from datetime import date

import pytest

from students.models import Student
from students.registration.models import StandingKind
from tests.journeys.papers import scan
from tests.journeys.person import Person
from tests.students.registration.support import admitted, decide_standing
from tests.students.registration.test_registration import newcomer
from xueji.organizations.scope import unfenced

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SCHOOL = "bj_school_a"
EARLY, CHILD, TOGETHER = "白鹭飞", "蓝小鹿", "青禾禾"
CAME = date(2026, 9, 2)
# Of each table whose columns hold long words: how far it reaches beyond the column of the page in which it stands.
_BEYOND = """tables => tables.map(table => table.getBoundingClientRect().right
    - table.parentElement.getBoundingClientRect().right)"""


def test_early_selection_and_co_operation_from_the_desk_to_the_number(world, person):
    own = {
        EARLY: {"source": "early_selection", "home_code": "130000"},
        CHILD: {"source": "early_selection", "home_code": "110000", "schooling": "unfinished"},
        TOGETHER: {"source": "cooperative", "home_code": "130000"},
    }
    for name, columns in own.items():
        admitted(world, newcomer(world, SCHOOL, name=name), SCHOOL, checked_in_on=CAME, check_in_due_on=CAME, **columns)
    decide_standing(world, "bj.reviewer", SCHOOL, StandingKind.ARTS_SPORTS, grounds="艺术类普通中专")
    registrar = person(f"{SCHOOL}.registrar")
    registrar.go("/students/registration/")
    registrar.sees("缺生源地准予毕业证明")
    registrar.sees("缺：对口支援或合作办学的协议、招生计划")
    registrar.looks("own-ways-01-who-owes-what")
    assert max(registrar.page.locator("main table").evaluate_all(_BEYOND)) <= 0
    _hands_in_the_proof(registrar)
    registrar.go("/students/registration/")
    registrar.press("为这 3 人建立草稿")
    registrar.sees("2 名文体选调生的取得学籍日期为报到之日（第十三条）")
    registrar.page.locator("input[type=file]").first.set_input_files(scan("协议"))
    registrar.press("封存")
    registrar.looks("own-ways-02-draft")
    registrar.press("提交", exact=False)
    for office in ("bj_district_1.reviewer", "bj.reviewer"):
        _agrees(person(office))
    with unfenced(reason="a journey looks"):
        found = {row.name: (row.number_mask[:1], row.registered_on) for row in Student.objects.filter(name__in=own)}
    assert found == {EARLY: ("G", CAME), CHILD: ("G", CAME), TOGETHER: ("G", date(2026, 9, 7))}
    _finishes_compulsory_schooling(registrar)


def _hands_in_the_proof(registrar: Person) -> None:
    """The kind of paper that is owed stands chosen already."""
    registrar.follow("补该生的材料")
    registrar.page.get_by_text("补交材料").click()
    registrar.page.get_by_label("文件（照片或 PDF）").last.set_input_files(scan("准予毕业证明"))
    registrar.press("存入")
    registrar.sees("准予毕业证明.pdf")


def _finishes_compulsory_schooling(registrar: Person) -> None:
    """The mark on the record ends with the entry."""
    with unfenced(reason="a journey looks"):
        child = Student.objects.select_related("admission").get(name=CHILD)
    registrar.go(f"/students/{child.pk}/").sees("接受义务教育中")
    registrar.go(f"/students/admission/{child.admission.pk}/")
    registrar.page.get_by_text("登记完成义务教育").click()
    registrar.page.get_by_label("依据").fill("义务教育结业考核合格")
    registrar.looks("own-ways-03-schooling")
    registrar.press("登记完成", exact=True)
    registrar.sees("已登记完成义务教育")
    registrar.go(f"/students/{child.pk}/").misses("接受义务教育中")


def _agrees(officer: Person) -> None:
    officer.go("/cases/")
    officer.page.locator("main table a[href^='/cases/']").first.click()
    officer.page.locator("#decision").wait_for()
    officer.decide("同意")
