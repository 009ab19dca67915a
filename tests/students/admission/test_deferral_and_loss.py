"""A later day, the place given up, the papers that go back."""

from datetime import date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import get_default_timezone

from students.admission import actions
from students.admission.models import Admission, AdmissionPaper, Deferral, ReturnList
from students.admission.printing import return_list_pdf, return_list_workbook
from tests.students.admission.support import make_admission
from tests.students.archive.support import png
from xueji import clock
from xueji.cases.watches import meet_all
from xueji.cases.watching.models import WatchEvent
from xueji.errors import Conflict, Invalid, RuleViolated
from xueji.organizations.scope import unfenced

LATER = date(2026, 9, 20)


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def on(day: date):
    return clock.at(datetime(day.year, day.month, day.day, 10, tzinfo=get_default_timezone()))


def fresh(admission):
    with unfenced(reason="a test looks"):
        return Admission.objects.get(pk=admission.pk)


def ask(world, admission, school="zj_school_a", *, day=date(2026, 8, 28), papers=("deferral", "proof"), guardian=True):
    with on(day), world.scope(f"{school}.registrar").enter() as scope:
        for kind in papers:
            upload = SimpleUploadedFile("材料.png", png(), content_type="image/png")
            actions.paper_add(actor=scope, admission=admission, kind=kind, upload=upload)
        return actions.deferral_ask(
            actor=scope, admission=admission, applied_on=day, until=LATER, reason="家人住院",
            student_signed=True, guardian_signed=guardian,
        )  # fmt: skip


def decide(world, deferral, school="zj_school_a", *, granted=True, note="情况属实", day=date(2026, 8, 29)):
    with on(day), world.scope(f"{school}.registrar").enter() as scope:
        return actions.deferral_decide(actor=scope, deferral=deferral, granted=granted, until=None, note=note)


def forfeit(world, *admissions, school="zj_school_a", day=date(2026, 9, 16)):
    with on(day), world.scope(f"{school}.registrar").enter() as scope:
        return actions.forfeit(actor=scope, admission_ids=[row.pk for row in admissions])


def test_a_later_day_is_granted(world):
    admission = make_admission(world)
    deferral = decide(world, ask(world, admission))
    assert (deferral.state, deferral.granted_until) == ("granted", LATER)
    assert (fresh(admission).state, fresh(admission).due_on) == ("deferred", LATER)


@pytest.mark.parametrize(
    "school, papers, guardian",
    [
        ("zj_school_a", (), True),  # no written application
        ("zj_school_a", ("deferral",), False),  # the guardian did not sign (Zhejiang 7)
        ("bj_school_a", ("deferral",), True),  # no proof (Beijing 6)
    ],
)
def test_without_what_the_text_asks_for_it_is_not_granted(world, school, papers, guardian):
    admission = make_admission(world, school)
    deferral = ask(world, admission, school, papers=papers, guardian=guardian)
    with pytest.raises(RuleViolated):
        decide(world, deferral, school)
    assert fresh(admission).state == "admitted"


def test_beijing_does_not_ask_for_the_guardian(world):
    admission = make_admission(world, "bj_school_a")
    decide(world, ask(world, admission, "bj_school_a", guardian=False), "bj_school_a")
    assert fresh(admission).state == "deferred"


def test_a_refusal_says_why(world):
    admission = make_admission(world)
    deferral = ask(world, admission)
    with pytest.raises(Invalid, match="写明理由"):
        decide(world, deferral, granted=False, note=" ")
    decide(world, deferral, granted=False, note="理由不成立")
    assert fresh(admission).state == "admitted"


def test_one_application_is_decided_at_a_time(world):
    admission = make_admission(world)
    ask(world, admission)
    with pytest.raises(Conflict, match="待审批"):
        ask(world, admission)


def test_an_application_is_decided_once(world):
    deferral = decide(world, ask(world, make_admission(world)))
    with pytest.raises(Conflict, match="已经审批"):
        decide(world, deferral)


@pytest.mark.parametrize("day, lost", [(date(2026, 9, 15), False), (date(2026, 9, 16), True)])
def test_a_place_is_given_up_two_weeks_late_and_not_before(world, day, lost):
    admission = make_admission(world)
    done, refused = forfeit(world, admission, day=day)
    assert (len(done), len(refused)) == ((1, 0) if lost else (0, 1))
    assert fresh(admission).state == ("forfeited" if lost else "admitted")


def test_the_loss_counts_from_the_day_after_the_term_whenever_it_is_confirmed(world):
    admission = make_admission(world)
    forfeit(world, admission, day=date(2026, 10, 8))
    assert fresh(admission).lost_on == date(2026, 9, 16)


