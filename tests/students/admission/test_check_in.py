"""Check-in: at the desk, many at once, late, taken back."""

from datetime import date, datetime

import pytest
from django.utils.timezone import get_default_timezone

from students.admission import actions
from students.admission.finding import found_at_desk
from students.admission.models import Admission, AdmissionEvent
from tests.students.admission.support import DUE, make_admission
from tests.support.world import identity_number
from xueji import clock
from xueji.errors import Conflict, Invalid, NotAllowed, RuleViolated
from xueji.organizations.scope import unfenced


def on(day: date):
    return clock.at(datetime(day.year, day.month, day.day, 10, tzinfo=get_default_timezone()))


def check_in(world, admission, school="zj_school_a", day=DUE):
    with on(day), world.scope(f"{school}.registrar").enter() as scope:
        return actions.check_in(actor=scope, admission_id=admission.pk)


def fresh(admission):
    with unfenced(reason="a test looks"):
        return Admission.objects.get(pk=admission.pk)


def test_who_comes_is_checked_in_with_day_and_officer(world):
    admission = make_admission(world)
    check_in(world, admission)
    with unfenced(reason="a test looks"):
        event = AdmissionEvent.objects.get(admission=admission.pk)
    assert (fresh(admission).state, fresh(admission).checked_in_on) == ("checked_in", DUE)
    assert (event.verb, event.from_state, event.actor_id) == (
        "check_in", "admitted", world.user("zj_school_a.registrar").pk,
    )  # fmt: skip


def test_late_within_the_two_weeks_is_told_with_the_article(world):
    arrival = check_in(world, make_admission(world), day=date(2026, 9, 15))
    [said] = arrival.verdicts
    assert (said.outcome, said.citation.article) == ("warning", 7)
    assert "逾期 14 天" in said.reason


def test_after_the_two_weeks_the_rule_refuses(world):
    admission = make_admission(world)
    with pytest.raises(RuleViolated, match="视为放弃入学资格"):
        check_in(world, admission, day=date(2026, 9, 16))
    assert fresh(admission).state == "admitted"


def test_a_granted_later_day_counts(world):
    admission = make_admission(world, state="deferred", deferred_to=date(2026, 9, 20))
    check_in(world, admission, day=date(2026, 9, 20))
    assert fresh(admission).days_late == 0


def test_nobody_is_checked_in_twice(world):
    admission = make_admission(world)
    check_in(world, admission)
    with pytest.raises(Conflict, match="不用再办"):
        check_in(world, admission)


def test_who_has_lost_the_place_is_not_checked_in(world):
    admission = make_admission(world, state="forfeited", lost_on=date(2026, 9, 16))
    with pytest.raises(Conflict, match="不能报到"):
        check_in(world, admission, day=date(2026, 9, 20))


def test_nobody_is_checked_in_ahead_of_time(world):
    admission = make_admission(world)
    with (
        on(date(2026, 8, 30)),
        world.scope("zj_school_a.registrar").enter() as scope,
        pytest.raises(Invalid, match="还没有到"),
    ):
        actions.check_in(actor=scope, admission_id=admission.pk, on=DUE)


def test_only_who_keeps_the_files_checks_in(world):
    admission = make_admission(world)
    with world.scope("zj_school_a.school_head").enter() as scope, pytest.raises(NotAllowed):
        actions.check_in(actor=scope, admission_id=admission.pk)


def test_another_schools_newcomer_is_not_there(world):
    admission = make_admission(world)
    with world.scope("zj_school_b.registrar").enter() as scope, pytest.raises(NotAllowed):
        actions.check_in(actor=scope, admission_id=admission.pk)


@pytest.mark.parametrize(
    "fields, state",
    [({}, "admitted"), ({"state": "deferred", "deferred_to": date(2026, 9, 20)}, "deferred")],
)
def test_a_mistake_is_taken_back_to_what_was_before(world, fields, state):
    admission = make_admission(world, **fields)
    check_in(world, admission)
    with on(DUE), world.scope("zj_school_a.registrar").enter() as scope:
        actions.check_in_undo(actor=scope, admission_id=admission.pk)
    assert (fresh(admission).state, fresh(admission).checked_in_on) == (state, None)


def test_many_are_checked_in_and_the_others_are_named_with_the_reason(world):
    good, late = make_admission(world), make_admission(world, name="吴微星", check_in_due_on=date(2026, 8, 1))
    with on(DUE), world.scope("zj_school_a.registrar").enter() as scope:
        done, refused = actions.check_in_many(actor=scope, admission_ids=[good.pk, late.pk])
    assert [row.pk for row in done] == [good.pk]
    assert [row.pk for row, _why in refused] == [late.pk]
    assert "第七条" in refused[0][1]


@pytest.mark.parametrize(
    "typed, how",
    [
        ("{identity}", "identity"),
        (" {identity} ", "identity"),
        ("TZ2600001", "number"),
        ("沈嘉", "name"),
        ("sjh", "name"),
    ],
)
def test_the_desk_finds_by_number_notice_and_name(world, typed, how):
    number = identity_number(date(2010, 5, 20))
    admission = make_admission(world, identity_number=number, notice_number="TZ2600001")
    with world.scope("zj_school_a.registrar").enter():
        found, understood = found_at_desk(typed.format(identity=number))
    assert ([row.pk for row in found], understood) == ([admission.pk], how)


def test_the_desk_says_when_a_scanned_number_cannot_be(world):
    number = identity_number(date(2010, 5, 20))
    wrong = number[:-1] + ("1" if number[-1] != "1" else "2")
    with world.scope("zj_school_a.registrar").enter():
        assert found_at_desk(wrong) == ([], "bad_identity")


def test_those_still_awaited_come_first(world):
    come = make_admission(world, state="checked_in", checked_in_on=DUE)
    awaited = make_admission(world)
    with world.scope("zj_school_a.registrar").enter():
        found, _how = found_at_desk("沈嘉禾")
    assert [row.pk for row in found] == [awaited.pk, come.pk]
