"""The record of one student: who may open it, what it shows, what is written down about looking."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from students import sections
from students.models import Profile, StatusChange, Student
from students.presenters.head import graduation_month, guardian_text, mask_phone
from students.presenters.lifeline import lifeline_of
from students.statuses import ChangeKind, Status
from tests.students.statistics.support import change as changed_by
from tests.students.statistics.support import make_cases
from xueji.audit.models import Event
from xueji.organizations.scope import case_effect, unfenced


def events(kind: str) -> list[Event]:
    with unfenced(reason="look at the audit"):
        return list(Event.objects.filter(kind=kind).order_by("id"))


def change(student, kind, before, after, day):
    with case_effect(0, reason="a test needs a change"):
        return StatusChange.objects.create(
            student=student, person_id=student.person_id, school_id=student.school_id, kind=kind, from_status=before,
            to_status=after, effective_on=day, case_id=0, recorded_at=f"{day}T09:00:00+08:00",
        )  # fmt: skip


@pytest.mark.parametrize("name", ["record", "numbers"])
@pytest.mark.parametrize("office", ["zj_school_b.registrar", "zj_county_1b.reviewer", "zj_city_2.chief", "bj.reviewer"])
def test_a_stranger_finds_nothing(world, sign_in, name, office):
    url = reverse(f"students:{name}", args=[world.student("zj_school_a").pk])
    client = sign_in(office)
    answer = client.get(url) if name == "record" else client.post(url, {"purpose": "case_work"})
    assert (answer.status_code, events("identity_shown")) == (404, [])


@pytest.mark.parametrize("section", ["overview", "basics", "changes", "readers"])
@pytest.mark.parametrize("office", ["zj_school_a.registrar", "zj_county_1a.reviewer", "zj.reviewer"])
def test_each_part_opens_for_the_offices_above(world, sign_in, section, office):
    url = reverse("students:section", args=[world.student("zj_school_a").pk, section])
    assert sign_in(office).get(url).status_code == 200


def test_a_part_that_no_chapter_brought_does_not_exist(world, sign_in):
    url = reverse("students:section", args=[world.student("zj_school_a").pk, "grades"])
    assert sign_in("zj_school_a.registrar").get(url).status_code == 404


def test_opening_a_record_is_recorded(world, sign_in):
    student = world.student("zj_school_a")
    sign_in("zj_school_a.registrar").get(reverse("students:record", args=[student.pk]))
    (event,) = events("record_read")
    assert (event.subject_id, event.actor_id) == (student.pk, world.user("zj_school_a.registrar").pk)


def test_the_page_shows_masks_only(world, sign_in):
    student = world.student("zj_school_a")
    page = sign_in("zj_school_a.registrar").get(reverse("students:record", args=[student.pk])).content.decode()
    with unfenced(reason="compare"):
        whole = student.person.identity_number
    assert (student.identity_mask in page, whole in page) == (True, False)


def test_whole_numbers_are_shown_for_a_purpose_that_is_recorded(world, sign_in):
    student = world.student("zj_school_a")
    with unfenced(reason="compare"):
        whole = student.person.identity_number
    url = reverse("students:numbers", args=[student.pk])
    answer = sign_in("zj_school_a.registrar").post(url, {"purpose": "certificate"}, headers={"HX-Request": "true"})
    (event,) = events("identity_shown")
    assert whole in answer.content.decode() and (event.subject_id, event.reason) == (student.pk, "certificate")
    assert whole not in str(event.data) and "no-store" in answer["Cache-Control"]


def test_without_a_script_the_whole_page_shows_the_numbers(world, sign_in):
    student = world.student("zj_school_a")
    with unfenced(reason="compare"):
        whole = student.person.student_number
    url = reverse("students:numbers", args=[student.pk])
    assert whole in sign_in("zj_school_a.registrar").post(url, {"purpose": "inquiry"}).content.decode()


@pytest.mark.parametrize("purpose", ["", "curiosity"])
def test_without_a_purpose_nothing_is_shown(world, sign_in, purpose):
    url = reverse("students:numbers", args=[world.student("zj_school_a").pk])
    answer = sign_in("zj_school_a.registrar").post(url, {"purpose": purpose}, headers={"HX-Request": "true"})
    assert (answer.status_code, events("identity_shown")) == (422, [])


def test_whole_numbers_are_not_had_by_reading_an_address(world, sign_in):
    url = reverse("students:numbers", args=[world.student("zj_school_a").pk])
    assert sign_in("zj_school_a.registrar").get(url).status_code == 405


def test_who_only_reads_the_list_sees_no_whole_number(world, client):
    from tests.support.world import make_office

    office = make_office(world["zj_school_a"], "class_teacher", username="teacher")
    client.force_login(office.user)
    url = reverse("students:numbers", args=[world.student("zj_school_a").pk])
    assert (client.post(url, {"purpose": "case_work"}).status_code, events("identity_shown")) == (403, [])


def test_the_number_of_queries_does_not_grow_with_the_life(world, sign_in, count_queries):
    student = world.student("zj_school_a")
    client, url = sign_in("zj_school_a.registrar"), reverse("students:record", args=[student.pk])
    change(student, ChangeKind.REGISTRATION, "pending", "studying", date(2025, 9, 20))
    client.get(url)  # the first page of a session asks for the office as well
    one = count_queries(lambda: client.get(url))
    change(student, ChangeKind.TRANSFER_OUT, "studying", "on_leave", date(2025, 12, 1))
    change(student, ChangeKind.TRANSFER_IN, "on_leave", "studying", date(2026, 3, 1))
    assert count_queries(lambda: client.get(url)) == one


def test_what_came_with_the_record_is_not_asked_for_again(world, sign_in):
    client, url = sign_in("zj_school_a.registrar"), reverse("students:record", args=[world.student("zj_school_a").pk])
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200

    came = ("students_programme", "photos_photo", "students_schoolclass", "students_profile", "admission_admission")
    again = [f'FROM "{table}"' for table in came]
    assert [query["sql"] for query in captured if any(table in query["sql"] for table in again)] == []
    assert sum('FROM "eligibility_eligibilitycheck"' in query["sql"] for query in captured) == 1


def test_much_history_takes_no_more_queries_than_little(world, sign_in):
    next_case, student = make_cases(world), world.student("zj_school_a")
    client, url = sign_in("zj_school_a.registrar"), reverse("students:record", args=[student.pk])

    def asked_after(leaves: int) -> int:
        for _time in range(leaves):
            changed_by(next_case(), student, ChangeKind.LEAVE, Status.ON_LEAVE, date(2026, 3, 1))
            changed_by(next_case(), student, ChangeKind.RESUMPTION, Status.STUDYING, date(2026, 9, 1))
        with CaptureQueriesContext(connection) as captured:
            assert len(client.get(url).context["events"]) >= 2 * leaves
        return len(captured)

    asked_after(0)  # what the process keeps, it keeps now
    little = asked_after(1)
    assert asked_after(6) == little <= 36


def test_chapters_add_tabs_and_events(world, sign_in, monkeypatch):
    monkeypatch.setattr(sections, "_sections", dict(sections._sections))
    monkeypatch.setattr(sections, "_sources", list(sections._sources))
    sections.register(sections.Section("awards", "奖惩", "students/sections/basics.html", lambda *_: {"groups": []}))
    sections.register_events(lambda student, scope: [sections.Event(date(2026, 5, 12), "三好学生", icon="award")])
    student = world.student("zj_school_a")
    page = sign_in("zj_school_a.registrar").get(reverse("students:record", args=[student.pk])).content.decode()
    assert "奖惩" in page and "三好学生" in page


def test_basic_information_masks_phones_and_numbers(world, sign_in):
    student = world.student("zj_school_a")
    with unfenced(reason="a test needs a profile"):
        Profile.objects.filter(student=student).update(
            data={"phone": "13812346207", "member1_name": "陈父", "member1_identity_number": "339801198001011234"}
        )
    url = reverse("students:section", args=[student.pk, "basics"])
    page = sign_in("zj_school_a.registrar").get(url).content.decode()
    assert "138****6207" in page and "陈父" in page
    assert "13812346207" not in page and "339801198001011234" not in page


@pytest.mark.parametrize(
    ("profile", "text"),
    [
        ({}, ""),
        (
            {"member1_name": "陈父", "member1_relation": "父亲", "member1_phone": "13812346207"},
            "陈父（父亲） 138****6207",
        ),
        ({"member1_name": "陈父", "member2_name": "陈母", "member2_is_guardian": "是"}, "陈母"),
        ({"guardian_name": "陈祖", "guardian_phone": "6207"}, "陈祖 ****"),
    ],
)
def test_the_guardian_is_named_with_a_masked_phone(profile, text):
    assert guardian_text(profile) == text


@pytest.mark.parametrize(
    ("phone", "shown"), [("13812346207", "138****6207"), ("057188001234", "0571****1234"), ("", "")]
)
def test_a_phone_is_masked(phone, shown):
    assert mask_phone(phone) == shown


@pytest.mark.parametrize(
    ("entered", "years", "month"),
    [
        (date(2024, 9, 1), "3", (2027, 6)),
        (date(2024, 9, 1), "2.5", (2027, 1)),
        (date(2025, 3, 1), "3", (2028, 1)),
        (date(2025, 9, 1), "5", (2030, 6)),
    ],
)
def test_when_a_programme_ends(world, entered, years, month):
    from decimal import Decimal

    student = world.student("zj_school_a")
    student.entered_on, student.cohort, student.programme.years = entered, entered.year, Decimal(years)
    assert graduation_month(student) == month


def test_the_line_of_time_is_dashed_while_on_leave(world, today_is):
    student = world.student("zj_school_a", 1)
    moves = [
        change(student, ChangeKind.REGISTRATION, "pending", "studying", date(2024, 9, 20)),
        change(student, "leave", "studying", "on_leave", date(2025, 3, 10)),
        change(student, "resumption", "on_leave", "studying", date(2025, 9, 1)),
    ]
    line = lifeline_of(student, moves)
    assert [piece.kind for piece in line.stretches] == ["axis", "on", "off", "on"]
    assert [label.text for label in line.labels][-1] == "今天"


def test_the_line_of_somebody_gone_ends_with_the_way_out(world, enrol):
    student = enrol("林栖迟", cohort=2024, status=Status.GRADUATED, left_on=date(2026, 6, 30))
    line = lifeline_of(student, [])
    assert (line.is_open, line.labels[-1].text) == (False, "2026-06-30 毕业")


class TestTheStudent:
    @pytest.fixture
    def own(self, world, client):
        student = world.student("zj_school_a")
        user = world.user("zj_school_a.registrar")
        user.person_id = student.person_id
        user.save()
        client.force_login(user)
        return client, student

    def test_sees_the_own_record_with_masked_numbers(self, own):
        client, student = own
        page = client.get(reverse("students:me")).content.decode()
        with unfenced(reason="compare"):
            whole = student.person.identity_number
        assert (student.name in page, student.identity_mask in page, whole in page) == (True, True, False)

    @pytest.mark.parametrize(
        ("status", "said"), [("studying", "可以在网上申请信息变更"), ("pending", "网上暂时不能申请信息变更：学籍状态")]
    )
    def test_is_led_to_what_is_wrong_being_put_right(self, own, status, said):
        client, student = own
        with case_effect(0, reason="a test"):
            left = {"registered_on": None} if status == "pending" else {}
            Student.objects.filter(pk=student.pk).update(status=status, **left)
        page = client.get(reverse("students:me")).content.decode()
        link = reverse("applications:fill", args=["information"])
        assert said in page and (f'href="{link}"' in page) is (status == "studying")

    def test_does_not_come_to_the_offices_pages(self, own):
        client, student = own
        assert client.get(reverse("students:record", args=[student.pk])).status_code == 404

    def test_does_not_show_whole_numbers(self, own):
        client, student = own
        assert client.post(reverse("students:numbers", args=[student.pk]), {"purpose": "inquiry"}).status_code == 404

    def test_an_officer_has_no_own_record(self, world, sign_in):
        assert sign_in("zj_school_a.registrar").get(reverse("students:me")).status_code == 404
