"""A suspicious duplicate: proved, corrected, deleted; two numbers of one person become one; found by any of them."""

import re

import pytest

from students.models import Student
from tests.journeys.papers import scan
from tests.journeys.test_studies import hand_up
from tests.journeys.test_transfer import add_paper
from tests.students.identity.merging import BORN, NAME, number_of, with_passport
from tests.students.identity.support import alike
from tests.support.world import make_student
from xueji.audit.models import Event
from xueji.cases.models import Case
from xueji.organizations.scope import unfenced

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# The school that asks, and the one next door.
BEIJING = ("bj_school_a", "bj_school_b")
ZHEJIANG = ("zj_school_a", "zj_school_b")
PROVINCES = pytest.mark.parametrize("schools", [BEIJING, ZHEJIANG], ids=["beijing", "zhejiang"])


def decide_everywhere(world, person, case_url, shot):
    """Whoever the chain asks agrees, one after the other."""
    number = int(re.search(r"/cases/(\d+)/", case_url).group(1))
    for _round in range(4):
        with unfenced(reason="a test looks"):
            step = Case.objects.get(pk=number).steps.filter(kind="approval", state="open").first()
            if step is None:
                return
            key = next(key for key, body in world.organizations.items() if body.pk == step.organization_id)
        office = next(f"{key}.{role}" for role in ("reviewer", "school_head") if f"{key}.{role}" in world.offices)
        decider = person(office)
        decider.go(case_url).looks(f"{shot}-{key}")
        decider.decide("同意")


def clash(world, person, schools):
    """A newcomer who looks like a student next door, found by looking again."""
    mine, theirs = alike(world, *schools)
    registrar = person(f"{schools[0]}.registrar")
    registrar.go("/students/duplicates/")
    registrar.press("重新查重")
    registrar.sees("还有 1 条待处理")
    return registrar, mine, theirs


def status_of(student):
    with unfenced(reason="a test looks"):
        return Student.objects.get(pk=student.pk).status


@PROVINCES
def test_two_people_are_proved_to_be_two(world, person, schools):
    shot = f"duplicates-{schools[0]}-proof"
    registrar, mine, _theirs = clash(world, person, schools)
    registrar.looks(f"{shot}-1-list")
    registrar.go("/").looks(f"{shot}-1-workbench")
    registrar.go("/students/duplicates/").follow(mine.name)
    registrar.misses(world[schools[1]].name)
    registrar.looks(f"{shot}-2-finding")
    registrar.follow("办理佐证")
    registrar.tick("不是同一人")
    registrar.fill("情况说明", "两名学生身份证号不同，户口簿各一。")
    registrar.looks(f"{shot}-3-form")
    registrar.press("存为草稿")
    registrar.sees("请交齐材料后提交")
    add_paper(registrar, "户口簿", scan("户口簿"))
    hand_up(registrar)
    url = registrar.page.url
    registrar.looks(f"{shot}-4-case")
    other = person(f"{schools[1]}.registrar")
    other.go("/students/duplicates/?show=hear").follow(mine.name)
    other.misses(world[schools[0]].name)
    other.fill("本校陈述", "该生自去年起在本校就读，身份证号与户口簿一致。")
    other.looks(f"{shot}-5-hearing")
    other.press("提交陈述")
    other.sees("陈述已记下")
    decide_everywhere(world, person, url, f"{shot}-6")
    registrar.go("/students/duplicates/?show=solved").sees("佐证成立")
    registrar.looks(f"{shot}-7-solved")


@PROVINCES
def test_a_wrong_entry_is_corrected(world, person, schools):
    shot = f"duplicates-{schools[0]}-correction"
    registrar, mine, _theirs = clash(world, person, schools)
    registrar.follow(mine.name)
    registrar.follow("办理更正")
    registrar.fill("姓名", "闻人听松")
    registrar.fill("情况说明", "录入时写错一个字。")
    registrar.looks(f"{shot}-1-form")
    registrar.press("存为草稿")
    add_paper(registrar, "居民身份证或户口簿", scan("身份证"))
    hand_up(registrar)
    url = registrar.page.url
    registrar.looks(f"{shot}-2-case")
    decide_everywhere(world, person, url, f"{shot}-3")
    registrar.go("/students/duplicates/?show=solved").sees("已更正")
    registrar.go(url).looks(f"{shot}-4-done")
    assert registrar.page.locator("a[href$='/revoke/']").count() == 1


@PROVINCES
def test_a_record_entered_by_mistake_is_deleted(world, person, schools):
    shot = f"duplicates-{schools[0]}-deletion"
    registrar, mine, _theirs = clash(world, person, schools)
    registrar.follow(mine.name)
    registrar.follow("办理删除")
    registrar.fill("情况说明", "该生未来报到，名册误录。")
    registrar.looks(f"{shot}-1-form")
    registrar.press("存为草稿")
    hand_up(registrar)
    url = registrar.page.url
    decide_everywhere(world, person, url, f"{shot}-2")
    registrar.go("/students/duplicates/?show=solved").sees("已删除")
    assert status_of(mine) == "cancelled"


@PROVINCES
def test_two_numbers_become_one_and_both_find_the_student(world, person, schools):
    shot = f"duplicates-{schools[0]}-merge"
    mine = with_passport(world, schools[0])
    theirs = make_student(world, schools[1], name=NAME, birth_date=BORN, status="withdrawn", left_on=BORN.replace(2026))
    number = number_of(theirs)
    registrar = person(f"{schools[0]}.registrar")
    registrar.go(f"/students/{mine.pk}/identity/").looks(f"{shot}-1-record")
    registrar.follow("办理一人两号归并")
    registrar.fill("另一个证件号或学籍号", number)
    registrar.tick("另一个号码所属的证件")
    registrar.fill("情况说明", "入学时持护照，后取得居民身份证。")
    registrar.looks(f"{shot}-2-form")
    registrar.press("存为草稿")
    registrar.sees("证明是同一人的材料")
    registrar.misses(world[schools[1]].name)
    add_paper(registrar, "公安机关出具的变更证明", scan("公安证明"))
    hand_up(registrar)
    url = registrar.page.url
    registrar.looks(f"{shot}-3-case")
    decide_everywhere(world, person, url, f"{shot}-4")
    registrar.go(url).looks(f"{shot}-5-done")
    registrar.go(f"/students/{mine.pk}/identity/").looks(f"{shot}-6-record")
    _finds(registrar, "E12345678", mine)
    _finds(registrar, number, mine)


def _finds(registrar, number, student):
    """By the box at the head of each page: posted, so that the number stands in no address and in no title."""
    registrar.go("/students/")
    box = registrar.page.locator("input[data-search]")
    box.fill(number)
    box.press("Enter")
    registrar.sees(student.name)
    assert number not in registrar.page.url and number not in registrar.page.title()
    with unfenced(reason="a test looks"):
        assert not [row for row in Event.objects.values() if number in str(row)]
