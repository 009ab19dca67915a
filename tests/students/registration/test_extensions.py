"""Extensions of a season by the level above, and schools that may not register (Beijing 10, Zhejiang 11)."""

from datetime import date

import pytest

from students.registration.models import SchoolStanding, StandingKind, WindowExtension
from students.registration.seasons import closing_day, current_seasons, season_of, windows_of
from students.registration.standings import standings_on
from tests.students.registration.support import decide_standing, extend
from tests.students.registration.test_registration import approve, newcomer, opened, records_of, submit
from tests.transfers.outside import arrival_from_outside, drafted_arrival, general_high
from tests.transfers.support import WINDOW
from xueji import clock
from xueji.cases import watches
from xueji.errors import Conflict, Invalid, NotAllowed, RuleViolated
from xueji.jobs.models import Job
from xueji.notices.models import PersonNotice
from xueji.organizations.running import job_run
from xueji.organizations.scope import unfenced
from xueji.policies.vocabulary import Season

AFTER = date(2026, 11, 3)
UNTIL = date(2026, 11, 10)


@pytest.fixture(autouse=True)
def after_the_closing_day():
    with clock.at(AFTER):
        yield


def last_days(world, school):
    with unfenced(reason="a test looks"):
        return [(window.season, window.year, window.last) for window in windows_of(world[school], clock.today())]


@pytest.mark.parametrize(
    "day, season",
    [
        (date(2026, 9, 1), (Season.AUTUMN, 2026)),
        (date(2026, 12, 31), (Season.AUTUMN, 2026)),
        (date(2027, 1, 31), (Season.AUTUMN, 2026)),  # late for the autumn before
        (date(2027, 2, 1), (Season.SPRING, 2027)),
        (date(2027, 7, 31), (Season.SPRING, 2027)),
        (date(2027, 8, 1), (Season.AUTUMN, 2027)),
    ],
)
def test_season_of_an_entry(day, season):
    assert season_of(day) == season


@pytest.mark.parametrize(
    "policy, season, closes",
    [
        ("zhejiang_2015", Season.AUTUMN, date(2026, 10, 30)),
        ("zhejiang_2015", Season.SPRING, date(2026, 3, 31)),
        ("beijing_2020", Season.AUTUMN, date(2026, 10, 31)),  # a Saturday stays
        ("beijing_2020", Season.SPRING, None),
        ("national_2010", Season.AUTUMN, date(2026, 11, 20)),
        ("national_2010", Season.SPRING, date(2026, 4, 20)),
    ],
)
def test_closing_days(world, policy, season, closes):
    assert closing_day(policy, season, 2026, AFTER) == closes


def test_a_season_that_closed_of_late_stands_before_the_next(world):
    found = [season for season, _closes in current_seasons("zhejiang_2015", AFTER)]

    assert found == [(Season.AUTUMN, 2026), (Season.SPRING, 2027)]


@pytest.mark.parametrize("target", ["zj_school_a", "zj_county_1a", "zj_city_1"])
def test_an_extension_reaches_everybody_below_its_target(world, target):
    extend(world, "zj_city_1.reviewer", target, UNTIL)

    assert last_days(world, "zj_school_a")[0] == (Season.AUTUMN, 2026, UNTIL)
    assert (last_days(world, "zj_school_c")[0][2] == UNTIL) is (target == "zj_city_1")
    assert last_days(world, "zj_school_d")[0][2] == date(2026, 10, 30)


def test_a_late_batch_is_refused_until_the_season_is_extended(world):
    student = newcomer(world)
    case = opened(world, [student])
    with pytest.raises(RuleViolated) as refused:
        submit(world, "zj_school_a.registrar", case)
    extend(world, "zj_city_1.reviewer", "zj_county_1a", UNTIL)

    submit(world, "zj_school_a.registrar", case)
    approve(world, "zj_county_1a.reviewer", case)
    approve(world, "zj_city_1.reviewer", case)

    said = {(verdict.rule, verdict.citation.article) for verdict in refused.value.verdicts if verdict.blocks}
    assert said == {("zhejiang_2015.registration_closing_day", 11)}
    assert records_of(student)[0].status == "studying"


def test_the_last_extension_of_a_target_counts(world):
    extend(world, "zj_city_1.reviewer", "zj_school_a", UNTIL)
    extend(world, "zj_city_1.reviewer", "zj_school_a", date(2026, 10, 30))

    assert last_days(world, "zj_school_a")[0][2] == date(2026, 10, 30)


@pytest.mark.parametrize(
    "office, target",
    [
        ("zj_county_1a.reviewer", "zj_school_a"),  # a county reviews only
        ("zj_city_2.reviewer", "zj_school_a"),  # another prefecture's school
        ("zj_school_a.registrar", "zj_school_a"),
        ("bj_district_1.reviewer", "bj_school_a"),
    ],
)
def test_who_may_not_extend(world, office, target):
    with pytest.raises(NotAllowed):
        extend(world, office, target, UNTIL)


