"""The pages of admission, as the registrar and the bureau above use them."""

import re
from datetime import date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.timezone import get_default_timezone

from students.admission.models import Admission, AdmissionRoster, HealthExamination, ReturnList
from students.admission.tying import tie
from students.statuses import Status
from tests.students.admission.support import DUE, admission_workbook, make_admission
from tests.support.world import identity_number, make_student
from xueji import clock
from xueji.organizations.running import job_run
from xueji.organizations.scope import unfenced

TODAY = date(2026, 9, 8)


@pytest.fixture(autouse=True)
def _today(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with clock.at(datetime(2026, 9, 8, 10, tzinfo=get_default_timezone())):
        yield


@pytest.fixture
def registrar(world):
    client = Client()
    client.force_login(world.user("zj_school_a.registrar"))
    return client


def url(name, *args):
    return reverse(f"students:{name}", args=args)


def fresh(admission):
    with unfenced(reason="a test looks"):
        return Admission.objects.get(pk=admission.pk)


def test_the_desk_finds_checks_in_and_takes_back(world, registrar):
    number = identity_number(date(2010, 5, 20))
    admission = make_admission(world, identity_number=number, check_in_due_on=TODAY)
    found = registrar.post(url("admission_desk"), {"q": number})
    assert "沈嘉禾" in found.content.decode() and number not in found.content.decode()
    done = registrar.post(url("admission_desk_check_in", admission.pk))
    assert (fresh(admission).state, "已报到" in done.content.decode()) == ("checked_in", True)
    registrar.post(url("admission_desk_undo", admission.pk))
    assert fresh(admission).state == "admitted"


def test_the_desk_tells_the_article_to_who_is_too_late(world, registrar):
    admission = make_admission(world, check_in_due_on=date(2026, 8, 1))
    answer = registrar.post(url("admission_desk_check_in", admission.pk), headers={"HX-Request": "true"})
    assert "第七条" in answer.content.decode()
    assert fresh(admission).state == "admitted"


@pytest.mark.parametrize(("office", "shown"), [("zj_school_a.registrar", "班级"), ("zj_county_1a.reviewer", "学校")])
def test_the_list_shows_a_school_its_classes_and_a_bureau_its_schools(world, client, office, shown):
    make_admission(world, check_in_due_on=TODAY)
    client.force_login(world.user(office))
    page = client.get(url("admission_list")).content.decode()
    assert [column for column in ("学校", "班级") if f'<th scope="col">{column}</th>' in page] == [shown]


def test_a_list_goes_from_file_to_names(world, registrar):
    row = {"姓名": "陆未央", "身份证号": identity_number(date(2010, 5, 20)), "录取专业": "计算机应用"}
    file = SimpleUploadedFile("录取.xlsx", admission_workbook([row]))
    form = {"file": file, "year": 2026, "season": "autumn", "source": "examination", "check_in_due_on": "2026-09-10"}
    seen = registrar.post(url("admission_lists"), form, follow=True)
    assert "正在核对" in seen.content.decode()
    with unfenced(reason="a test looks"):
        roster = AdmissionRoster.objects.get()
    job_run(job_id=roster.job_id, level="school", organization_id=roster.school_id)
    assert "1</b> 人可以入库" in registrar.get(url("admission_roster", roster.pk)).content.decode()
    registrar.post(url("admission_roster_commit", roster.pk))
    with unfenced(reason="a test looks"):
        roster.refresh_from_db()
    job_run(job_id=roster.job_id, level="school", organization_id=roster.school_id)
    assert "陆未央" in registrar.get(url("admission_list")).content.decode()


def test_the_headings_of_a_list_are_mapped_on_a_page(world, registrar):
    row = {"姓名": "陆未央", "证照编码": identity_number(date(2010, 5, 20))}
    form = {"file": SimpleUploadedFile("a.xlsx", admission_workbook([row])), "year": 2026, "season": "autumn"}
    registrar.post(url("admission_lists"), form | {"source": "examination", "check_in_due_on": "2026-09-10"})
    with unfenced(reason="a test looks"):
        roster = AdmissionRoster.objects.get()
    job_run(job_id=roster.job_id, level="school", organization_id=roster.school_id)
    refused = registrar.get(url("admission_roster", roster.pk)).content.decode()
    page = registrar.get(url("admission_roster_mapping", roster.pk)).content.decode()
    sent = {"key": ["证照编码"], "text": ["证照编码"], "field": ["identity_number"]}

    assert "指明列的对应" in refused
    assert "证照编码" in page and row["证照编码"] not in page and "录取专业" in page
    assert registrar.post(url("admission_roster_mapping", roster.pk), sent).status_code == 302
    assert "正在核对" in registrar.get(url("admission_roster", roster.pk)).content.decode()
    assert registrar.get(url("admission_roster_progress", roster.pk)).status_code == 200


def test_a_file_that_is_no_list_is_refused_under_its_field(registrar):
    form = {"file": SimpleUploadedFile("a.xlsx", b""), "year": 2026, "season": "autumn", "source": "examination"}
    answer = registrar.post(url("admission_lists"), form | {"check_in_due_on": "2026-09-10"})
    assert answer.status_code == 422
    assert answer.context["form"].errors["file"]


def test_one_is_typed_in_by_hand(world, registrar):
    form = {
        "name": "陆未央", "identity_type": "1", "identity_number": identity_number(date(2010, 5, 20)), "year": 2026,
        "season": "autumn", "source": "examination", "check_in_due_on": "2026-09-10",
    }  # fmt: skip
    answer = registrar.post(url("admission_new"), form)
    assert answer.status_code == 302
    assert "陆未央" in registrar.get(answer.url).content.decode()


@pytest.mark.parametrize(
    "today, day", [(date(2026, 8, 20), date(2026, 9, 1)), (date(2026, 9, 1), date(2026, 9, 1)),
                   (date(2026, 9, 2), None), (date(2026, 3, 2), None)],
)  # fmt: skip
def test_nobody_is_late_the_moment_the_list_comes(registrar, today, day):
    with clock.at(today):
        shown = registrar.get(url("admission_lists")).context["form"].initial["check_in_due_on"]
    assert shown == day


def test_who_came_by_a_way_of_his_own_is_typed_in_with_it(world, registrar):
    """Beijing 13: an early-selected child from another province, typed in at once and shown so."""
    wanted = {"schooling": "unfinished", "home_code": "130000", "origin": "mainland", "inland": ""}
    form = {
        "name": "陆未央", "identity_type": "1", "identity_number": identity_number(date(2014, 5, 20)), "year": 2026,
        "season": "autumn", "source": "early_selection", "check_in_due_on": "2026-09-10",
    }  # fmt: skip
    page = registrar.get(url("admission_new")).content.decode()
    assert [name for name in wanted if f'name="{name}"' not in page] == []
    assert '<option value="junior" selected>' in page  # what nearly everybody has stands there already
    shown = registrar.get(registrar.post(url("admission_new"), form | wanted).url).content.decode()
    assert "未完成九年义务教育" in shown and "河北省" in shown


def test_many_are_confirmed_after_the_rules_were_shown(world, registrar):
    over, waiting = make_admission(world, check_in_due_on=date(2026, 8, 20)), make_admission(world, name="吴微星")
    picked = {"admission": [over.pk, waiting.pk]}
    shown = registrar.post(url("admission_many", "forfeit"), picked).content.decode()
    assert "尚未届满" in shown and fresh(over).state == "admitted"
    done = registrar.post(url("admission_many", "forfeit"), picked | {"confirm": "1"})
    assert "有 1 人没有办" in done.content.decode()
    assert (fresh(over).state, fresh(waiting).state) == ("forfeited", "admitted")


def test_a_later_day_is_applied_for_and_granted_on_the_page(world, registrar):
    admission = make_admission(world, check_in_due_on=date(2026, 9, 10))
    paper = SimpleUploadedFile("申请.pdf", _pdf(), content_type="application/pdf")
    form = {
        "applied_on": "2026-09-08", "until": "2026-09-20", "reason": "家人住院", "student_signed": "on",
        "guardian_signed": "on", "application": paper,
    }  # fmt: skip
    assert registrar.post(url("admission_defer", admission.pk), form).status_code == 302
    with unfenced(reason="a test looks"):
        deferral = admission.deferrals.get()
    registrar.post(url("admission_deferral", deferral.pk), {"decision": "grant"})
    assert (fresh(admission).state, fresh(admission).deferred_to) == ("deferred", date(2026, 9, 20))


def test_a_paper_that_cannot_be_opened_takes_the_application_with_it(world, registrar):
    admission = make_admission(world, check_in_due_on=date(2026, 9, 10))
    form = {
        "applied_on": "2026-09-08", "until": "2026-09-20", "reason": "家人住院",
        "application": SimpleUploadedFile("申请.pdf", b"nothing"),
    }  # fmt: skip
    answer = registrar.post(url("admission_defer", admission.pk), form)
    assert (answer.status_code, bool(answer.context["deferral_form"].errors["application"])) == (422, True)
    with unfenced(reason="a test looks"):
        assert not admission.deferrals.exists()


def test_the_grid_takes_results_and_leaves_the_empty_ones(world, registrar):
    rows = [make_admission(world, state="checked_in", checked_in_on=DUE, name=name) for name in ("甲一", "乙二")]
    form = {"examined_on": "2026-09-07", f"result-{rows[0].pk}": "fit", f"result-{rows[1].pk}": ""}
    registrar.post(url("admission_health"), form)
    with unfenced(reason="a test looks"):
        assert [row.examinations.count() for row in rows] == [1, 0]


def test_papers_go_back_on_a_list_that_can_be_taken_out(world, registrar):
    lost = make_admission(world, state="forfeited", lost_on=date(2026, 9, 2))
    registrar.post(url("admission_many", "return"), {"admission": lost.pk, "confirm": "1"})
    with unfenced(reason="a test looks"):
        made = ReturnList.objects.get()
    for kind, start in (("pdf", b"%PDF-"), ("xlsx", b"PK")):
        assert registrar.get(url("admission_return_file", made.pk, kind)).content.startswith(start)
    registrar.post(url("admission_return_list", made.pk), {"returned_on": "2026-09-08", "returned_to": "考试院"})
    with unfenced(reason="a test looks"):
        made.refresh_from_db()
    assert made.returned_on == TODAY


@pytest.mark.parametrize("view", ["", "awaited", "overdue", "deferred", "unplaced", "present", "kept", "lost"])
@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_number_of_questions_however_many_there_are(
    world, registrar, view, count, django_assert_max_num_queries
):
    for number in range(count):
        make_admission(world, name=f"新生{'甲乙丙'[number]}", check_in_due_on=date(2026, 9, 1 + number))
    registrar.get(url("admission_list"))
    with django_assert_max_num_queries(40):
        assert registrar.get(url("admission_list") + f"?view={view}").status_code == 200


def test_a_bureau_sees_numbers_of_its_schools_and_opens_their_people(world):
    make_admission(world, state="checked_in", checked_in_on=DUE)
    over = make_admission(world, check_in_due_on=date(2026, 8, 1))
    make_admission(world, "zj_school_c", name="邻县生")
    client = Client()
    client.force_login(world.user("zj_county_1a.reviewer"))
    overview = client.get(url("admission_overview")).context["overview"]
    assert [(row.school.pk, row.total, row.come, row.counts["overdue"]) for row in overview.rows] == [
        (world["zj_school_a"].pk, 2, 1, 1)
    ]
    assert client.get(url("admission", over.pk)).status_code == 200
    assert client.post(url("admission_desk_check_in", over.pk)).status_code in {403, 404}


def test_the_whole_number_is_shown_on_purpose_only(world, registrar):
    number = identity_number(date(2010, 5, 20))
    admission = make_admission(world, identity_number=number)
    assert number not in registrar.get(url("admission", admission.pk)).content.decode()
    shown = registrar.post(url("admission_number", admission.pk), {"purpose": "identity_check"})
    assert number in shown.content.decode()


def test_the_record_of_the_student_tells_how_it_began(world, registrar):
    student = make_student(world, "zj_school_a", cohort=2026, status=Status.PENDING, entered_on=date(2026, 9, 1))
    with world.scope("zj_school_a.registrar").enter():
        tie(world["zj_school_a"], [student.pk])
    assert "随学生名册登记" in registrar.get(reverse("students:record", args=[student.pk])).content.decode()


def test_the_workbench_counts_who_is_awaited(world, registrar):
    make_admission(world, check_in_due_on=date(2026, 8, 1))
    assert "1 人报到期限已满，待确认放弃入学资格" in registrar.get("/").content.decode()


def _pdf():
    from tests.students.archive.support import pdf

    return pdf(1)


def test_while_an_application_waits_no_other_is_offered(registrar, world):
    admission = make_admission(world)
    address = url("admission", admission.pk)
    offered = "登记延期申请" in registrar.get(address).content.decode()
    asked = {"applied_on": "2026-08-28", "until": "2026-09-10", "reason": "住院", "student_signed": "on"}
    registrar.post(url("admission_defer", admission.pk), asked)

    assert (offered, "登记延期申请" in registrar.get(address).content.decode()) == (True, False)


@pytest.mark.parametrize(
    "fields, chosen",
    [
        ({}, "health"),
        ({"origin": "hk_macao_taiwan"}, "residence"),
        ({"state": "kept", "kept_on": date(2026, 9, 2), "kept_until": date(2027, 9, 2)}, "recheck"),
    ],
)
def test_the_paper_that_something_waits_for_is_chosen_already(registrar, world, fields, chosen):
    text = registrar.get(url("admission", make_admission(world, **fields).pk)).content.decode()

    assert f'<option value="{chosen}" selected>' in text


@pytest.mark.parametrize("state", ["admitted", "checked_in"])
def test_no_two_fields_of_the_page_have_one_name_for_their_labels(registrar, world, state):
    admission = make_admission(world, state=state, checked_in_on=DUE if state == "checked_in" else None)

    found = re.findall(r'\sid="([^"]+)"', registrar.get(url("admission", admission.pk)).content.decode())

    assert [each for each in set(found) if found.count(each) > 1] == []


def test_a_class_from_xinjiang_is_marked_at_once(registrar, world):
    rows = [make_admission(world, state="checked_in", checked_in_on=DUE), make_admission(world)]
    picked = {"admission": [row.pk for row in rows]}
    assert "登记内地班" in registrar.get(url("admission_list"), {"view": "present"}).content.decode()

    registrar.post(url("admission_many", "inland"), picked | {"confirm": "1", "inland": "xinjiang"})

    assert [fresh(row).inland for row in rows] == ["xinjiang", "xinjiang"]
    assert "内地新疆中职班" in registrar.get(url("admission", rows[0].pk)).content.decode()


@pytest.mark.parametrize("result, offered", [("fit", "办理报到"), ("ill", "确认取消入学资格")])
def test_after_the_recheck_the_page_offers_what_follows(registrar, world, result, offered):
    admission = make_admission(world, state="kept", kept_on=date(2026, 9, 2), kept_until=date(2027, 9, 2))
    with world.scope("zj_school_a.registrar").enter():
        HealthExamination.objects.create(
            school=world["zj_school_a"],
            admission=admission,
            kind="recheck",
            examined_on=TODAY,
            result=result,
            recorded_at=clock.now(),
        )

    text = registrar.get(url("admission", admission.pk)).content.decode()

    assert {each for each in ("办理报到", "确认取消入学资格") if f"{each}</button>" in text} == {offered}
