"""Flexible study: how long at the most, and where that is said (Zhejiang 14 ¶2, 47; the Ministry's text)."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from certificates.kinds.graduation.fields import gather
from graduation.facts import graduation_facts
from students.models import Profile, StatusChange, Student
from students.study_length import last_day_of, longest_study
from tests.students.registration.support import admitted, placed, programme
from tests.support.world import make_student
from xueji import clock
from xueji.organizations.scope import case_effect, unfenced
from xueji.policies.actions import reading_change

TODAY = date(2026, 9, 7)


@pytest.fixture(autouse=True)
def _day():
    with clock.at(TODAY):
        yield


def flexible_student(world, school="zj_school_a", *, came=None, **columns):
    """Somebody in flexible study since 1 September 2026."""
    _programme, school_class = programme(world, school, study_form="flexible", **columns)
    student = placed(make_student(world, school, cohort=2026, entered_on=date(2026, 9, 1)), school_class)
    if came is not None:
        admitted(world, student, school, schooling=came, state="registered")
    with unfenced(reason="a test looks"):
        return Student.objects.select_related("programme", "school", "school__province").get(pk=student.pk)


@pytest.mark.parametrize(
    "entered, years, last",
    [
        (date(2026, 9, 1), "6", date(2032, 8, 31)),
        (date(2026, 3, 1), "2.5", date(2028, 8, 31)),
        (date(2024, 2, 29), "3", date(2027, 2, 27)),
    ],
)
def test_the_last_day_of_so_many_years(entered, years, last):
    assert last_day_of(entered, Decimal(years)) == last


@pytest.mark.parametrize(
    "school, columns, came, last, article",
    [
        ("zj_school_a", {"years": 3}, None, date(2032, 8, 31), 14),
        ("zj_school_a", {"years": 3, "max_years": 5}, "junior", date(2031, 8, 31), 14),
        ("zj_school_a", {"years": 1}, "senior", date(2029, 8, 31), 14),
        ("bj_school_a", {"years": 3}, "junior", date(2032, 8, 31), "entry"),
        ("zj_school_a", {"years": 3, "max_years": 7}, "junior", date(2033, 8, 31), None),  # no article says so
    ],
)
def test_flexible_study_ends_some_years_after_entry(world, school, columns, came, last, article):
    student = flexible_student(world, school, came=came, **columns)
    with unfenced(reason="a test asks"):
        longest = longest_study([student])[student.pk]
        assert graduation_facts([student])[student.pk].flexible_until == last
    assert (longest.last_day, longest.citation and longest.citation.article) == (last, article)


def test_full_time_study_has_no_such_day(world):
    with unfenced(reason="a test asks"):
        student = Student.objects.select_related("programme", "school").get(pk=world.student("zj_school_a").pk)
        assert longest_study([student]) == {}
        assert graduation_facts([student])[student.pk].flexible_until is None


def test_the_record_says_how_and_until_when_at_the_latest(client, world):
    student = flexible_student(world, years=3, max_years=6)
    client.force_login(world.user("zj_school_a.registrar"))

    text = client.get(reverse("students:record", args=[student.pk])).content.decode()

    assert "弹性学习最长 6 年（第十四条第二款），最迟2032年8月31日离校" in text
    assert "<dd>弹性学习" in text


@pytest.mark.parametrize("form, said", [("flexible", "弹性学习"), ("full_time", "全日制")])
def test_the_certificate_notes_flexible_study(world, form, said):
    student = flexible_student(world)
    student.programme.study_form = form
    with unfenced(reason="a test asks"):
        Profile.objects.update_or_create(
            student=student, defaults={"school_id": student.school_id, "data": {"study_form": "全日制"}}
        )
        assert gather(student, TODAY, world["zj_city_1"])["study_form"] == said


@pytest.mark.parametrize(
    "columns, is_said",
    [
        ({"study_form": "flexible", "years": 3, "max_years": 7}, True),
        ({"study_form": "flexible", "years": 3, "max_years": 6}, False),
        ({"study_form": "flexible", "years": 1, "max_years": 4}, True),
        ({"study_form": "flexible", "years": 1, "max_years": 3}, False),
        ({"study_form": "full_time", "years": 3, "max_years": 7}, False),
    ],
)
def test_a_programme_out_of_bounds_is_pointed_out_before_anybody_comes(client, world, columns, is_said):
    found, _class = programme(world, **columns)
    client.force_login(world.user("zj_school_a.registrar"))

    text = client.get(reverse("students:programme", args=[found.pk])).content.decode()

    assert ("本专业不在其内" in text) == is_said


def test_leave_counts_unless_the_regulation_is_read_otherwise(world):
    student = flexible_student(world, years=3, max_years=6)
    with case_effect(1, reason="a test's leave"):
        for status, day in (("on_leave", date(2026, 9, 2)), ("studying", date(2026, 9, 5))):
            Student.objects.filter(pk=student.pk).update(status=status)
            StatusChange.objects.create(
                student=student, school_id=student.school_id, person_id=student.person_id, kind="leave",
                from_status="studying" if status == "on_leave" else "on_leave", to_status=status,
                effective_on=day, case_id=1, recorded_at=clock.now(),
            )  # fmt: skip
    with unfenced(reason="a test asks"):
        assert longest_study([student])[student.pk].last_day == date(2032, 8, 31)
    with world.scope("zj.chief").enter() as scope:
        reading_change(
            actor=scope, policy_key="zhejiang_2015", key="study.leave_counts", value=False,
            since=date(2026, 9, 8), reason="试行",
        )  # fmt: skip
    with unfenced(reason="a test asks"), clock.at(date(2026, 9, 8)):
        assert longest_study([student])[student.pk].last_day == date(2032, 9, 3)
