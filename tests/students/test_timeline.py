"""Everything that happened to a student, in order, on the day on which it happened, with papers that open."""

from datetime import date, datetime

import pytest
from django.urls import reverse
from django.utils.timezone import localtime, make_aware

from students.admission.models import AdmissionEvent
from students.admission.states import Verb
from students.models import Roster, StatusChange, Student
from students.photos.models import Photo
from students.statuses import ChangeKind
from students.structure.classes import class_open
from students.structure.moving import students_move
from tests.students.admission.support import make_admission
from tests.students.archive.support import paper
from tests.students.term_registration.support import enter
from xueji import clock
from xueji.organizations.models import User
from xueji.organizations.scope import case_effect, unfenced

A = "zj_school_a"


def noon(day: date) -> datetime:
    return make_aware(datetime(day.year, day.month, day.day, 12))


@pytest.fixture
def life(world) -> Student:
    """A student of whom every chapter knows something; most of it written down later than it happened."""
    student = world.student(A)
    with clock.at(date(2026, 9, 1)):
        admission = make_admission(
            world, A, student=student, state="registered", year=2025, checked_in_on=date(2025, 9, 1)
        )
    with unfenced(reason="a test's life"):
        roster = Roster.objects.create(
            school=world[A], filename="名册.xlsx", sha256="a" * 64, size=1, state="committed",
            created_at=noon(date(2025, 9, 3)), committed_at=noon(date(2025, 9, 3)),
        )  # fmt: skip
        for verb, on, at in (
            (Verb.CHECK_IN, date(2025, 9, 1), date(2025, 9, 10)),
            (Verb.EXAMINE, date(2025, 9, 6), date(2025, 9, 12)),
        ):
            AdmissionEvent.objects.create(
                school=world[A], admission=admission, verb=verb, to_state="checked_in", on=on, at=noon(at)
            )
        Photo.objects.create(
            school=world[A], student=student, sha256="b" * 64, width=1, height=1, size=1,
            added_at=noon(date(2025, 9, 20)),
        )  # fmt: skip
    with case_effect(0, reason="a test's life"):
        Student.objects.filter(pk=student.pk).update(roster_id=roster.pk)
        StatusChange.objects.create(
            school=world[A], student=student, person_id=student.person_id, case_id=0, kind=ChangeKind.REGISTRATION,
            from_status="pending", to_status="studying", effective_on=date(2025, 9, 30),
            recorded_at=noon(date(2025, 10, 20)),
        )  # fmt: skip
    with clock.at(date(2026, 9, 8)):
        enter(world, A, student, "registered", registered_on=date(2026, 9, 1))
        paper(world, student)
        with world.scope(f"{A}.registrar").enter() as scope:
            first = student.school_class
            other = class_open(actor=scope, programme=first.programme, cohort=2025, name="25计算机9班", capacity=40)
            students_move(actor=scope, students=[student.pk], to_class=other, effective_on=date(2026, 9, 7))
    return student


def days_of(page) -> dict[str, date]:
    """The title of every event with its day."""
    return {
        str(event.title): localtime(event.at).date() if isinstance(event.at, datetime) else event.at
        for event in page.context["events"]
    }


def test_everything_stands_on_its_day_the_last_first(life, sign_in):
    with clock.at(date(2026, 9, 10)):
        days = days_of(sign_in(f"{A}.registrar").get(reverse("students:record", args=[life.pk])))
    assert list(days.values()) == sorted(days.values(), reverse=True)
    wanted = {
        "材料入档 1 份": date(2026, 9, 8),
        "调班：25计算机1班 → 25计算机9班": date(2026, 9, 7),
        "2026—2027 学年第一学期注册": date(2026, 9, 1),
        "报到注册，取得学籍": date(2025, 9, 30),
        "照片入档": date(2025, 9, 20),
        str(Verb.EXAMINE.label): date(2025, 9, 6),
        "随名册导入，建立学籍记录": date(2025, 9, 3),
        str(Verb.CHECK_IN.label): date(2025, 9, 1),
        "入学，编入 25计算机1班": date(2025, 9, 1),
    }
    assert {title: days.get(title) for title in wanted} == wanted


@pytest.mark.parametrize("office", [f"{A}.registrar", f"{A}.school_head", "zj_county_1a.reviewer", "zj.chief"])
def test_every_paper_that_is_offered_opens_for_the_reader(life, sign_in, office):
    client = sign_in(office)
    with clock.at(date(2026, 9, 10)):
        events = client.get(reverse("students:record", args=[life.pk])).context["events"]
        links = {paper.url.partition("#")[0] for event in events for paper in event.papers}
        assert {url: client.get(url).status_code for url in links} == dict.fromkeys(links, 200)


def test_every_paper_that_a_student_is_offered_opens(world, life, client):
    with unfenced(reason="a test's student"):
        user = User.objects.create(username="own", person_id=life.person_id)
    client.force_login(user)
    with clock.at(date(2026, 9, 10)):
        events = client.get(reverse("students:me")).context["record"]["events"]
        links = {paper.url for event in events for paper in event.papers}
        assert {url: client.get(url).status_code for url in links} == dict.fromkeys(links, 200)
    assert links, "the own paper"


def test_who_looked_into_the_file_is_told(life, sign_in):
    client = sign_in(f"{A}.registrar")
    with clock.at(date(2026, 9, 10)):
        client.get(reverse("archive:card", args=[life.pk]))
        page = client.get(reverse("students:section", args=[life.pk, "readers"]))
    assert "打印学籍卡" in page.content.decode()