def test_an_application_that_waits_keeps_the_place(world):
    admission = make_admission(world)
    ask(world, admission)
    done, refused = forfeit(world, admission)
    assert (done, refused[0][1]) == ([], "延期报到的申请尚未审批，须先审批")


def test_a_confirmation_by_mistake_is_taken_back_with_a_reason(world):
    admission = make_admission(world)
    forfeit(world, admission)
    with world.scope("zj_school_a.registrar").enter() as scope:
        with pytest.raises(Invalid):
            actions.reinstate(actor=scope, admission=admission, note="")
        actions.reinstate(actor=scope, admission=admission, note="当日已到校，登记遗漏")
    assert (fresh(admission).state, fresh(admission).lost_on) == ("admitted", None)


def test_the_watch_tells_the_school_once_and_changes_nothing(world):
    rows = [make_admission(world), make_admission(world, name="吴微星")]
    for day in (date(2026, 9, 15), date(2026, 9, 16), date(2026, 9, 17)):
        with on(day):
            meet_all(day)
    with unfenced(reason="a test looks"):
        told = list(WatchEvent.objects.filter(watch="admission_check_in_over").values_list("due_on", "text"))
    assert told == [(date(2026, 9, 16), "2 名新生报到期限已满仍未报到，请核对后确认是否放弃入学资格")]
    assert {fresh(row).state for row in rows} == {"admitted"}


@pytest.fixture
def lost(world):
    """Two places given up in Beijing: the month runs from 2 September."""
    rows = [make_admission(world, "bj_school_a"), make_admission(world, "bj_school_a", name="吴微星")]
    forfeit(world, *rows, school="bj_school_a", day=date(2026, 9, 10))
    return rows


def return_list(world, rows, day=date(2026, 9, 20)):
    with on(day), world.scope("bj_school_a.registrar").enter() as scope:
        return actions.return_list_make(actor=scope, admission_ids=[row.pk for row in rows])


def test_a_list_of_papers_is_fixed_and_due_within_a_month(world, lost):
    made = return_list(world, lost)
    with unfenced(reason="a test changes a name"):
        Admission.objects.filter(pk=lost[0].pk).update(name="改名")
    assert (made.count, made.due_on, made.number) == (2, date(2026, 10, 2), "2026-01")
    assert [row["name"] for row in made.rows] == ["沈嘉禾", "吴微星"]
    assert made.rows[0]["identity_number"] == lost[0].identity_number


def test_nothing_goes_back_twice(world, lost):
    return_list(world, lost[:1])
    with pytest.raises(Conflict):
        return_list(world, lost)


def test_one_list_goes_one_way(world, lost):
    other = make_admission(world, "bj_school_a", channel="自主招生", state="forfeited", lost_on=date(2026, 9, 2))
    with pytest.raises(Invalid, match="一个渠道"):
        return_list(world, [*lost, other])


def test_a_list_is_marked_as_returned_once_and_to_somebody(world, lost):
    made = return_list(world, lost)
    values = {"returned_on": date(2026, 9, 25), "returned_to": "区招生考试中心", "note": ""}
    with on(date(2026, 9, 25)), world.scope("bj_school_a.registrar").enter() as scope:
        with pytest.raises(Invalid):
            actions.return_list_mark(actor=scope, made=made, **(values | {"returned_to": " "}))
        actions.return_list_mark(actor=scope, made=made, **values)
        with pytest.raises(Conflict):
            actions.return_list_mark(actor=scope, made=made, **values)
        with pytest.raises(Conflict):
            actions.return_list_discard(actor=scope, made=made)


def test_who_is_on_a_list_is_not_reinstated_until_it_is_thrown_away(world, lost):
    made = return_list(world, lost)
    with on(date(2026, 9, 21)), world.scope("bj_school_a.registrar").enter() as scope:
        with pytest.raises(Conflict, match="退回名单"):
            actions.reinstate(actor=scope, admission=lost[0], note="误确认")
        actions.return_list_discard(actor=scope, made=made)
        actions.reinstate(actor=scope, admission=lost[0], note="误确认")
        left = (ReturnList.objects.count(), Admission.objects.to_return().count())
    assert left == (0, 1)


def test_a_list_is_printed_and_taken_out_as_a_workbook(world, lost):
    made = return_list(world, lost)
    with world.scope("bj_school_a.registrar").enter() as scope:
        assert return_list_pdf(scope, made).startswith(b"%PDF-")
        assert return_list_workbook(scope, made).startswith(b"PK")


def test_papers_and_applications_are_never_removed(world):
    admission = make_admission(world)
    ask(world, admission)
    with unfenced(reason="a test looks"):
        assert AdmissionPaper.objects.filter(admission=admission).count() == 2
        assert Deferral.objects.get(admission=admission).reason == "家人住院"