@pytest.mark.parametrize("office, target", [("zj.reviewer", "zj"), ("bj.reviewer", "bj_school_body")])
def test_a_province_and_a_municipality_extend(world, office, target):
    assert extend(world, office, target, UNTIL).until == UNTIL


@pytest.mark.parametrize(
    "wrong, field",
    [
        ({"grounds": "  "}, "grounds"),
        ({"document_number": ""}, "document_number"),
        ({"until": date(2026, 10, 29)}, "until"),
        ({"decided_on": date(2026, 11, 4)}, "decided_on"),
    ],
)
def test_an_extension_is_in_writing_dated_and_has_grounds(world, wrong, field):
    with pytest.raises(Invalid) as refused:
        extend(world, "zj_city_1.reviewer", "zj_city_1", **{"until": UNTIL} | wrong)

    assert refused.value.field == field


def test_schools_are_told_and_nobody_elsewhere_sees_it(world, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=False):
        extend(world, "zj_city_1.reviewer", "zj_county_1a", UNTIL)
    with unfenced(reason="a test runs the job"):
        job = Job.objects.get(kind="registration_extension_told")
    job_run(job_id=job.pk, level="city", organization_id=job.organization_id)

    with unfenced(reason="a test looks"):
        told = set(PersonNotice.objects.filter(kind="window").values_list("organization_id", flat=True))
    assert told == {world["zj_school_a"].pk, world["zj_school_b"].pk}
    for office, seen in (("zj_school_a.registrar", 1), ("zj_county_1a.reviewer", 1), ("zj_school_c.registrar", 0)):
        with world.scope(office).enter():
            assert WindowExtension.objects.count() == seen


def test_a_suspension_holds_from_its_day_to_its_last(world):
    decide_standing(world, "zj_county_1a.reviewer", "zj_school_a", until=date(2026, 12, 31))
    key = world["zj_school_a"].pk

    with unfenced(reason="a test looks"):
        found = [StandingKind.SUSPENDED in standings_on([key], day)[key] for day in (
            date(2026, 11, 2), AFTER, date(2026, 12, 31), date(2027, 1, 1)
        )]  # fmt: skip
    assert found == [False, True, True, False]


def test_a_suspension_is_lifted_and_both_stay_in_the_history(world):
    decide_standing(world, "zj_county_1a.reviewer", "zj_school_a")
    row = decide_standing(world, "zj_county_1a.chief", "zj_school_a", holds=False, grounds="整改合格")

    with world.scope("zj_school_a.registrar").enter():
        assert not standings_on([row.school_id], AFTER)[row.school_id]
        assert [each.holds for each in SchoolStanding.objects.filter(school=row.school_id)] == [False, True]


@pytest.mark.parametrize("office", ["zj_county_1b.reviewer", "zj_city_2.reviewer", "zj_school_a.school_head"])
def test_only_a_level_above_the_school_decides_its_standing(world, office):
    with pytest.raises(NotAllowed):
        decide_standing(world, office, "zj_school_a")


def test_what_a_higher_level_decided_a_lower_one_does_not_change(world):
    decide_standing(world, "zj_city_1.reviewer", "zj_school_a")

    with pytest.raises(NotAllowed, match="澜州市教育局"):
        decide_standing(world, "zj_county_1a.reviewer", "zj_school_a", holds=False)


def test_nothing_is_decided_twice(world):
    decide_standing(world, "zj_county_1a.reviewer", "zj_school_a")

    with pytest.raises(Conflict):
        decide_standing(world, "zj_county_1a.reviewer", "zj_school_a")


@pytest.mark.parametrize(
    "day, told",
    [
        (date(2026, 10, 22), []),
        (date(2026, 10, 23), ["3398010001"]),  # a week before
        (date(2026, 10, 30), ["3398010001"]),
        (date(2026, 10, 31), ["339801"]),  # the authority hears of the school that has not finished
    ],
)
def test_who_is_reminded_of_the_closing_day(world, day, told):
    newcomer(world)

    with clock.at(day):
        found = [met.organization for met in watches.meet_all(day) if met.watch == "registration_closes"]

    assert found == told


@pytest.mark.parametrize("hand_up", [drafted_arrival, arrival_from_outside])
@pytest.mark.parametrize("day", [date(2026, 10, 30), date(2026, 10, 31)])
def test_nobody_is_reminded_of_who_comes_by_an_open_transfer(world, hand_up, day):
    with clock.at(WINDOW):
        hand_up(world, place=general_high)

    with clock.at(day):
        assert [met for met in watches.meet_all(day) if met.watch == "registration_closes"] == []
