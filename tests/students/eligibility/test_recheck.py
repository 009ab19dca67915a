"""The re-check of entry conditions within three months of check-in (Beijing 8)."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from students.eligibility.actions import Finding, recheck_record
from students.eligibility.lists import lines_of, months_of, new_students, tally_of
from students.eligibility.models import EligibilityCheck, Outcome
from students.eligibility.pages import overview_page
from students.models import StatusChange
from tests.students.registration.support import admitted
from tests.students.registration.test_registration import newcomer
from tests.students.registration.test_ways import reasons_of
from tests.support.casework import approve, file, fresh, hand_in, records_of, submit
from tests.support.world import make_student
from xueji import clock
from xueji.cases import watches
from xueji.cases.models import Case
from xueji.cases.watching.models import WatchEvent
from xueji.errors import Conflict, Invalid, NotAllowed
from xueji.organizations.models import Organization
from xueji.organizations.scope import case_effect, unfenced

DAY = date(2026, 11, 20)
PASSED = Finding(Outcome.PASSED)
FAILED = Finding(Outcome.FAILED, "录取名册上没有此人")


@pytest.fixture(autouse=True)
def on_a_day():
    with clock.at(DAY):
        yield


def entered(world, school="bj_school_a", came=date(2026, 9, 1), **fields):
    student = make_student(world, school, cohort=2026, **fields)
    admitted(world, student, school, state="registered", checked_in_on=came)
    return student


def record(world, findings, school="bj_school_a", office="registrar", on=DAY):
    scope = world.scope(f"{school}.{office}")
    with scope.enter():
        return recheck_record(actor=scope, findings=findings, checked_on=on)


def list_of(world, school):
    with unfenced(reason="a test looks"):
        return lines_of(world[school], 2026, "beijing_2020", DAY)


def left_at(world, school):
    return tally_of(list_of(world, school), DAY).left


def reminders(day):
    """How many each school is told of, by its code."""
    with clock.at(day):
        met = [each for each in watches.meet_all(day) if each.watch == "eligibility_recheck"]
    return {each.organization: each.due.data[0] for each in met}


def cancellations():
    with unfenced(reason="a test looks"):
        return list(Case.objects.filter(kind="cancellation"))


def test_who_passed_is_done(world):
    student = entered(world)

    record(world, {student.pk: PASSED})

    with unfenced(reason="a test looks"):
        lines = lines_of(world["bj_school_a"], 2026, "beijing_2020", DAY)
    assert [line.found.outcome for line in lines if line.student.pk == student.pk] == ["passed"]
    assert cancellations() == []


def test_who_failed_gets_the_draft_of_a_cancellation_which_takes_the_status(world):
    student = entered(world)

    [row] = record(world, {student.pk: FAILED})

    [draft] = cancellations()
    assert (draft.state, draft.pk) == ("draft", row.case_id)
    hand_in(world, "bj_school_a.registrar", draft, "recheck_decision")
    case = submit(world, "bj_school_a.registrar", draft)
    approve(world, "bj_school_a.school_head", case)
    file(world, "bj_district_1.reviewer", case)
    assert records_of(student)[0].status == "cancelled"


def test_a_newcomer_who_failed_is_not_registered(world):
    student = newcomer(world, "bj_school_a")

    record(world, {student.pk: FAILED})

    assert cancellations() == []
    assert "registration_eligibility" in reasons_of(world, student, "bj_school_a")


def test_a_failure_needs_grounds(world):
    with pytest.raises(Invalid, match="依据"):
        record(world, {entered(world).pk: Finding(Outcome.FAILED)})


def test_what_says_nothing_new_leaves_no_row(world):
    student = entered(world)
    record(world, {student.pk: PASSED})

    assert record(world, {student.pk: PASSED}) == []


def test_a_failure_with_a_cancellation_in_hand_is_not_talked_over(world):
    student = entered(world)
    record(world, {student.pk: FAILED})

    with pytest.raises(Conflict, match="先撤回"):
        record(world, {student.pk: PASSED})


@pytest.mark.parametrize("stranger", ["bj_school_b", "zj_school_a"])
def test_nobody_checks_another_schools_students(world, stranger):
    with pytest.raises(Invalid):
        record(world, {entered(world, stranger).pk: PASSED})


def test_a_head_of_school_records_nothing(world):
    with pytest.raises(NotAllowed):
        record(world, {entered(world).pk: PASSED}, office="school_head")


def test_nobody_was_checked_tomorrow(world):
    with pytest.raises(Invalid):
        record(world, {entered(world).pk: PASSED}, on=date(2026, 11, 21))


@pytest.mark.parametrize("policy, months", [("beijing_2020", 3), ("zhejiang_2015", None), ("national_2010", None)])
def test_which_regulation_sets_a_day(world, policy, months):
    assert months_of(policy, DAY) == months


@pytest.mark.parametrize(
    "came, due",
    [
        (date(2026, 8, 25), date(2026, 11, 25)),
        (date(2026, 11, 30), date(2027, 2, 28)),  # the last day of a shorter month
    ],
)
def test_three_months_after_check_in(world, came, due):
    student = entered(world, came=came)

    with unfenced(reason="a test looks"):
        lines = lines_of(world["bj_school_a"], 2026, "beijing_2020", DAY)

    assert [line.due_on for line in lines if line.student.pk == student.pk] == [due]


def test_the_tally_counts_what_is_left_and_the_first_day_due(world):
    students = [entered(world, name=name) for name in ("甲一", "甲二", "甲三")]
    record(world, {students[0].pk: PASSED, students[1].pk: FAILED})

    with unfenced(reason="a test looks"):
        lines = [
            line
            for line in lines_of(world["bj_school_a"], 2026, "beijing_2020", DAY)
            if line.student.pk in {student.pk for student in students}
        ]
    tally = tally_of(lines, DAY)
    assert (tally.total, tally.passed, tally.failed, tally.left, tally.due_on) == (3, 1, 1, 1, date(2026, 12, 1))


@pytest.mark.parametrize(
    "day, said",
    [
        (date(2026, 11, 16), None),
        (date(2026, 11, 17), "应在"),  # two weeks before
        (date(2026, 12, 1), "到期"),
    ],
)
def test_the_school_is_reminded_before_and_on_the_day(world, day, said):
    entered(world)

    met = reminders(day)

    with unfenced(reason="a test looks"):
        texts = list(WatchEvent.objects.filter(watch="eligibility_recheck").values_list("text", flat=True))
    assert met.get("1198010001") == (left_at(world, "bj_school_a") if said else None)
    assert not [code for code in met if code.startswith("33")]
    assert all(said in text for text in texts)


def test_who_is_done_is_not_reminded(world):
    entered(world)
    record(world, {line.student.pk: PASSED for line in list_of(world, "bj_school_a")})

    assert "1198010001" not in reminders(date(2026, 12, 1))


def test_zhejiang_sets_no_day_and_reminds_nobody(world):
    entered(world, "zj_school_a")

    with unfenced(reason="a test looks"):
        codes = set(Organization.objects.within(world["zj"]).schools().values_list("code", flat=True))
    assert not codes & set(reminders(date(2026, 12, 1)))


def test_findings_are_append_only(world):
    student = entered(world)
    record(world, {student.pk: PASSED})
    record(world, {student.pk: FAILED})

    with unfenced(reason="a test looks"):
        assert [row.outcome for row in EligibilityCheck.objects.filter(student=student)] == ["failed", "passed"]
    assert fresh(cancellations()[0]).state == "draft"


def test_those_above_count_whom_the_school_counts(world):
    """Also those of whom no admission is known: they came on the day of entry."""
    entered(world)
    make_student(world, "bj_school_a", name="宋远舟", cohort=2026)
    with world.scope("bj_school_a.registrar").enter():
        own = tally_of(lines_of(world["bj_school_a"], 2026, "beijing_2020", DAY), DAY)

    with world.scope("bj_district_1.reviewer").enter() as above:
        lines = overview_page(above, world["bj_district_1"], 2026)["lines"]

    [found] = [line.tally for line in lines if line.school == world["bj_school_a"]]
    assert (found.total, found.left, found.due_on) == (own.total, own.left, own.due_on)


def test_those_above_count_what_was_found_last_without_looking_up_each_student(world):
    students = [entered(world, name=name) for name in ("宋远舟", "方听泉", "骆知秋")]
    record(world, {students[0].pk: PASSED, students[1].pk: PASSED})
    record(world, {students[0].pk: FAILED})
    with world.scope("bj_district_1.reviewer").enter() as above, CaptureQueriesContext(connection) as captured:
        lines = overview_page(above, world["bj_district_1"], 2026)["lines"]

    tallies = [(each.tally.passed, each.tally.failed) for each in lines if each.school == world["bj_school_a"]]
    assert tallies == [(1, 1)]
    [everybody] = [query["sql"] for query in captured if "student" in query["sql"] and "outcome" not in query["sql"]]
    assert "eligibility_eligibilitycheck" not in everybody


@pytest.mark.parametrize("office", ["bj_school_a.registrar", "bj_district_1.reviewer", "bj.reviewer"])
def test_who_comes_by_transfer_from_outside_is_no_newcomer(world, office):
    """The re-check was due at the school of entry, at every station of the transfer: school and district count alike."""
    checked_in = entered(world)
    arriving = newcomer(world, "bj_school_a", name="方听泉")  # a transfer's pending record has no admission
    arrived = entered(world, name="骆知秋")
    with case_effect(0, reason="a test's transfer"):
        StatusChange.objects.create(
            school_id=arrived.school_id, student=arrived, person_id=arrived.person_id, kind="transfer_in",
            from_status="pending", to_status="studying", effective_on=DAY, case_id=0, recorded_at=clock.now(),
        )  # fmt: skip

    with world.scope(office).enter():
        found = set(new_students(2026).values_list("pk", flat=True))

    assert checked_in.pk in found
    assert not found & {arriving.pk, arrived.pk}


def test_those_without_an_admission_are_reminded_of_too(world):
    """The list counts them, so the reminder does."""
    make_student(world, "bj_school_a", name="宋远舟", cohort=2026, entered_on=date(2026, 9, 1))

    assert reminders(date(2026, 12, 1))["1198010001"] == left_at(world, "bj_school_a")


@pytest.mark.parametrize("office", ["bj_district_1.reviewer", "bj.reviewer"])
def test_each_number_above_leads_to_just_so_many_students(world, client, office):
    before = len(list_of(world, "bj_school_a"))
    students = [entered(world, name=name) for name in ("甲一", "甲二", "甲三", "甲四")]
    newcomer(world, "bj_school_a", name="方听泉")  # comes by transfer: behind no number
    record(world, {students[0].pk: PASSED, students[1].pk: FAILED})
    client.force_login(world.user(office))
    overview = client.get(reverse("students:eligibility_overview"), {"year": "2026"})
    [line] = [line for line in overview.context["lines"] if line.school == world["bj_school_a"]]

    for shown, count in (("all", before + 4), ("open", before + 2), ("passed", 1), ("failed", 1)):
        page = client.get(reverse("students:eligibility_overview") + line.urls[shown])
        assert sum(each.value for each in page.context["classes"]) == count
        assert [chip.value for chip in page.context["states"] if chip.active] == [count]
    tally = line.tally
    assert (tally.total, tally.left, tally.passed, tally.failed) == (before + 4, before + 2, 1, 1)


def test_a_school_elsewhere_has_no_list_for_a_bureau(world, client):
    client.force_login(world.user("bj_district_1.reviewer"))

    page = client.get(reverse("students:eligibility_overview"), {"school": str(world["zj_school_a"].pk)})

    assert page.status_code == 404


def test_where_the_text_sets_no_day_nobody_owes_a_recheck(world, client):
    entered(world, "zj_school_a")
    client.force_login(world.user("zj_county_1a.reviewer"))

    page = client.get(reverse("students:eligibility_overview"), {"year": "2026"}).content.decode()

    assert "未复查" in page and "待复查" not in page
