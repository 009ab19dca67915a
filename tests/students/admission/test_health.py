"""The health examination, the place kept for a year, the re-check, the cancellation (Beijing 7)."""

from datetime import date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import get_default_timezone

from students.admission import actions
from students.admission.actions.health import Finding
from students.admission.models import Admission, HealthExamination
from students.admission.tying import tie
from students.models import Student
from students.statuses import Status
from tests.students.admission.support import DUE, make_admission
from tests.students.archive.support import png
from tests.support.world import identity_number, make_student
from xueji import clock
from xueji.errors import Conflict, RuleViolated
from xueji.organizations.scope import unfenced

SCHOOL = "bj_school_a"
DECIDED, UNTIL = date(2026, 9, 10), date(2027, 9, 10)


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def on(day: date):
    return clock.at(datetime(day.year, day.month, day.day, 10, tzinfo=get_default_timezone()))


def fresh(admission):
    with unfenced(reason="a test looks"):
        return Admission.objects.get(pk=admission.pk)


def examine(world, admission, result, day, *, school=SCHOOL, paper="", **hospital):
    with on(day), world.scope(f"{school}.registrar").enter() as scope:
        upload = SimpleUploadedFile("材料.png", png(), content_type="image/png")
        kept = actions.paper_add(actor=scope, admission=admission, kind=paper, upload=upload) if paper else None
        finding = Finding(day, result, paper=kept, **hospital)
        return actions.examination_record(actor=scope, admission=admission, finding=finding)


@pytest.fixture
def kept(world):
    """Came, was found ill, and keeps the place."""
    admission = make_admission(world, SCHOOL, state="checked_in", checked_in_on=DUE)
    examine(world, admission, "ill", date(2026, 9, 8))
    with on(DECIDED), world.scope(f"{SCHOOL}.registrar").enter() as scope:
        return actions.place_keep(actor=scope, admission=admission)


def cancel(world, admission, day):
    with on(day), world.scope(f"{SCHOOL}.registrar").enter() as scope:
        return actions.cancel(actor=scope, admission_ids=[admission.pk])


def check_in(world, admission, day):
    with on(day), world.scope(f"{SCHOOL}.registrar").enter() as scope:
        return actions.check_in(actor=scope, admission_id=admission.pk)


def test_illness_keeps_the_place_a_year_from_the_decision(kept):
    assert (kept.state, kept.kept_until, kept.checked_in_on) == ("kept", UNTIL, None)


def test_nobody_keeps_a_place_without_a_finding(world):
    admission = make_admission(world, SCHOOL)
    examine(world, admission, "fit", date(2026, 9, 8))
    with on(DECIDED), world.scope(f"{SCHOOL}.registrar").enter() as scope, pytest.raises(RuleViolated):
        actions.place_keep(actor=scope, admission=admission)


def test_zhejiang_knows_no_kept_place(world):
    admission = make_admission(world)
    examine(world, admission, "ill", date(2026, 9, 8), school="zj_school_a")
    with world.scope("zj_school_a.registrar").enter() as scope, pytest.raises(Conflict, match="没有因病保留"):
        actions.place_keep(actor=scope, admission=admission)


def test_a_pending_record_and_its_seat_are_given_up(world):
    """No benefits of a student while under treatment: the record comes back with the student."""
    number = identity_number(date(2010, 5, 20))
    admission = make_admission(world, SCHOOL, identity_number=number, state="checked_in", checked_in_on=DUE)
    student = make_student(world, SCHOOL, cohort=2026, status=Status.PENDING, identity_number=number)
    with world.scope(f"{SCHOOL}.registrar").enter():
        tie(world[SCHOOL], [student.pk])
    examine(world, admission, "ill", date(2026, 9, 8))
    with on(DECIDED), world.scope(f"{SCHOOL}.registrar").enter() as scope:
        actions.place_keep(actor=scope, admission=admission)
    with unfenced(reason="a test looks"):
        assert not Student.objects.filter(pk=student.pk).exists()
    assert (fresh(admission).state, fresh(admission).student_id) == ("kept", None)


def test_a_registered_student_keeps_no_place(world):
    number = identity_number(date(2010, 5, 20))
    student = make_student(world, SCHOOL, cohort=2026, identity_number=number)
    with world.scope(f"{SCHOOL}.registrar").enter():
        tie(world[SCHOOL], [student.pk])
    with unfenced(reason="a test looks"):
        admission = Admission.objects.get(student=student)
    examine(world, admission, "ill", date(2026, 9, 8))
    with world.scope(f"{SCHOOL}.registrar").enter() as scope, pytest.raises(Conflict):
        actions.place_keep(actor=scope, admission=admission, decided_on=DECIDED)


@pytest.mark.parametrize(
    "hospital, paper",
    [
        ({"hospital_grade": "grade_2"}, "recheck"),
        ({"hospital_grade": "grade_2a", "hospital_local": False}, "recheck"),
        ({"hospital_grade": "grade_2a"}, ""),
    ],
)
def test_a_recheck_that_the_text_does_not_accept_is_not_recorded(world, kept, hospital, paper):
    with pytest.raises(RuleViolated):
        examine(world, kept, "fit", date(2027, 8, 20), paper=paper, **hospital)
    with unfenced(reason="a test looks"):
        assert not HealthExamination.objects.filter(admission=kept, kind="recheck").exists()


def test_who_is_well_again_checks_in_again(world, kept):
    with pytest.raises(RuleViolated, match="还没有登记健康复查"):
        check_in(world, kept, date(2027, 9, 1))
    examine(world, kept, "fit", date(2027, 8, 20), paper="recheck", hospital_grade="grade_2a")
    check_in(world, kept, date(2027, 9, 1))
    assert (fresh(kept).state, fresh(kept).checked_in_on) == ("checked_in", date(2027, 9, 1))
    assert (fresh(kept).due_on, fresh(kept).days_late) == (UNTIL, 0)


def test_who_failed_the_recheck_is_cancelled_when_somebody_confirms(world, kept):
    examine(world, kept, "ill", date(2027, 8, 20))
    assert fresh(kept).state == "kept"
    done, _refused = cancel(world, kept, date(2027, 8, 25))
    assert (len(done), fresh(kept).lost_on) == (1, date(2027, 8, 25))


@pytest.mark.parametrize("day, cancelled", [(UNTIL, False), (date(2027, 9, 11), True)])
def test_a_year_to_the_day(world, kept, day, cancelled):
    done, refused = cancel(world, kept, day)
    assert (bool(done), bool(refused)) == (cancelled, not cancelled)


def test_the_grid_records_many_at_once(world):
    rows = [
        make_admission(world, SCHOOL, state="checked_in", checked_in_on=DUE, name=name) for name in ("甲一", "乙二")
    ]
    findings = [(row.pk, Finding(date(2026, 9, 8), "fit", "区医院", "grade_2a")) for row in rows]
    with on(DECIDED), world.scope(f"{SCHOOL}.registrar").enter() as scope:
        assert actions.examinations_record(actor=scope, findings=findings) == 2
        assert HealthExamination.objects.filter(result="fit", hospital_grade="grade_2a").count() == 2
