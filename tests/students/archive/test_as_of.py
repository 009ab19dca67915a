"""The record as on a given day: boundaries of every kind of change."""

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import localdate, make_aware

from students.archive.actions import material_remove, material_replace
from students.archive.card import card_context
from students.as_of import record_on
from students.changes import Change, changes_apply, changes_undo, students_lock
from students.models import Profile, StatusChange, Student
from students.photos.models import EarlierPhoto, Photo
from students.photos.past import photo_on
from students.presenters.as_of import differences_of
from students.statuses import ChangeKind, Status
from students.structure.classes import class_open
from students.structure.moving import students_move
from tests.students.archive.support import paper, pdf, upload
from tests.students.term_registration.support import enter, missed
from tests.support.casework import fresh, hand_in, submit
from tests.support.world import make_student
from tests.transfers.support import PAPERS, WINDOW, opened
from xueji import clock
from xueji.cases import registry
from xueji.cases.actions import case_withdraw
from xueji.cases.models import Case
from xueji.organizations.scope import case_effect, unfenced

A = "zj_school_a"
ENTERED = date(2025, 9, 1)
LEAVE = date(2026, 3, 10)


def then(student: Student, day: date):
    with unfenced(reason="a test looks"):
        return record_on(Student.objects.with_places().get(pk=student.pk), day)


@pytest.fixture
def case(world) -> Case:
    """Any case: what makes a change belongs to one."""
    with clock.at(WINDOW):
        return opened(world, A, "zj_school_city", student=make_student(world, A, name="试"))


@pytest.fixture
def later(world):
    """Long after everything: every day below lies in the past."""
    with clock.at(max(date(2027, 6, 1), localdate() + timedelta(days=2))):
        yield


def change(world, case, student, **said) -> StatusChange:
    with case_effect(case.pk, reason="a test changes") as scope:
        locked = students_lock([student.pk])[student.pk]
        return changes_apply(case, scope, [Change(student=locked, **said)])[0]


@pytest.mark.parametrize(
    "day, status",
    [
        (ENTERED, Status.STUDYING),
        (LEAVE - timedelta(days=1), Status.STUDYING),
        (LEAVE, Status.ON_LEAVE),
        (LEAVE + timedelta(days=100), Status.ON_LEAVE),
    ],
)
def test_a_change_holds_from_its_day_of_effect(world, case, later, day, status):
    student = world.student(A)
    change(world, case, student, kind=ChangeKind.LEAVE, to_status=Status.ON_LEAVE, effective_on=LEAVE)
    found = then(student, day)
    assert (found.student.status, found.exists, found.is_inferred) == (status, True, False)


def test_before_the_entry_there_is_no_record(world, later):
    student = world.student(A)
    assert not then(student, ENTERED - timedelta(days=1)).exists
    assert then(student, ENTERED).exists


def test_before_the_registration_the_student_was_pending(world, later):
    student = make_student(world, A, registered_on=date(2025, 9, 20))
    before, on = then(student, date(2025, 9, 19)), then(student, date(2025, 9, 20))
    assert (before.student.status, before.student.registered_on, before.is_inferred) == (Status.PENDING, None, True)
    assert (on.student.status, on.student.registered_on) == (Status.STUDYING, date(2025, 9, 20))


@pytest.mark.parametrize(
    "day, status, left_on",
    [
        (date(2026, 6, 29), Status.STUDYING, None),
        (date(2026, 6, 30), Status.GRADUATED, date(2026, 6, 30)),
        (date(2026, 12, 1), Status.GRADUATED, date(2026, 6, 30)),
    ],
)
def test_who_was_taken_over_as_graduated_studied_until_the_last_day(world, later, day, status, left_on):
    student = make_student(world, A, cohort=2024, status="graduated", left_on=date(2026, 6, 30))
    found = then(student, day)
    assert (found.student.status, found.student.left_on) == (status, left_on)
    assert found.is_inferred == (day < date(2026, 6, 30))


def test_leaving_by_a_case_has_its_day_too(world, case, later):
    student, day = world.student(A), date(2026, 5, 8)
    change(world, case, student, kind=ChangeKind.WITHDRAWAL, to_status=Status.WITHDRAWN, effective_on=day)
    assert then(student, day - timedelta(days=1)).student.left_on is None
    assert then(student, day).student.left_on == day


