"""The forms of information changes: one student with every entry, many with one entry by one rule."""

import re

import pytest
from django.urls import reverse

from students.information.models import InformationChange
from tests.students.information.support import DAY, another_number, information, profile, stands
from tests.support.world import make_student
from xueji import clock
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
    profile(world.student("bj_school_a"), home_address="青塘路1号", phone="13812345678", household_type="农业户口")
    return world.student("bj_school_a")


def text(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def address(*students):
    return reverse("matters:kind", args=["information"]) + "?" + "&".join(f"student={each.pk}" for each in students)


def data(*students, **changes):
    return {
        "form": "1",
        "student": [str(each.pk) for each in students],
        "proof_received_on": "2026-09-07",
        "applied_on": "2026-09-07",
        "student_consent": "on",
    } | changes


def drafts():
    with unfenced(reason="a test looks"):
        return list(InformationChange.objects.order_by("student_id"))


def test_the_form_is_filled_in_with_what_stands(registrar, student):
    page = registrar.get(address(student)).content.decode()
    assert 'value="青塘路1号"' in page
    assert "现为 138****5678；不改的留空" in page
    assert "13812345678" not in page


def test_only_what_was_changed_goes_into_the_row(registrar, student):
    form = data(student, save="1", name=student.name, home_address="云汀路2号", household_type="农业户口")
    response = registrar.post(address(student), form)
    (row,) = drafts()
    assert response.url == reverse("cases:case", args=[row.case_id])
    assert (row.entries, row.before) == ({"home_address": "云汀路2号"}, {"home_address": "青塘路1号"})
    assert (row.name, row.birth_date, row.identity_cipher) == ("", None, None)


def test_nothing_changed_is_refused(registrar, student):
    response = registrar.post(address(student), data(student, save="1", home_address="青塘路1号"))
    assert (response.status_code, "没有改动" in text(response), drafts()) == (422, True, [])


def test_entries_are_read_as_a_roster_is(registrar, student):
    response = registrar.post(address(student), data(student, save="1", phone="12"))
    assert (response.status_code, drafts()) == (422, [])


def test_a_new_number_is_kept_as_cipher_text(registrar, student):
    number = another_number(student)
    form = data(student, save="1", changes_identity="on", identity_type="1", identity_number=number)
    registrar.post(address(student), form)
    (row,) = drafts()
    assert (row.identity_number, number in str(row.before), row.entries) == (number, False, {})


def test_a_number_with_a_wrong_check_character_is_refused_at_the_field(registrar, student):
    number = another_number(student)
    wrong = number[:-1] + ("0" if number[-1] != "0" else "1")
    form = data(student, save="1", changes_identity="on", identity_type="1", identity_number=wrong)
    response = registrar.post(address(student), form)
    assert (response.status_code, drafts()) == (422, [])


def test_the_number_now_on_record_is_no_change(registrar, student):
    same = stands(student)[2].identity_number
    form = data(student, save="1", changes_identity="on", identity_type="1", identity_number=same)
    assert "与现在登记的号码相同" in text(registrar.post(address(student), form))


def test_the_case_page_shows_old_and_new_masked(registrar, student):
    number = another_number(student)
    form = data(
        student, save="1", changes_identity="on", identity_type="1", identity_number=number, phone="13900001111"
    )
    registrar.post(address(student), form)
    page = text(registrar.get(reverse("cases:case", args=[drafts()[0].case_id])))
    for words in ("原值", "新值", student.identity_mask, f"{number[:4]}**********{number[-4:]}", "139****1111"):
        assert words in page
    assert number not in page and "13900001111" not in page


def test_a_draft_keeps_its_number_when_the_rest_is_corrected(registrar, student):
    number = another_number(student)
    form = data(student, save="1", changes_identity="on", identity_type="1", identity_number=number)
    registrar.post(address(student), form)
    change = reverse("matters:change", args=[drafts()[0].case_id])
    assert "已填" in text(registrar.get(change))
    registrar.post(change, form | {"identity_number": "", "home_address": "云汀路3号"})
    (row,) = drafts()
    assert (row.identity_number, row.entries) == (number, {"home_address": "云汀路3号"})


def test_the_rules_name_the_papers_of_each_entry(registrar, student):
    page = text(registrar.post(address(student), data(student, name="陈雨彤")))
    assert "变更姓名，缺户口簿学生本人登记页（载明变更）或公安机关出具的变更证明" in page


@pytest.fixture
def street(world, student):
    others = [make_student(world, "bj_school_a", name=f"学生{number}") for number in range(2)]
    profile(others[0], home_address="青塘路2号")
    profile(others[1], home_address="别处")
    return [student, *others]


def rule(students, **changes):
    return data(*students, entry="home_address", how="replace", old_text="青塘路", new_text="云汀路", **changes)


def test_a_renamed_street_shows_each_student_before_it_is_saved(registrar, street):
    page = text(registrar.post(address(*street), rule(street)))
    assert "2 人变更，1 人不受影响、不列入本件" in page
    assert "云汀路2号" in page


def test_only_those_whom_the_rule_touches_go_into_the_case(registrar, street):
    registrar.post(address(*street), rule(street, save="1"))
    assert [row.entries for row in drafts()] == [{"home_address": "云汀路1号"}, {"home_address": "云汀路2号"}]
    assert len({row.case_id for row in drafts()}) == 1


def test_a_rule_that_touches_nobody_is_refused(registrar, street):
    response = registrar.post(address(*street), rule(street, save="1") | {"old_text": "没有这条路"})
    assert (response.status_code, drafts()) == (422, [])


def test_one_value_for_all(registrar, street):
    form = data(*street, save="1", entry="household_type", how="set", new_text="非农业户口")
    registrar.post(address(*street), form)
    assert {row.entries["household_type"] for row in drafts()} == {"非农业户口"}
    assert len(drafts()) == 3


def test_a_batch_can_be_corrected(registrar, street):
    registrar.post(address(*street), rule(street, save="1"))
    change = reverse("matters:change", args=[drafts()[0].case_id])
    registrar.post(change, rule(street[:2], save="1") | {"new_text": "新汀路"})
    assert [row.entries for row in drafts()] == [{"home_address": "新汀路1号"}, {"home_address": "新汀路2号"}]


def test_a_graduate_is_found_and_offered_it(registrar, world):
    graduate = make_student(world, "bj_school_a", name="许清和", cohort=2024, status="graduated")
    page = registrar.get(reverse("matters:open") + f"?student={graduate.pk}").content.decode()
    assert reverse("matters:kind", args=["information"]) in page


@pytest.mark.parametrize("school", ["zj_school_a", "bj_school_a"])
@pytest.mark.parametrize("office, offered", [("registrar", True), ("school_head", False)])
def test_only_who_may_change_a_draft_is_offered_to(client, world, school, office, offered):
    """A head of school reads the draft; the form would refuse them."""
    case = information(world, school, [world.student(school)], entries={"home_address": "云汀路1号"})
    client.force_login(world.user(f"{school}.{office}"))
    change = reverse("matters:change", args=[case.pk])

    page = client.get(reverse("cases:case", args=[case.pk]))

    assert page.status_code == 200
    assert (f'href="{change}"' in page.content.decode()) is offered
    assert (client.get(change).status_code == 200) is offered
