"""The turn of a school year: who goes up, who is named, the job that is killed and run again, taking it back."""

from datetime import date, timedelta

import pytest

from students.models import StatusChange
from students.structure import promoting
from students.structure.models import GradeYear, Promotion
from students.structure.promotion import Remark, dry_run, year_to_turn
from tests.support.world import make_student
from tests.transfers.support import WINDOW, opened, submitted
from xueji import clock
from xueji.errors import Conflict, Invalid
from xueji.jobs.models import Job
from xueji.organizations.scope import unfenced

SCHOOL = "zj_school_a"
TURN = date(2026, 8, 20)


@pytest.fixture
def actor(world):
    return world.scope(f"{SCHOOL}.registrar")


@pytest.fixture(autouse=True)
def _on_a_day():
    with clock.at(TURN):
        yield


def begun(actor) -> Promotion:
    with actor.enter():
        return promoting.promotion_begin(actor=actor)


def found(actor, promotion):
    with actor.enter():
        return dry_run(Promotion.objects.get(pk=promotion.pk))


def entry_of(actor, promotion, student):
    return next(entry for entry in found(actor, promotion).entries if entry.student.pk == student.pk)


def work(actor, promotion, progress=lambda done, total, note="": None):
    """The job as a worker runs it."""
    with actor.enter():
        promotion = promoting.promotion_start(actor=actor, promotion=promotion)
        job = Job.objects.get(pk=promotion.job_id)
    return promoting.run_promotion(job, actor, progress)


def grades(promotion):
    with unfenced(reason="a test looks"):
        rows = GradeYear.objects.filter(promotion=promotion).select_related("student")
        return {row.student.cohort: (row.grade, row.outcome) for row in rows.filter(undone_at=None)}


@pytest.mark.parametrize(
    "day, year",
    [
        (date(2026, 6, 30), "2025-2026"),
        (date(2026, 7, 1), "2026-2027"),
        (date(2026, 12, 31), "2026-2027"),
        (date(2027, 1, 1), "2026-2027"),
    ],
)
def test_which_year_is_turned_to(day, year):
    assert year_to_turn(day) == year


def test_everybody_comes_to_the_grade_of_the_cohort(actor):
    promotion = begun(actor)
    work(actor, promotion)
    assert grades(promotion) == {2026: (1, "entered"), 2025: (2, "promoted"), 2024: (3, "graduating")}


def test_beginning_twice_is_one_promotion(actor):
    assert begun(actor).pk == begun(actor).pk


@pytest.mark.parametrize(
    "fields, remark, asked",
    [
        ({"status": "on_leave"}, Remark.ON_LEAVE, False),
        ({"status": "pending"}, Remark.PENDING, False),
        ({"status": "special_school"}, Remark.SPECIAL_SCHOOL, True),
        ({"cohort": 2024}, Remark.GRADUATING, False),
        ({"class_of": 2024}, Remark.COHORT, True),
    ],
)
def test_exceptions_are_named(world, actor, fields, remark, asked):
    group = fields.pop("class_of", None)
    if group:
        fields["school_class"] = world.classes[f"{SCHOOL}.{group}"]
    student = make_student(world, SCHOOL, **fields)
    entry = entry_of(actor, begun(actor), student)
    assert remark in entry.remarks
    assert entry.is_asked == asked
    assert entry.goes == (remark is Remark.GRADUATING)


def test_beyond_the_length_of_the_programme_a_person_decides(world, actor):
    programme = world.programmes[SCHOOL]
    with unfenced(reason="a test's programme"):
        type(programme).objects.filter(pk=programme.pk).update(years=2)
    student = make_student(world, SCHOOL, cohort=2024)
    entry = entry_of(actor, begun(actor), student)
    assert (entry.grade, entry.outcome, entry.is_open) == (3, "overtime", True)


def test_a_case_under_way_asks_for_a_decision_and_a_draft_does_not(world, actor):
    drafted = make_student(world, SCHOOL)
    opened(world, SCHOOL, "zj_school_city", student=drafted)
    moving = make_student(world, SCHOOL)
    with clock.at(WINDOW):
        submitted(world, SCHOOL, "zj_school_city", student=moving)
    promotion = begun(actor)
    assert not entry_of(actor, promotion, drafted).is_asked
    entry = entry_of(actor, promotion, moving)
    assert (Remark.CASE in entry.remarks, entry.is_open, str(entry.detail)) == (True, True, "转学")