def test_what_was_taken_back_later_held_until_then_and_says_so(world, case, later):
    student = world.student(A)
    change(world, case, student, kind=ChangeKind.LEAVE, to_status=Status.ON_LEAVE, effective_on=LEAVE)
    other = opened_again(world)
    with clock.at(date(2026, 4, 1)), case_effect(other.pk, reason="a test undoes") as scope:
        changes_undo(case.pk, undoing=other, scope=scope)
    on_leave, back = then(student, date(2026, 3, 31)), then(student, date(2026, 4, 1))
    assert (on_leave.student.status, back.student.status) == (Status.ON_LEAVE, Status.STUDYING)
    assert [each.kind for each in on_leave.undone] == [ChangeKind.LEAVE]
    assert back.undone == []


def opened_again(world) -> Case:
    with clock.at(WINDOW):
        return opened(world, A, "zj_school_city", student=make_student(world, A, name="另"))


def test_columns_programme_class_and_profile_are_those_of_the_day(world, case, later):
    student, day = world.student(A), date(2026, 3, 1)
    to_class = world.classes[f"{A}.2026"]
    change(
        world, case, student, kind=ChangeKind.RETENTION, effective_on=day,
        columns={"cohort": 2026, "school_class_id": to_class.pk}, profile={"home_address": "新址"},
    )  # fmt: skip
    before, after = then(student, day - timedelta(days=1)), then(student, day)
    assert (before.student.cohort, before.student.school_class.name) == (2025, "25计算机1班")
    assert (after.student.cohort, after.student.school_class.name) == (2026, "26计算机1班")
    assert (before.profile.get("home_address"), after.profile["home_address"]) == (None, "新址")
    assert [row[0] for row in differences_of(before, after)] == ["年级、班级", "家庭现地址"]


def test_a_change_of_the_row_without_the_ledger_counts_from_its_day(world, later):
    student, today = world.student(A), localdate()
    with case_effect(0, reason="a clerk mends a name"):
        Student.objects.filter(pk=student.pk).update(name="陈雨桐")
        Profile.objects.filter(student=student).update(data={"phone": "13800000001"})
    yesterday, then_today = then(student, today - timedelta(days=1)), then(student, today)
    assert (yesterday.student.name, then_today.student.name) == ("陈语桐", "陈雨桐")
    assert (yesterday.profile.get("phone"), then_today.profile["phone"]) == (None, "13800000001")


def test_two_changes_of_one_column_each_from_its_own_day(world, case, later):
    student = world.student(A)
    change(world, case, student, kind=ChangeKind.LEAVE, to_status=Status.ON_LEAVE, effective_on=LEAVE)
    other = opened_again(world)
    back = date(2026, 9, 1)
    change(world, other, student, kind=ChangeKind.RESUMPTION, to_status=Status.STUDYING, effective_on=back)
    days = (LEAVE - timedelta(days=1), LEAVE, back - timedelta(days=1), back)
    assert [then(student, day).student.status for day in days] == ["studying", "on_leave", "on_leave", "studying"]


def test_today_is_the_record_itself(world, case):
    student = world.student(A)
    with clock.at(datetime(2026, 9, 10, 9, tzinfo=clock.now().tzinfo)):
        found = then(student, date(2026, 9, 10))
    assert found.student.status == Status.STUDYING and found.later == []


def test_a_copy_never_reaches_the_record(world, case, later):
    student = world.student(A)
    change(world, case, student, kind=ChangeKind.LEAVE, to_status=Status.ON_LEAVE, effective_on=LEAVE)
    with unfenced(reason="a test looks"):
        row = Student.objects.with_places().get(pk=student.pk)
        assert record_on(row, LEAVE - timedelta(days=1)).student is not row
        assert row.status == Status.ON_LEAVE


