"""Every column of the national roster that can change is offered; gaps are filled for one student and for many."""

import re

import pytest
from django.urls import reverse

from students.information.fields import FOR_MANY, PROFILE, REQUIRED
from students.information.models import InformationChange
from students.information.reading import choices_of, is_choice
from students.models import Profile, StatusChange
from students.quality import rules
from students.quality.checking import nightly_check
from students.rosters.columns import OWED, STUDENT_FIELDS, TEMPLATE
from students.rosters.entries import open_number
from tests.students.information.support import DAY, information, profile, settled, stands
from tests.students.information.test_pages import address, data, drafts, text
from tests.support.world import identity_number, make_student
from xueji import clock
from xueji.cases.models import Case
from xueji.organizations.scope import unfenced


@pytest.fixture(autouse=True)
def _september():
    with clock.at(DAY):
        yield


@pytest.fixture
def registrar(client, world):
    client.force_login(world.user("bj_school_a.registrar"))
    return client


@pytest.fixture
def student(world):
    return world.student("bj_school_a")


def test_every_column_of_the_template_is_an_entry_or_follows_another_case():
    left = {column.field for column in TEMPLATE} - set(PROFILE) - STUDENT_FIELDS
    assert left == {"name_pinyin"}


def test_every_gap_that_quality_finds_can_be_filled():
    assert set(rules.REQUIRED) | set(rules.DIVISIONS) <= set(PROFILE)
    assert set(rules.REQUIRED) <= set(FOR_MANY)
    assert set(OWED) <= set(PROFILE)


def test_what_the_other_entries_ask_for_stands_first_too(registrar, world, student):
    with unfenced(reason="a test fills in"):
        Profile.objects.filter(student=student).update(data={"recruit_way": "统一招生", "exam_ticket": "Z1"})

    first, rest = registrar.get(address(student)).content.decode().split("户籍与住址", 1)

    assert 'name="exam_score"' in first and 'name="exam_score"' not in rest
    assert 'name="exam_ticket"' not in first


@pytest.mark.parametrize("name", [name for name in PROFILE if is_choice(name)])
def test_what_is_chosen_has_something_to_choose_from(name):
    assert list(choices_of(name))


def test_what_is_required_and_missing_stands_first(registrar, student):
    page = registrar.get(address(student)).content.decode()
    first, rest = page.split("户籍与住址", 1)
    assert "必填而没有登记的" in first and 'name="train_route"' in first and 'name="marital_status"' in first
    assert 'name="train_route"' not in rest


@pytest.mark.parametrize("name", REQUIRED)
def test_each_required_entry_is_taken(registrar, student, name):
    values = {"phone": "13900001111"} | dict.fromkeys((n for n in REQUIRED if n.endswith("_code")), "330106")
    value = values.get(name) or (next(iter(choices_of(name)))[0] if is_choice(name) else "杭州")
    registrar.post(address(student), data(student, save="1", **{name: value}))
    (row,) = drafts()
    assert row.entries == {name: value}


def test_a_family_members_number_is_kept_as_cipher_text(world, registrar, student):
    number = identity_number(DAY.replace(year=1980))
    registrar.post(address(student), data(student, save="1", member1_identity_number=number))
    (row,) = drafts()
    assert open_number(row.entries["member1_identity_number"]) == number
    with unfenced(reason="a test looks"):
        assert number not in str(InformationChange.objects.values().get())
    page = registrar.get(reverse("cases:case", args=[row.case_id])).content.decode()
    assert number not in page and f"{number[:4]}**********{number[-4:]}" in page
    with unfenced(reason="a test goes on"):
        case = Case.objects.get(pk=row.case_id)
    settled(world, "bj_school_a", case, "household_register")
    assert open_number(stands(student)[1]["member1_identity_number"]) == number
    with unfenced(reason="a test looks"):
        assert number not in str(list(StatusChange.objects.values()))


