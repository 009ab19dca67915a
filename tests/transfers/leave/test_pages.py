"""The forms of leave, resumption and restoration as a registrar sees them."""

import re
from datetime import date

import pytest
from django.http import QueryDict
from django.urls import reverse

from students.applications.actions import application_fill
from students.applications.models import ApplicationState
from students.applications.offers import offer
from students.models import Student
from tests.support.world import make_student
from tests.transfers.leave.support import AUTUMN, current_leave, leave_row, on_leave, open_matter, refreshed
from transfers.leave.models import Leave, Restoration, Resumption
from xueji import clock
from xueji.organizations.models import User
from xueji.organizations.scope import Scope, unfenced

FEBRUARY = date(2027, 2, 20)


@pytest.fixture
def registrar(client, world):
    client.force_login(world.user("bj_school_a.registrar"))
    return client


def text(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def form_of(kind, student):
    return f"{reverse('matters:kind', args=[kind])}?student={student.pk}"


def drafts(model):
    with unfenced(reason="a test looks"):
        return list(model.objects.select_related("case"))


def illness(student, **changes):
    return {
        "form": "1",
        "student": str(student.pk),
        "ground": "illness",
        "starts_on": "2026-09-28",
        "until": "2027-01-22",
        "hospital_name": "松榆区第一医院",
        "hospital_grade": "grade_2a",
        "hospital_local": "True",
        "missed_hours": "60",
        "expected_hours": "240",
        "term_hours": "600",
        "applied_on": "2026-09-25",
        "student_consent": "on",
        "guardian_consent": "on",
    } | changes


def test_the_form_offers_the_grounds_of_the_regulation(registrar, world):
    with clock.at(AUTUMN):
        page = text(registrar.get(form_of("leave", world.student("bj_school_a"))))
    assert ("出国、出境" in page, "参加创业、就业实践" in page) == (True, False)


def test_the_end_is_chosen_among_terms(registrar, world):
    with clock.at(AUTUMN):
        page = text(registrar.get(form_of("leave", world.student("bj_school_a"))))
    for words in ("2026—2027学年第一学期末", "共 1 个学期", "共 4 个学期", "另定日期"):
        assert words in page


@pytest.mark.parametrize(
    "ground, asked",
    [
        ("illness", {"hospital_grade", "term_hours"}),
        ("hardship", {"term_hours"}),
        ("military", {"service_ends_on"}),
    ],
)
def test_what_is_asked_follows_the_reason(registrar, world, ground, asked):
    student = world.student("bj_school_a")
    with clock.at(AUTUMN):
        page = registrar.post(form_of("leave", student), illness(student, ground=ground)).content.decode()
    possible = {"hospital_grade", "term_hours", "service_ends_on", "credits_total"}
    assert {name for name in possible if f'name="{name}"' in page} == asked


def test_the_rules_speak_while_it_is_filled_in(registrar, world):
    student = world.student("bj_school_a")
    with clock.at(AUTUMN):
        page = text(registrar.post(form_of("leave", student), illness(student, expected_hours="140")))
    assert "学校与监护人签订的休学期间管理协议" in page
    assert "缺课 200 课时（已缺 60、预计 140），未超过三分之一" in page
    assert "报所属教育行政部门备案" in page


def test_a_leave_is_drafted_with_its_terms(registrar, world):
    student = world.student("bj_school_a")
    with clock.at(AUTUMN):
        response = registrar.post(form_of("leave", student), illness(student, save="1"))
    (row,) = drafts(Leave)
    assert response.url == reverse("cases:case", args=[row.case_id])
    assert (row.ends_on, row.terms_count, row.began_on) == (date(2027, 1, 22), 1, AUTUMN)


def test_a_beginning_that_moves_takes_the_end_along(registrar, world):
    student = world.student("bj_school_a")
    with clock.at(AUTUMN):
        registrar.post(form_of("leave", student), illness(student, starts_on="2027-02-10", save="1"))
    (row,) = drafts(Leave)
    assert row.ends_on > date(2027, 6, 1)


def test_a_conscript_has_a_day_of_its_own(registrar, world):
    student = world.student("bj_school_a")
    sent = illness(
        student, ground="military", until="day", ends_on="2028-09-10", service_ends_on="2028-09-10", save="1"
    )
    with clock.at(AUTUMN):
        registrar.post(form_of("leave", student), sent)
    (row,) = drafts(Leave)
    assert (row.ends_on, row.service_ends_on) == (date(2028, 9, 10), date(2028, 9, 10))


@pytest.mark.parametrize(
    "changes, message",
    [
        ({"until": "day", "ends_on": "2026-09-27"}, "终止日不能早于起始日"),
        ({"missed_hours": "400", "expected_hours": "300"}, "合计超过了本学期总课时"),
    ],
)
def test_what_cannot_be_is_said_at_the_field(registrar, world, changes, message):
    student = world.student("bj_school_a")
    with clock.at(AUTUMN):
        response = registrar.post(form_of("leave", student), illness(student, save="1", **changes))
    assert (response.status_code, message in text(response)) == (422, True)


def test_a_draft_is_corrected(registrar, world):
    with clock.at(AUTUMN):
        student = world.student("bj_school_a")
        case = open_matter(world, "bj_school_a", "leave", leave_row(student))
        address = reverse("matters:change", args=[case.pk])
        assert "2026-09-28" in registrar.get(address).content.decode()
        registrar.post(address, illness(student, missed_hours="90", save="1"))
    (row,) = drafts(Leave)
    assert row.missed_hours == 90


def test_the_case_page_says_it_in_words(registrar, world):
    with clock.at(AUTUMN):
        case = open_matter(world, "bj_school_a", "leave", leave_row(world.student("bj_school_a")))
        page = text(registrar.get(reverse("cases:case", args=[case.pk])))
    for words in ("因病", "2026年9月28日—2027年1月22日", "1 个学期", "澜州市第一医院，二级甲等医院"):
        assert words in page


def test_resuming_asks_nothing_that_is_known(registrar, world):
    on_leave(world, "bj_school_a")
    with clock.at(FEBRUARY):
        page = registrar.get(form_of("resumption", world.student("bj_school_a"))).content.decode()
    assert ('name="leave_ends_on"' in page, 'name="to_class"' in page, 'name="recheck_passed"' in page) == (
        False,
        True,
        True,
    )


def test_a_resumption_is_drafted_with_its_leave_and_class(registrar, world):
    on_leave(world, "bj_school_a")
    student = refreshed(world.student("bj_school_a"))
    sent = {
        "form": "1",
        "student": str(student.pk),
        "resumes_on": "2027-03-01",
        "to_class": str(student.school_class_id),
        "hospital_grade": "grade_3",
        "recheck_passed": "passed",
        "applied_on": "2027-02-20",
        "student_consent": "on",
        "guardian_consent": "on",
        "save": "1",
    }
    with clock.at(FEBRUARY):
        registrar.post(form_of("resumption", student), sent)
    (row,) = drafts(Resumption)
    assert (row.leave_id, row.recheck_passed) == (current_leave(student).pk, True)
    assert (row.leave_ends_on, row.ground) == (date(2027, 1, 22), "illness")


def test_classes_ahead_are_not_offered(registrar, world):
    on_leave(world, "bj_school_a")
    with clock.at(FEBRUARY):
        page = registrar.get(form_of("resumption", world.student("bj_school_a"))).content.decode()
    ahead, own = world.classes["bj_school_a.2024"], world.classes["bj_school_a.2025"]
    assert (f'value="{ahead.pk}"' in page, f'value="{own.pk}"' in page) == (False, True)


def test_a_leave_taken_over_is_stated_by_hand(registrar, world):
    student = make_student(world, "bj_school_a", status="on_leave")
    with clock.at(FEBRUARY):
        page = registrar.get(form_of("resumption", student)).content.decode()
    assert 'name="leave_ends_on"' in page


def test_a_restoration_is_drafted(registrar, world):
    student = make_student(world, "bj_school_a", status="completed", left_on=date(2026, 9, 1))
    sent = {
        "form": "1",
        "student": str(student.pk),
        "discharged_on": "2026-11-02",
        "discharge_reason": "health",
        "resumes_on": "2026-11-16",
        "to_class": str(student.school_class_id),
        "applied_on": "2026-11-09",
        "student_consent": "on",
        "save": "1",
    }
    with clock.at(date(2026, 11, 9)):
        registrar.post(form_of("restoration", student), sent)
    (row,) = drafts(Restoration)
    assert (row.departure, row.to_class_id) == ("completed", student.school_class_id)


@pytest.fixture
def pupil(world):
    """The student's own scope."""
    student = world.student("bj_school_a")
    user = User.objects.create_user("bj-pupil", password="x", name="试栖迟", person_id=student.person_id)
    return Scope.of_student(user_id=user.pk, person_id=student.person_id)


@pytest.mark.parametrize(
    "kind, asked, settled_by_the_school",
    [
        ("leave", {"ground", "until", "hospital_grade"}, {"term_hours", "applied_on"}),
        ("resumption", {"resumes_on", "hospital_grade"}, {"to_class", "recheck_passed", "leave_ends_on"}),
    ],
)
def test_a_student_is_asked_only_what_a_student_knows(world, pupil, kind, asked, settled_by_the_school):
    if kind == "resumption":
        on_leave(world, "bj_school_a")
    with clock.at(FEBRUARY), pupil.enter():
        record = Student.objects.select_related("school__province", "programme", "school_class").get(
            pk=world.student("bj_school_a").pk
        )
        fields = set(offer(kind).form({"ground": "illness"} if kind == "leave" else None, record).fields)
    assert (asked <= fields, settled_by_the_school & fields) == (True, set())


def test_a_student_applies_for_leave_on_the_phone(world, pupil):
    sent = "form=1&ground=illness&starts_on=2026-09-28&until=2027-01-22&hospital_grade=grade_2a&reason_text=术后静养"
    with clock.at(AUTUMN), pupil.enter():
        record = Student.objects.select_related("school__province", "programme", "school_class").get(
            pk=world.student("bj_school_a").pk
        )
        application = application_fill(actor=pupil, kind=offer("leave"), student=record, data=QueryDict(sent))
    assert (application.kind, application.state) == ("leave", ApplicationState.FILLING)