def test_the_page_shows_the_day_with_a_banner(world, case, later, sign_in):
    student = world.student(A)
    change(world, case, student, kind=ChangeKind.LEAVE, to_status=Status.ON_LEAVE, effective_on=LEAVE)
    url = reverse("students:record", args=[student.pk])
    client = sign_in(f"{A}.registrar")
    page = client.get(url, {"as_of": "2026-03-09"})
    assert (page.status_code, page.context["student"].status) == (200, "studying")
    assert "2026年3月9日" in page.content.decode() and "只读" in page.content.decode()
    assert "开办变动" not in page.content.decode()
    assert client.get(url, {"as_of": "2026-03-10"}).context["student"].status == "on_leave"
    for part in ("basics", "changes"):
        answer = client.get(reverse("students:section", args=[student.pk, part]), {"as_of": "2026-03-09"})
        assert answer.status_code == 200
    assert "两天的内容" not in client.get(url, {"as_of": "2026-03-09", "compared": "2026-03-10"}).content.decode()


@pytest.mark.parametrize(
    "asked, sentence", [("2126-01-01", "还没有到那一天"), ("昨天", "日期看不懂"), ("1990-01-01", "出生之前")]
)
def test_a_day_that_cannot_be_shown_is_refused_in_words(world, later, sign_in, asked, sentence):
    page = sign_in(f"{A}.registrar").get(reverse("students:record", args=[world.student(A).pk]), {"as_of": asked})
    assert page.status_code == 200 and sentence in page.content.decode()


def test_the_api_answers_for_a_day(world, case, later, sign_in):
    student = world.student(A)
    change(world, case, student, kind=ChangeKind.LEAVE, to_status=Status.ON_LEAVE, effective_on=LEAVE)
    client, url = sign_in(f"{A}.registrar"), f"/api/students/{student.pk}/"
    answer = client.get(url, {"as_of": "2026-03-09"}).json()
    assert (answer["status"], answer["as_of"], answer["is_inferred"]) == ("studying", "2026-03-09", False)
    assert client.get(url, {"as_of": "2026-03-10"}).json()["status"] == "on_leave"
    assert client.get(url, {"as_of": "2024-01-01"}).status_code == 404
    assert client.get(url, {"as_of": "2126-01-01"}).status_code == 400


# ----- what the page of a past day tells


def noon(day: date) -> datetime:
    return make_aware(datetime(day.year, day.month, day.day, 12))


def told(client, student, day) -> list[tuple[str, str]]:
    page = client.get(reverse("students:record", args=[student.pk]), {"as_of": day})
    return [(str(event.title), str(event.note)) for event in page.context["events"]]


def test_the_past_tells_everything_that_had_happened_and_nothing_later(world, later, sign_in):
    student = world.student(A)
    with clock.at(date(2026, 9, 10)):
        paper(world, student)
        missed(world, A, student)
    client = sign_in(f"{A}.registrar")
    titles = {day: [title for title, _note in told(client, student, day)] for day in ("2026-08-31", "2026-09-10")}
    assert "材料入档 1 份" in titles["2026-09-10"]
    assert "2026—2027 学年第一学期未注册" in titles["2026-09-10"]
    assert not {"材料入档 1 份", "2026—2027 学年第一学期未注册"} & set(titles["2026-08-31"])


def test_a_case_that_ended_since_was_still_on_its_way(world, case, later, sign_in):
    registrar = f"{A}.registrar"
    with unfenced(reason="a test looks"):
        student = Student.objects.get(pk=case.items.get().student_id)
    with clock.at(WINDOW):
        hand_in(world, registrar, case, *PAPERS)
        submit(world, registrar, case)
    with clock.at(WINDOW + timedelta(days=2)), world.scope(registrar).enter() as scope:
        case_withdraw(actor=scope, case=fresh(case))
    days = [(WINDOW + timedelta(days=days)).isoformat() for days in (-1, 0, 1, 2)]
    client, label = sign_in(registrar), registry.get(case.kind).label
    notes = [[note for title, note in told(client, student, day) if title == label] for day in days]
    assert notes == [[], ["办理中"], ["办理中"], ["已撤回"]]


def test_the_class_of_the_entry_is_the_first_one(world, later, sign_in):
    student = world.student(A)
    first = student.school_class
    with clock.at(date(2026, 9, 10)), world.scope(f"{A}.registrar").enter() as scope:
        second = class_open(
            actor=scope, programme=first.programme, cohort=first.cohort, name="25计算机9班", capacity=40
        )
        students_move(actor=scope, students=[student.pk], to_class=second, effective_on=date(2026, 9, 8))
    page = sign_in(f"{A}.registrar").get(reverse("students:record", args=[student.pk])).content.decode()
    assert f"入学，编入 {first.name}" in page and "编入 25计算机9班" not in page


