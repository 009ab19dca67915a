"""Newcomers who come by a way of their own: admissions, integrated programmes, foreign students, early selection,
co-operation, flexible study, a number given before."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from students.admission.actions import paper_add
from students.models import Profile, StatusChange
from students.registration.actions import place_record
from students.registration.models import RosterCopy, StandingKind
from students.registration.preview import preview_of
from students.registration.rosters import integrated_roster_open, roster_copy_record, unsettled_students
from tests.journeys.papers import pdf_bytes
from tests.students.registration.support import admitted, decide_standing, newcomer_of, placed, programme
from tests.students.registration.test_registration import (
    SEASON,
    approve,
    fresh,
    item_of,
    newcomer,
    opened,
    records_of,
    registered,
    submit,
    submitted,
)
from tests.support.casework import hand_in
from xueji import clock
from xueji.errors import Conflict, Invalid, NotAllowed, RuleViolated
from xueji.organizations.scope import unfenced


@pytest.fixture(autouse=True)
def in_season():
    with clock.at(SEASON):
        yield


def roster_of(world, students, school="zj_school_a"):
    scope = world.scope(f"{school}.registrar")
    with scope.enter():
        return integrated_roster_open(actor=scope, student_ids=[student.pk for student in students])


def consented(world, students):
    case = submit(world, "zj_school_a.registrar", roster_of(world, students))
    approve(world, "zj_county_1a.reviewer", case)
    return approve(world, "zj_city_1.reviewer", case)


def reasons_of(world, student, school="zj_school_a"):
    """What holds a newcomer up, by what the rules are about."""
    with world.scope(f"{school}.registrar").enter():
        fresh_one = type(student).objects.select_related("person", "programme", "school_class").get(pk=student.pk)
        [line] = preview_of(world[school], [fresh_one]).lines
    return [reason.verdict.rule.partition(".")[2] for reason in line.reasons]


@pytest.mark.parametrize(
    "columns, stopped",
    [
        ({}, []),
        ({"state": "admitted", "checked_in_on": None}, ["registration_checked_in"]),
        ({"state": "kept", "checked_in_on": None, "kept_on": date(2026, 9, 2), "kept_until": date(2027, 9, 1)},
         ["registration_checked_in", "registration_admission_stands"]),
        ({"state": "forfeited", "checked_in_on": None, "lost_on": date(2026, 9, 9)},
         ["registration_checked_in", "registration_admission_stands"]),
        ({"check_in_due_on": date(2026, 8, 20), "checked_in_on": date(2026, 9, 4)}, ["registration_check_in_in_time"]),
        ({"check_in_due_on": date(2026, 8, 20), "checked_in_on": date(2026, 9, 4), "deferred_to": date(2026, 9, 4)}, []),
        ({"schooling": "unfinished"}, ["registration_schooling"]),
    ],
)  # fmt: skip
def test_the_admission_decides_who_can_be_registered(world, columns, stopped):
    student = newcomer(world)
    admitted(world, student, **columns)

    assert sorted(reasons_of(world, student)) == sorted(stopped)


def test_an_integrated_newcomer_waits_for_the_prefectures_consent(world):
    _programme, school_class = programme(
        world, integrated=True, integrated_type="3+2", partner_college="澜州职业技术学院"
    )
    student = newcomer_of(world, school_class)
    assert reasons_of(world, student) == ["registration_integrated"]

    consented(world, [student])

    assert reasons_of(world, student) == []
    registered(world, [student])
    assert records_of(student)[0].status == "studying"


def test_beijing_takes_note_of_the_roster_and_holds_nobody_up(world):
    _programme, school_class = programme(world, "bj_school_a", integrated=True, partner_college="京衡学院")
    student = newcomer_of(world, school_class, "bj_school_a")
    case = submit(world, "bj_school_a.registrar", roster_of(world, [student], "bj_school_a"))

    approve(world, "bj_school_a.school_head", case)

    assert fresh(case).state == "effective"
    assert reasons_of(world, student, "bj_school_a") == []


def test_nobody_stands_on_two_rosters_and_ordinary_newcomers_on_none(world):
    _programme, school_class = programme(world, integrated=True, partner_college="澜州职业技术学院")
    student, other = newcomer_of(world, school_class), newcomer(world, name="宋远舟")
    roster_of(world, [student])

    scope = world.scope("zj_school_a.registrar")
    with scope.enter():
        assert list(unsettled_students(scope)) == []
    for each in (student, other):
        with pytest.raises(Invalid):
            roster_of(world, [each])


def test_the_copy_for_the_college_is_recorded_once_the_roster_was_handed_up(world):
    _programme, school_class = programme(world, integrated=True, partner_college="澜州职业技术学院")
    case = roster_of(world, [newcomer_of(world, school_class)])
    scope = world.scope("zj_school_a.registrar")
    sent = {"college": "澜州职业技术学院", "sent_on": SEASON, "way": "公函"}
    with scope.enter(), pytest.raises(Conflict):
        roster_copy_record(actor=scope, case=case, **sent)
    case = submit(world, "zj_school_a.registrar", case)

    with scope.enter():
        roster_copy_record(actor=scope, case=case, **sent)

    with world.scope("zj_city_1.reviewer").enter() as above:
        assert RosterCopy.objects.values_list("college", "students").get() == ("澜州职业技术学院", 1)
        with pytest.raises(NotAllowed):
            roster_copy_record(actor=above, case=case, **sent)


def hand_in_own(world, student, kind, school="zj_school_a", **options):
    """A paper of the newcomer's own, handed in on the page of the admission."""
    scope = world.scope(f"{school}.registrar")
    with scope.enter():
        paper = SimpleUploadedFile("paper.pdf", pdf_bytes())
        return paper_add(actor=scope, admission=student.admission, kind=kind, upload=paper, **options)


