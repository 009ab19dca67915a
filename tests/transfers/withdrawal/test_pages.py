"""The pages of withdrawal and cancellation: what the form asks for, contacts and announcement on the case page."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.support.casework import fresh, submit
from tests.support.paper import text_of
from tests.support.world import make_student
from tests.transfers.leave.support import on_leave
from tests.transfers.matters import opened
from tests.transfers.withdrawal.support import TODAY, announced, contacted, draft, truant
from transfers.withdrawal.models import Cancellation, ContactAttempt, PublicNotice, RequiredWithdrawal, Withdrawal
from xueji import clock
from xueji.cases.models import Case
from xueji.organizations.scope import unfenced


@pytest.fixture(autouse=True)
def on_a_day():
    with clock.at(TODAY):
        yield


@pytest.fixture
def registrar(client, world):
    client.force_login(world.user("zj_school_a.registrar"))
    return client


@pytest.fixture
def student(world):
    return make_student(world, "zj_school_a", name="上官未至", cohort=2024, birth_date=date(2007, 5, 20))


def url_of(kind, *students):
    return reverse("matters:kind", args=[kind]) + "?" + "&".join(f"student={each.pk}" for each in students)


def filled(**fields):
    return {"form": "1", "applied_on": "", "reason_text": ""} | fields


def rows(model):
    with unfenced(reason="a test looks"):
        return list(model.objects.order_by("pk"))


def contact(**fields):
    return {
        "on": "2026-09-18", "way": "phone", "whom": "guardian", "result": "no_answer", "by_name": "周敏", "note": "",
    } | fields  # fmt: skip


def test_only_the_fields_of_the_ground_are_asked(registrar, student):
    page = registrar.post(url_of("required_withdrawal", student), filled(ground="absence"))

    text = page.content.decode()
    assert 'name="absent_from"' in text
    assert 'name="truant_hours"' not in text and 'name="leave_started_on"' not in text


def test_zhejiang_does_not_offer_term_registration(registrar, student):
    text = registrar.get(url_of("required_withdrawal", student)).content.decode()

    assert "擅自离校连续两周以上" in text and "逾期未办理学期注册" not in text


def test_beijing_offers_it_to_many_at_once(client, world):
    client.force_login(world.user("bj_school_a.registrar"))

    text = client.get(url_of("required_withdrawal", *world.students["bj_school_a"][:2])).content.decode()

    assert "逾期未办理学期注册" in text and "一学期旷课" not in text


def test_the_leave_is_taken_from_the_register(registrar, world):
    on_leave = make_student(world, "zj_school_a", status="on_leave")

    text = registrar.get(url_of("required_withdrawal", on_leave)).content.decode()

    assert 'value="not_resumed" selected' in text


def test_the_days_of_the_leave_are_filled_in(registrar, world):
    person = world.student("zj_school_a")
    on_leave(world, "zj_school_a", person, at=date(2026, 9, 7), starts_on=date(2026, 9, 7))

    text = registrar.get(url_of("required_withdrawal", person)).content.decode()

    assert 'value="2027-01-22"' in text


def test_saving_drafts_a_case_with_its_row(registrar, student):
    page = registrar.post(url_of("required_withdrawal", student), filled(ground="truancy", truant_hours="91", save="1"))

    [case], [row] = rows(Case), rows(RequiredWithdrawal)
    assert page.url == reverse("cases:case", args=[case.pk])
    assert (row.truant_hours, row.applied_on, row.student_consent) == (91, None, False)


def test_changing_the_ground_forgets_the_other_one(registrar, world, student):
    case = opened(world, "zj_school_a", "required_withdrawal", truant(student))

    registrar.post(
        reverse("matters:change", args=[case.pk]), filled(ground="absence", absent_from="2026-09-01", save="1")
    )

    [row] = rows(RequiredWithdrawal)
    assert (row.ground, row.truant_hours, row.absent_from) == ("absence", 0, date(2026, 9, 1))


def test_days_in_the_wrong_order_are_refused(registrar, student):
    page = registrar.post(
        url_of("required_withdrawal", student),
        filled(ground="absence", absent_from="2026-09-10", absent_until="2026-09-01", save="1"),
    )

    assert page.status_code == 422 and rows(Case) == []


def test_an_application_drafts_a_withdrawal(registrar, student):
    registrar.post(
        url_of("withdrawal", student),
        filled(reason="employment", applied_on="2026-09-18", student_consent="on", save="1"),
    )

    [row] = rows(Withdrawal)
    assert (row.reason, row.student_consent, row.guardian_consent) == ("employment", True, False)


def test_nobody_consents_to_a_cancellation(registrar, student):
    text = registrar.get(url_of("cancellation", student)).content.decode()

    assert "consent" not in text and 'name="unnatural_death"' in text


def test_a_failed_recheck_asks_for_its_decision_only(registrar, student):
    page = registrar.post(
        url_of("cancellation", student), filled(cause="failed_recheck", recheck_decided_on="2026-09-18", save="1")
    )

    [row] = rows(Cancellation)
    assert page.status_code == 302 and (row.recheck_decided_on, row.occurred_on) == (date(2026, 9, 18), None)


def test_a_natural_death_shows_a_path_that_ends_with_the_authority(registrar, student):
    filled_in = filled(cause="death", occurred_on="2026-09-17", learnt_on="2026-09-18")

    text = registrar.post(url_of("cancellation", student), filled_in).content.decode()
    unnatural = registrar.post(url_of("cancellation", student), filled_in | {"unnatural_death": "on"}).content.decode()

    assert "报省教育厅备案" not in text and "报省教育厅备案" in unnatural


def test_the_case_page_asks_for_a_contact_first(registrar, world, student):
    case = draft(world, "zj_school_a", student)

    text = registrar.get(reverse("cases:case", args=[case.pk])).content.decode()

    assert "还没有联系记录" in text and "登记一次联系" in text and "登记公示" not in text


def test_a_contact_is_recorded_and_shown(registrar, world, student):
    case = draft(world, "zj_school_a", student)

    page = registrar.post(reverse("withdrawal:contacts", args=[case.pk]), contact(note="关机"), follow=True)

    [row] = rows(ContactAttempt)
    assert (row.on, row.student_id, row.recorded_by_id) == (date(2026, 9, 18), student.pk, fresh(case).opened_by_id)
    for part in ("联系记录已登记", "无人应答", "关机", "周敏", "登记公示"):
        assert part in page.content.decode(), part


def test_a_contact_of_tomorrow_is_refused(registrar, world, student):
    case = draft(world, "zj_school_a", student)

    page = registrar.post(reverse("withdrawal:contacts", args=[case.pk]), contact(on="2026-09-22"), follow=True)

    assert rows(ContactAttempt) == [] and "联系日期：联系日期不能在今天之后" in page.content.decode()


def test_one_contact_for_all_of_a_batch(client, world):
    client.force_login(world.user("bj_school_a.registrar"))
    students = world.students["bj_school_a"][:2]
    matters = [
        RequiredWithdrawal(student=each, ground="not_registered", registration_due_on=date(2026, 9, 1))
        for each in students
    ]
    case = opened(world, "bj_school_a", "required_withdrawal", matters)

    client.post(reverse("withdrawal:contacts", args=[case.pk]), contact(who=""))
    client.post(reverse("withdrawal:contacts", args=[case.pk]), contact(who=str(students[1].pk), result="reached"))

    assert [(row.student_id, row.result) for row in rows(ContactAttempt)] == [
        (students[0].pk, "no_answer"),
        (students[1].pk, "no_answer"),
        (students[1].pk, "reached"),
    ]


def test_an_announcement_is_recorded(registrar, world, student):
    case = draft(world, "zj_school_a", student)
    contacted(world, "zj_school_a", case, student)

    page = registrar.post(
        reverse("withdrawal:notice", args=[case.pk]),
        {"starts_on": "2026-09-21", "ends_on": "2026-09-27", "place": "校门公告栏"},
        follow=True,
    )

    [row] = rows(PublicNotice)
    assert (row.starts_on, row.ends_on) == (date(2026, 9, 21), date(2026, 9, 27))
    assert "公示中" in page.content.decode() and "2026年9月27日" in page.content.decode()


def test_the_printed_announcement_says_name_and_class_and_no_more(registrar, world, student):
    case = draft(world, "zj_school_a", student)
    contacted(world, "zj_school_a", case, student)
    announced(world, "zj_school_a", case, TODAY, date(2026, 9, 27))

    answer = registrar.get(reverse("withdrawal:notice_print", args=[case.pk]))

    text = text_of(answer.getvalue())
    assert answer.headers["Content-Disposition"].endswith(f'"{case.number}-notice.pdf"')
    for part in ("上官未至", "24计算机1班", "2026年9月21日", "2026年9月28日"):
        assert part in text, part
    for part in ("旷课", "*", student.school_number, "2007"):
        assert part not in text, part


def test_who_was_told_is_not_announced(client, world):
    client.force_login(world.user("bj_school_a.registrar"))
    told, untold = (make_student(world, "bj_school_a", name=name) for name in ("司徒已知", "司徒未知"))
    matters = [
        RequiredWithdrawal(student=each, ground="not_registered", registration_due_on=date(2026, 9, 1))
        for each in (told, untold)
    ]
    case = opened(world, "bj_school_a", "required_withdrawal", matters)
    contacted(world, "bj_school_a", case, told, result="reached")
    announced(world, "bj_school_a", case, TODAY, date(2026, 9, 27))

    text = text_of(client.get(reverse("withdrawal:notice_print", args=[case.pk])).getvalue())

    assert "司徒未知" in text and "司徒已知" not in text


def test_without_an_announcement_there_is_nothing_to_print(registrar, world, student):
    case = draft(world, "zj_school_a", student)

    assert registrar.get(reverse("withdrawal:notice_print", args=[case.pk])).status_code == 404


@pytest.mark.parametrize("office", ["zj_school_b.registrar", "zj_county_1b.reviewer", "bj.chief"])
@pytest.mark.parametrize("name", ["contacts", "notice", "notice_print"])
def test_to_strangers_it_does_not_exist(client, world, student, office, name):
    case = draft(world, "zj_school_a", student)
    contacted(world, "zj_school_a", case, student)
    announced(world, "zj_school_a", case, TODAY, date(2026, 9, 27))
    client.force_login(world.user(office))
    url = reverse(f"withdrawal:{name}", args=[case.pk])

    answers = {client.get(url).status_code, client.post(url, contact()).status_code}

    assert answers <= {403, 404, 405} and len(rows(ContactAttempt)) == 1


def test_the_authority_reads_the_contacts_and_records_none(client, world, student):
    case = opened(world, "zj_school_a", "required_withdrawal", truant(student), "attendance_record")
    contacted(world, "zj_school_a", case, student, result="reached", note="已告知后果")
    submit(world, "zj_school_a.registrar", case)
    client.force_login(world.user("zj_county_1a.reviewer"))

    text = client.get(reverse("cases:case", args=[case.pk])).content.decode()

    assert "已告知后果" in text and "登记一次联系" not in text


def test_the_heads_page_asks_the_database_no_more_for_more_contacts(client, world):
    client.force_login(world.user("zj_school_a.school_head"))
    asked = []
    for contacts in (1, 3):
        student = make_student(world, "zj_school_a", cohort=2024, birth_date=date(2007, 5, 20))
        case = opened(world, "zj_school_a", "required_withdrawal", truant(student), "attendance_record")
        for _each in range(contacts):
            contacted(world, "zj_school_a", case, student, result="reached")
        submit(world, "zj_school_a.registrar", case)
        client.get(reverse("cases:case", args=[case.pk]))
        with CaptureQueriesContext(connection) as captured:
            text = client.get(reverse("cases:case", args=[case.pk])).content.decode()
        asked.append(len(captured))
        assert "登记一次联系" not in text and text.count("已通知到") == contacts

    assert asked[0] == asked[1]