def test_the_photo_is_the_one_of_the_day(world, later):
    student = world.student(A)
    with unfenced(reason="a test gives photos"):
        common = {"school_id": student.school_id, "student": student, "width": 1, "height": 1, "size": 1}
        EarlierPhoto.objects.create(**common, sha256="a" * 64, added_at=noon(date(2026, 1, 5)), replaced_at=noon(LEAVE))
        Photo.objects.create(**common, sha256="b" * 64, added_at=noon(LEAVE))
        days = (date(2026, 1, 4), date(2026, 1, 5), LEAVE - timedelta(days=1), LEAVE)
        shown = [photo_on(student, day) for day in days]
    assert [photo.sha256[0] if photo else "" for photo in shown] == ["", "a", "a", "b"]


def test_the_file_of_a_day_holds_the_papers_of_that_day(world, later, sign_in):
    student, days = world.student(A), [date(2026, 9, day) for day in (9, 10, 11, 12)]
    with clock.at(days[1]):
        wrong, worn = paper(world, student, title="别人的"), paper(world, student, content=pdf(), title="旧的一份")
    with clock.at(days[2]), world.scope(f"{A}.registrar").enter() as scope:
        material_remove(actor=scope, material=wrong, reason="放错了")
    with clock.at(days[3]), world.scope(f"{A}.registrar").enter() as scope:
        material_replace(actor=scope, material=worn, upload=upload(pdf(3), "新.pdf"), dated_on=days[3])
    client, url = sign_in(f"{A}.registrar"), reverse("students:section", args=[student.pk, "archive"])
    pages = [client.get(url, {"as_of": day.isoformat()}) for day in days]
    assert [[paper.pages for paper in page.context["papers"]] for page in pages] == [[], [1, 2], [2], [3]]
    assert "补材料" not in pages[-1].content.decode()


def test_a_term_stands_as_it_was_entered_by_then(world, later, sign_in):
    student, days = world.student(A), [date(2026, 9, day) for day in (4, 5, 8, 9)]
    with clock.at(days[1]):
        missed(world, A, student)
    with clock.at(days[3]):
        enter(world, A, student, "registered", registered_on=days[2])
    client, url = sign_in(f"{A}.registrar"), reverse("students:section", args=[student.pk, "terms"])
    found = [client.get(url, {"as_of": day.isoformat()}).context["registrations"] for day in days]
    assert [[each["row"].state for each in rows] for rows in found] == [
        [], ["not_registered"], ["not_registered"], ["registered"],
    ]  # fmt: skip
    with unfenced(reason="a test looks"):
        card = [card_context(Student.objects.with_places().get(pk=student.pk), day)["parts"] for day in days]
    assert [[row[1] for row in next(rows for part, rows in parts if part.key == "terms")] for parts in card] == [
        [], ["未注册"], ["未注册"], ["已注册"],
    ]  # fmt: skip


def test_the_card_tells_of_awards_by_the_papers_of_the_file_and_claims_nothing_else(world, later):
    student = world.student(A)
    with clock.at(date(2026, 9, 10)):
        paper(world, student, kind="awards", part="awards", year=None, title="市三好学生")
    with unfenced(reason="a test looks"):
        known = Student.objects.with_places().get(pk=student.pk)
        card = [card_context(known, date(2026, 9, day))["parts"] for day in (9, 10)]
    rows = [next(rows for part, rows in parts if part.key == "awards") for parts in card]
    assert rows == [[], [["2026年9月10日", "市三好学生"]]]


def test_a_move_between_classes_counts_from_its_own_day(world, later):
    student = world.student(A)
    first = student.school_class
    with clock.at(date(2026, 9, 10)), world.scope(f"{A}.registrar").enter() as scope:
        second = class_open(
            actor=scope, programme=first.programme, cohort=first.cohort, name="25计算机9班", capacity=40
        )
        students_move(actor=scope, students=[student.pk], to_class=second, effective_on=date(2026, 9, 8))
    names = [then(student, date(2026, 9, day)).student.school_class.name for day in (7, 8, 9, 10)]
    assert names == [first.name, second.name, second.name, second.name]