def test_zhejiang_article_12_foreign_students_only_at_qualified_schools(world):
    student = newcomer(world, document="A")
    admitted(world, student, origin="foreign")
    hand_in_own(world, student, "residence")
    hand_in_own(world, student, "approval", document_number="澜教外〔2026〕3号")
    assert reasons_of(world, student) == ["registration_foreign"]
    case = opened(world, [student])
    with pytest.raises(RuleViolated):
        submit(world, "zj_school_a.registrar", case)

    decide_standing(world, "zj_county_1a.reviewer", "zj_school_a", StandingKind.FOREIGN, grounds="经省厅评估")

    assert submit(world, "zj_school_a.registrar", case).state == "running"


@pytest.mark.parametrize(
    "origin, papers", [("foreign", ("residence", "approval")), ("hk_macao_taiwan", ("residence",))]
)
def test_papers_from_abroad_are_each_students_own(world, origin, papers):
    decide_standing(world, "zj_county_1a.reviewer", "zj_school_a", StandingKind.FOREIGN, grounds="经省厅评估")
    one, other = newcomer(world, document="A"), newcomer(world, name="宋远舟", document="A")
    for student in (one, other):
        admitted(world, student, origin=origin)
    case = opened(world, [one, other])
    for key in ("residence_permit", "foreign_approval"):
        hand_in(world, "zj_school_a.registrar", case, key)  # one paper for all says nothing of anybody
    assert [reasons_of(world, student) for student in (one, other)] == [["registration_foreign"]] * 2

    for kind in papers:
        hand_in_own(world, one, kind, document_number="澜教外〔2026〕3号")

    assert [reasons_of(world, student) for student in (one, other)] == [[], ["registration_foreign"]]


def test_an_approval_has_its_number(world):
    student = newcomer(world, document="A")
    admitted(world, student, origin="foreign")

    with pytest.raises(Invalid) as refused:
        hand_in_own(world, student, "approval")

    assert refused.value.field == "document_number"


def test_those_above_read_the_own_papers_on_the_page_of_the_batch(client, world):
    student, other = newcomer(world, document="A"), newcomer(world, name="宋远舟")
    admitted(world, student, origin="hk_macao_taiwan")
    admitted(world, other)
    paper = hand_in_own(world, student, "residence")
    case = submitted(world, [student, other])
    client.force_login(world.user("zj_county_1a.reviewer"))

    text = client.get(reverse("cases:case", args=[case.pk])).content.decode()

    address = reverse("students:admission_paper", args=[student.admission.pk, paper.pk])
    assert "学生各自的材料" in text
    assert address in text
    assert client.get(reverse("students:admission", args=[student.admission.pk])).status_code == 200


def test_the_batch_owes_nothing_for_those_who_stayed_behind(client, world):
    """Who lacks a paper stays behind at the submission; the batch of the others lacks none."""
    student, other = newcomer(world, document="A"), newcomer(world, name="宋远舟")
    admitted(world, student, origin="hk_macao_taiwan")
    admitted(world, other)

    case = submitted(world, [student, other])

    assert item_of(case, student).state == "returned"
    assert {verdict["outcome"] for verdict in fresh(case).verdicts} == {"allowed"}
    client.force_login(world.user("zj_county_1a.reviewer"))
    text = client.get(reverse("cases:case", args=[case.pk])).content.decode()
    assert "待补" not in text