def test_who_repeats_stays_and_a_gap_is_asked_about(world, actor):
    repeats, gap = make_student(world, SCHOOL), make_student(world, SCHOOL)
    earlier = _confirmed_last_year(world, [repeats, gap], grade=2)
    with unfenced(reason="a test's retention"):
        StatusChange.objects.create(
            school=world[SCHOOL], student=repeats, person=repeats.person, kind="retention", from_status="studying",
            to_status="studying", before={"cohort": 2024}, after={"cohort": 2025}, effective_on=TURN, case_id=0,
            recorded_at=clock.now() - timedelta(days=30),
        )  # fmt: skip
    promotion = begun(actor)
    assert earlier.school_year == "2025-2026"
    entry = entry_of(actor, promotion, repeats)
    assert (entry.outcome, entry.grade, entry.is_asked) == ("stays", 2, False)
    assert Remark.GAP in entry_of(actor, promotion, gap).remarks


def test_open_decisions_hold_the_job_up(world, actor):
    student = make_student(world, SCHOOL, status="special_school")
    promotion = begun(actor)
    with actor.enter(), pytest.raises(Conflict):
        promoting.promotion_start(actor=actor, promotion=promotion)
    with actor.enter():
        promoting.promotion_decide(actor=actor, promotion=promotion, choices={student.pk: "wait"})
    work(actor, promotion)
    with unfenced(reason="a test looks"):
        assert not GradeYear.objects.filter(student=student).exists()
    with actor.enter():  # and goes up later
        promoting.promotion_decide(actor=actor, promotion=promotion, choices={student.pk: "promote"})
    work(actor, promotion)
    with unfenced(reason="a test looks"):
        assert GradeYear.objects.get(student=student).is_chosen


def test_nothing_is_decided_of_whom_nothing_is_asked(world, actor):
    promotion = begun(actor)
    with actor.enter(), pytest.raises(Invalid):
        promoting.promotion_decide(actor=actor, promotion=promotion, choices={world.student(SCHOOL).pk: "wait"})


def test_killed_and_run_again_it_promotes_nobody_twice(world, actor):
    make_student(world, SCHOOL)
    promotion = begun(actor)

    class Killed(Exception):
        pass

    def dies(done, total, note=""):
        if done:
            raise Killed

    with pytest.raises(Killed):
        work(actor, promotion, dies)
    with unfenced(reason="a test looks"):
        half = GradeYear.objects.filter(promotion=promotion).count()
        job = Job.objects.get(pk=Promotion.objects.get(pk=promotion.pk).job_id)
    assert 0 < half < 4
    assert promoting.run_promotion(job, actor, lambda done, total, note="": None) == {"confirmed": 4}
    assert promoting.run_promotion(job, actor, lambda done, total, note="": None) == {"confirmed": 4}
    with unfenced(reason="a test looks"):
        assert GradeYear.objects.filter(promotion=promotion).count() == 4
        assert Promotion.objects.get(pk=promotion.pk).counts == {"entered": 1, "promoted": 2, "graduating": 1}


def test_it_is_taken_back_while_nothing_was_built_on_it(actor):
    promotion = begun(actor)
    work(actor, promotion)
    with actor.enter():
        promoting.promotion_undo(actor=actor, promotion=promotion)
    assert grades(promotion) == {}
    again = begun(actor)
    assert again.pk != promotion.pk
    work(actor, again)
    assert len(grades(again)) == 3


def test_with_a_later_retention_it_is_not_taken_back(world, actor):
    promotion, student = begun(actor), world.student(SCHOOL)
    work(actor, promotion)
    with unfenced(reason="a test's retention"):
        StatusChange.objects.create(
            school=world[SCHOOL], student=student, person=student.person, kind="retention", from_status="studying",
            to_status="studying", before={"cohort": 2025}, after={"cohort": 2026}, effective_on=TURN, case_id=0,
            recorded_at=clock.now(),
        )  # fmt: skip
    with actor.enter(), pytest.raises(Conflict):
        promoting.promotion_undo(actor=actor, promotion=promotion)


def _confirmed_last_year(world, students, *, grade):
    with unfenced(reason="a test's earlier year"):
        earlier = Promotion.objects.create(
            school=world[SCHOOL], school_year="2025-2026", state="done", created_at=clock.now(), done_at=clock.now()
        )
        for student in students:
            GradeYear.objects.create(
                school=world[SCHOOL], student=student, promotion=earlier, school_year="2025-2026", grade=grade,
                cohort=2024, school_class=student.school_class, outcome="promoted", confirmed_at=clock.now(),
            )  # fmt: skip
    return earlier
