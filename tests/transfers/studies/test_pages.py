"""The forms of changes of major and retentions as a registrar sees them."""

import re

import pytest
from django.urls import reverse

from tests.support.world import make_student
from tests.transfers.studies.support import AUTUMN, SUMMER, retention, second_programme
from transfers.studies.models import MajorChange, Retention
from transfers.studies.retention import candidates
from transfers.studies.retention.candidates import Candidate
from xueji import clock
from xueji.cases.models import Case
from xueji.organizations.scope import unfenced


@pytest.fixture
def registrar(client, world):
    client.force_login(world.user("bj_school_a.registrar"))
    return client


def text(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def open_form(kind, *students):
    return reverse("matters:kind", args=[kind]) + "?" + "&".join(f"student={student.pk}" for student in students)


def drafts(model):
    with unfenced(reason="a test looks"):
        return list(model.objects.select_related("case"))


def change_data(student, place, **changes):
    return {
        "form": "1",
        "student": str(student.pk),
        "reason": "strength",
        "to_programme": str(place.programme_id),
        "to_class": str(place.pk),
        "effective_on": "2027-02-22",
        "examination_passed": "none",
        "meets_school_conditions": "on",
        "places_available": "on",
        "applied_on": "2026-11-20",
        "student_consent": "on",
        "guardian_consent": "on",
    } | changes


def test_the_rules_speak_while_a_change_of_major_is_filled_in(registrar, world):
    student, place = world.student("bj_school_a"), second_programme(world, "bj_school_a", code="720201")
    with clock.at(AUTUMN):
        page = text(registrar.post(open_form("major_change", student), change_data(student, place)))
    assert "跨专业大类，2026年11月20日提出，办理时间为" in page
    assert "专业特长证明（获奖、证书、作品或专业测评）" in page
    assert "市教委决定例外" in page


def test_a_change_of_major_is_drafted_with_its_class_and_opening(registrar, world):
    student, place = world.student("bj_school_a"), second_programme(world, "bj_school_a")
    with clock.at(AUTUMN):
        response = registrar.post(open_form("major_change", student), change_data(student, place, save="1"))
    (row,) = drafts(MajorChange)
    assert response.url == reverse("cases:case", args=[row.case_id])
    assert (row.to_class_id, row.effective_on.isoformat(), row.student_id) == (place.pk, "2027-02-22", student.pk)


def test_the_case_page_shows_both_majors_side_by_side(registrar, world):
    student, place = world.student("bj_school_a"), second_programme(world, "bj_school_a")
    with clock.at(AUTUMN):
        registrar.post(open_form("major_change", student), change_data(student, place, save="1"))
        page = text(registrar.get(reverse("cases:case", args=[drafts(MajorChange)[0].case_id])))
    for words in ("710201 计算机应用", "710202 计算机网络技术", "原专业", "拟转入", "自2027年2月22日起"):
        assert words in page


@pytest.mark.parametrize("word, day", [("decision", None), ("2027-02-22", "2027-02-22")])
def test_since_when_is_kept_and_offered_again(registrar, world, word, day):
    student, place = world.student("bj_school_a"), second_programme(world, "bj_school_a")
    with clock.at(AUTUMN):
        form = change_data(student, place, save="1", effective_on=word, examination_passed="true")
        registrar.post(open_form("major_change", student), form)
        (row,) = drafts(MajorChange)
        page = registrar.get(reverse("matters:change", args=[row.case_id])).content.decode()
    assert (row.effective_on and row.effective_on.isoformat(), row.examination_passed) == (day, True)
    assert re.search(rf'value="{word}" selected', page) and 'value="true" selected' in page


def test_hospital_fields_come_with_health_only(registrar, world):
    student, place = world.student("bj_school_a"), second_programme(world, "bj_school_a")
    with clock.at(AUTUMN):
        strong = registrar.post(open_form("major_change", student), change_data(student, place)).content.decode()
        ill = change_data(student, place, reason="health", hospital_grade="grade_2a", hospital_local="on")
        page = registrar.post(open_form("major_change", student), ill).content.decode()
    assert ("hospital_grade" in strong, "hospital_grade" in page) == (False, True)


def grid(student, school_class, failed, total, **more):
    prefix = f"s{student.pk}"
    return {
        f"{prefix}-failed_courses": str(failed),
        f"{prefix}-year_courses": str(total),
        f"{prefix}-exempted_courses": "0",
        f"{prefix}-to_class": str(school_class.pk),
    } | {f"{prefix}-{name}": value for name, value in more.items()}


def list_data(*students, **changes):
    return {
        "form": "1",
        "student": [str(student.pk) for student in students],
        "school_year": "2025",
        "makeup_done": "on",
    } | changes


def test_a_list_is_typed_into_the_grid(registrar, world):
    one, two = world.student("bj_school_a"), make_student(world, "bj_school_a", name="许清和")
    behind = world.classes["bj_school_a.2026"]
    data = list_data(one, two, save="1") | grid(one, behind, 6, 12) | grid(two, behind, 4, 12)
    with clock.at(SUMMER):
        registrar.post(open_form("retention", one, two), data)
    assert sorted((row.failed_courses, row.year_courses) for row in drafts(Retention)) == [(4, 12), (6, 12)]


def test_a_list_is_pasted_by_school_number(registrar, world):
    one, two = world.student("bj_school_a"), make_student(world, "bj_school_a", name="许清和")
    behind = world.classes["bj_school_a.2026"]
    pasted = f"{one.school_number}\t6\t12\n{two.school_number} 5 12 操行不合格"
    data = list_data(one, two, save="1", pasted=pasted) | grid(one, behind, 0, 0) | grid(two, behind, 0, 0)
    with clock.at(SUMMER):
        registrar.post(open_form("retention", one, two), data)
    assert [
        (row.failed_courses, row.conduct_failed) for row in sorted(drafts(Retention), key=lambda r: -r.failed_courses)
    ] == [
        (6, False),
        (5, True),
    ]


def test_what_cannot_be_pasted_is_said(registrar, world):
    one, two = world.student("bj_school_a"), make_student(world, "bj_school_a", name="许清和")
    behind = world.classes["bj_school_a.2026"]
    data = (
        list_data(one, two, save="1", pasted="99999 6 12\n不知所云") | grid(one, behind, 0, 0) | grid(two, behind, 0, 0)
    )
    with clock.at(SUMMER):
        response = registrar.post(open_form("retention", one, two), data)
    page = text(response)
    assert response.status_code == 422
    assert "所选学生中没有学号 99999" in page and "看不懂这一行：不知所云" in page
    assert drafts(Retention) == []


def test_more_failed_than_taught_is_refused(registrar, world):
    student = world.student("bj_school_a")
    data = list_data(student, save="1") | grid(student, world.classes["bj_school_a.2026"], 13, 12)
    with clock.at(SUMMER):
        response = registrar.post(open_form("retention", student), data)
    assert (response.status_code, "不能多于课程总门数" in text(response)) == (422, True)


def test_results_of_a_source_stand_in_the_grid(registrar, world, monkeypatch):
    student = world.student("bj_school_a")
    monkeypatch.setattr(candidates, "_sources", [lambda school, year: [Candidate(student.pk, 5, 13)]])
    with clock.at(SUMMER):
        page = registrar.get(open_form("retention", student)).content.decode()
    assert re.search(rf'name="s{student.pk}-failed_courses" value="5"', page)


@pytest.mark.parametrize("count", [1, 3])
def test_a_draft_is_corrected_in_the_same_form(registrar, world, count):
    students = [world.student("bj_school_a"), *(make_student(world, "bj_school_a") for _ in range(count - 1))]
    behind = world.classes["bj_school_a.2026"]
    with clock.at(SUMMER):
        case = retention(world, "bj_school_a", students)
        page = registrar.get(reverse("matters:change", args=[case.pk])).content.decode()
        assert page.count('-failed_courses" value="6"') == count
        data = {"form": "1", "save": "1", "school_year": "2025", "makeup_done": "on"}
        for student in students:
            data |= grid(student, behind, 7, 12)
        registrar.post(reverse("matters:change", args=[case.pk]), data)
    assert {row.failed_courses for row in drafts(Retention)} == {7}
    assert {row.case_id for row in drafts(Retention)} == {case.pk}


def test_the_case_page_of_a_list_says_once_what_holds_for_all(registrar, world):
    students = [world.student("bj_school_a"), make_student(world, "bj_school_a", name="许清和")]
    with clock.at(SUMMER):
        case = retention(world, "bj_school_a", students)
        page = text(registrar.get(reverse("cases:case", args=[case.pk])))
    assert page.count("12 门课程中 6 门不及格（补考后）") == 1  # what holds for all stands once, above them
    with unfenced(reason="a test looks"):
        assert Case.objects.get(pk=case.pk).is_batch