@pytest.mark.parametrize(
    "state, stopped", [("checked_in", ["registration_admitted_once"]), ("admitted", []), ("forfeited", [])]
)
def test_two_schools_that_admitted_one_person(world, state, stopped):
    student = newcomer(world)
    admitted(world, student)
    columns = {"checked_in": {}, "admitted": {"checked_in_on": None}}
    lost = {"checked_in_on": None, "lost_on": date(2026, 9, 5)}
    admitted(world, student, "zj_school_b", state=state, student=None, **columns.get(state, lost))

    assert reasons_of(world, student) == stopped


def test_a_class_for_xinjiang_is_known_by_its_code_not_by_words(world):
    _programme, school_class = programme(world, name="新疆班", short_name="新疆班")
    named, coded = newcomer_of(world, school_class), newcomer(world, name="宋远舟")
    admitted(world, named, channel="内地新疆班")
    admitted(world, coded, inland="xinjiang")
    case = submitted(world, [named, coded])

    assert item_of(case, named).snapshot["marks"] == []
    assert item_of(case, coded).snapshot["marks"] == ["内地新疆中职班"]
    said = [verdict["rule"] for verdict in item_of(case, coded).verdicts]
    assert said == ["zhejiang_2015.registration_inland_class"]


@pytest.fixture
def arts_school(world):
    """The Beijing school is entered as a school of arts and sports."""
    decide_standing(world, "bj.reviewer", "bj_school_a", StandingKind.ARTS_SPORTS, grounds="艺术类普通中专")


def dancing(world, student):
    """The student in a class of dance."""
    _programme, school_class = programme(world, "bj_school_a", major_code="750202", name="舞蹈表演", short_name="舞蹈")
    return placed(student, school_class)


def test_beijing_article_13_a_school_of_arts_and_sports_alone_selects_early(client, world):
    student = dancing(world, newcomer(world, "bj_school_a"))
    admitted(world, student, "bj_school_a", source="early_selection", home_code="110000")

    assert reasons_of(world, student, "bj_school_a") == ["registration_early_selection_school"]
    client.force_login(world.user("bj.reviewer"))
    page = reverse("students:registration_standing", args=[world["bj_school_a"].pk])
    entered = {"kind": "arts_sports", "arts_sports-since": SEASON, "arts_sports-grounds": "艺术类普通中专"}
    assert client.post(page, entered).status_code == 302

    assert reasons_of(world, student, "bj_school_a") == []
    assert "1 所艺术体育类普通中专" in client.get(reverse("students:registration_standings")).content.decode()


def test_schools_of_arts_and_sports_are_entered_where_a_regulation_asks(client, world):
    client.force_login(world.user("zj_city_1.reviewer"))

    text = client.get(reverse("students:registration_standing", args=[world["zj_school_a"].pk])).content.decode()

    assert "接受外国学生资格" in text and "艺术体育类普通中专" not in text


@pytest.mark.parametrize("point, owed", [("城东教学点", ["registration_teaching_point"]), ("无", []), ("", [])])
def test_who_studies_at_a_teaching_point_owes_its_approval(client, world, point, owed):
    student = newcomer(world)
    admitted(world, student)
    with unfenced(reason="a test's record"):
        Profile.objects.filter(student=student).update(data={"teaching_point": point})

    assert reasons_of(world, student) == owed
    client.force_login(world.user("zj_school_a.registrar"))
    text = client.get(reverse("students:registration_open")).content.decode()
    assert ("校外教学点的设立批准或备案文件" in text) is bool(owed) and ("教学点：城东教学点" in text) is bool(owed)
    case = opened(world, [student])
    if owed:
        with pytest.raises(RuleViolated):
            submit(world, "zj_school_a.registrar", case)
        hand_in(world, "zj_school_a.registrar", case, "teaching_point_approval")

    assert submit(world, "zj_school_a.registrar", case).state == "running"


def test_beijing_article_13_status_since_check_in(world, arts_school):
    student, other = newcomer(world, "bj_school_a"), newcomer(world, "bj_school_a", name="宋远舟")
    came = {"home_code": "110000", "checked_in_on": date(2026, 9, 2), "check_in_due_on": date(2026, 9, 2)}
    admitted(world, student, "bj_school_a", source="early_selection", schooling="unfinished", **came)
    admitted(world, other, "bj_school_a", **came)
    case = submitted(world, [student, other], "bj_school_a")
    approve(world, "bj_district_1.reviewer", case)
    approve(world, "bj.reviewer", case)

    assert [records_of(each)[0].registered_on for each in (student, other)] == [date(2026, 9, 2), SEASON]
    assert item_of(case, student).snapshot["marks"] == ["文体选调生", "接受义务教育中"]
    with unfenced(reason="a test looks"):
        cited = [StatusChange.objects.get(student=each).citation["article"] for each in (student, other)]
    assert cited == [13, 10]