def test_a_wrong_number_of_a_family_member_is_refused_at_the_field(registrar, student):
    number = identity_number(DAY.replace(year=1980))
    wrong = number[:-1] + ("0" if number[-1] != "0" else "1")
    response = registrar.post(address(student), data(student, save="1", member2_identity_number=wrong))
    assert (response.status_code, drafts()) == (422, [])


def test_one_value_fills_the_gaps_of_many_and_leaves_the_rest(world, registrar, student):
    other = make_student(world, "bj_school_a")
    profile(other, marital_status="已婚")
    third = make_student(world, "bj_school_a")
    form = data(student, other, third, save="1", entry="marital_status", how="fill", new_text="未婚")
    registrar.post(address(student, other, third), form)
    assert {row.student_id: row.entries for row in drafts()} == {
        student.pk: {"marital_status": "未婚"}, third.pk: {"marital_status": "未婚"},
    }  # fmt: skip


def test_each_of_many_has_a_value_of_the_own(world, registrar, student):
    other = make_student(world, "bj_school_a")
    own = {f"value-{student.pk}": "杭州东-衢州", f"value-{other.pk}": ""}
    registrar.post(address(student, other), data(student, other, save="1", entry="train_route", how="each", **own))
    assert [(row.student_id, row.entries) for row in drafts()] == [(student.pk, {"train_route": "杭州东-衢州"})]


def test_a_wrong_value_of_one_of_many_is_said_beside_the_name(world, registrar, student):
    other = make_student(world, "bj_school_a")
    own = {f"value-{student.pk}": "12", f"value-{other.pk}": "13900001111"}
    response = registrar.post(address(student, other), data(student, other, save="1", entry="phone", how="each", **own))
    assert (response.status_code, drafts()) == (422, [])
    assert "有 1 人填写的内容有误" in text(response) and 'aria-invalid="true"' in response.content.decode()


@pytest.mark.parametrize("how, new", [("set", "不是一种"), ("fill", "不是一种")])
def test_many_get_no_value_that_the_list_does_not_have(world, registrar, student, how, new):
    other = make_student(world, "bj_school_a")
    form = data(student, other, save="1", entry="marital_status", how=how, new_text=new)
    assert registrar.post(address(student, other), form).status_code == 422
    assert drafts() == []


def test_phones_of_many_are_shown_masked(world, registrar, student):
    other = make_student(world, "bj_school_a")
    profile(student, phone="13812345678")
    page = registrar.post(address(student, other), data(student, other, entry="phone", how="each"))
    assert "138****5678" in text(page) and "13812345678" not in page.content.decode()


def test_300_gaps_are_one_set_based_effect(world, django_assert_max_num_queries):
    students = [make_student(world, "bj_school_a") for _ in range(60)]
    case = information(world, "bj_school_a", students, entries={"train_route": "无"}, before={"train_route": ""})
    with django_assert_max_num_queries(160):
        settled(world, "bj_school_a", case, "household_register")
    assert stands(students[-1])[1]["train_route"] == "无"


def test_from_a_gap_of_a_class_to_one_form_for_all(world, registrar, student):
    others = [make_student(world, "bj_school_a") for _ in range(2)]
    pending = [make_student(world, "bj_school_a", status="pending")]
    nightly_check()
    page = registrar.get(reverse("quality:findings", args=["missing"]) + "?field=train_route").content.decode()
    keys = re.findall(r'name="student" value="(\d+)"', page)
    assert {student.pk, *(each.pk for each in others)} <= set(map(int, keys))
    assert not {each.pk for each in pending} & set(map(int, keys))
    sent = {"form": "1", "entry": "train_route", "how": "each", "student": keys}
    form = registrar.post(reverse("matters:kind", args=["information"]), sent).content.decode()
    assert all(f'name="value-{key}"' in form for key in keys)
    one = re.search(r'href="([^"]*matters/information/\?student=\d+)"', page).group(1)
    assert "必填而没有登记的" in registrar.get(one).content.decode()