def test_the_page_of_the_batch_says_since_when_the_early_selected_have_status(client, world, arts_school):
    student, other = newcomer(world, "bj_school_a"), newcomer(world, "bj_school_a", name="宋远舟")
    admitted(world, student, "bj_school_a", source="early_selection", home_code="110000")
    admitted(world, other, "bj_school_a")
    case = opened(world, [student, other], "bj_school_a")
    client.force_login(world.user("bj_school_a.registrar"))

    text = client.get(reverse("cases:case", args=[case.pk])).content.decode()

    assert "1 名文体选调生的取得学籍日期为报到之日（第十三条）" in text
    assert "1 人：招生来源：招生考试部门统一录取" in text and "1 人：招生来源：文体选调生" in text


@pytest.mark.parametrize("source, owed", [
    ("early_selection", ["registration_early_selection"]),
    ("cooperative", ["registration_cooperation"]),
    ("examination", []),
])  # fmt: skip
@pytest.mark.parametrize("home, known, is_elsewhere", [
    ("130000", "", True), ("110000", "", False), ("", "130100", True), ("", "110108", False),
    ("110000", "130100", False),  # what was put right on the admission counts
    ("", "", True),  # nobody wrote it down: the identity number is of an area in Zhejiang
])  # fmt: skip
def test_beijing_12_and_13_those_from_other_provinces_owe_a_proof(
    world, arts_school, source, owed, home, known, is_elsewhere
):
    student = newcomer(world, "bj_school_a")
    admitted(world, student, "bj_school_a", source=source, home_code=home)
    with unfenced(reason="a test's record"):
        Profile.objects.filter(student=student).update(data={"origin_code": known})

    assert reasons_of(world, student, "bj_school_a") == (owed if is_elsewhere else [])


def test_the_proof_of_an_early_selected_newcomer_is_the_newcomers_own(world, arts_school):
    student = newcomer(world, "bj_school_a")
    admitted(world, student, "bj_school_a", source="early_selection", home_code="130000")

    hand_in_own(world, student, "home_proof", "bj_school_a")

    assert reasons_of(world, student, "bj_school_a") == []


def test_who_attends_elsewhere_is_registered_there(world):
    student = newcomer(world)
    admitted(world, student, source="cooperative")
    scope = world.scope("zj_school_a.registrar")
    with scope.enter():
        place_record(actor=scope, student=student, here=False, elsewhere="瑞江工业学校")
    assert reasons_of(world, student) == ["registration_place"]

    with scope.enter():
        place_record(actor=scope, student=student, here=True)

    assert reasons_of(world, student) == []


def test_flexible_study_beyond_six_years_asks_for_an_exception(world):
    _programme, school_class = programme(world, study_form="flexible", years=3, max_years=7)
    student = newcomer_of(world, school_class)
    case = submitted(world, [student])
    approve(world, "zj_county_1a.reviewer", case)

    with pytest.raises(Invalid, match="弹性学习"):
        approve(world, "zj_city_1.reviewer", case)


def test_an_exception_is_not_called_lateness(client, world):
    _programme, school_class = programme(world, study_form="flexible", years=3, max_years=7)
    newcomer_of(world, school_class)
    client.force_login(world.user("zj_school_a.registrar"))

    text = client.get(reverse("students:registration_open")).content.decode()

    assert "申请例外的理由" in text and "逾期理由" not in text


def test_a_number_for_life_is_shown_as_continued(world):
    student = newcomer(world, formal=True)

    assert item_of(submitted(world, [student]), student).snapshot["marks"] == ["接续学籍号"]


def test_who_was_given_back_in_time_is_not_late_afterwards(world):
    students = [newcomer(world), newcomer(world, name="宋远舟")]
    case = submitted(world, students)
    approve(world, "zj_county_1a.reviewer", case, returned_items={item_of(case, students[0]).pk: "照片不清"})

    with clock.at(date(2026, 11, 20)):
        again = submitted(world, [students[0]])
        approve(world, "zj_county_1a.reviewer", again)
        approve(world, "zj_city_1.reviewer", again)  # no grounds are asked for

    assert records_of(students[0])[0].status == "studying"
