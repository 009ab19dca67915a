"""What is decided about regulations outside their files: assignments, changed readings, schools' own rules."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from students.parties import policy_key_of, policy_keys_of, school_rules_of
from tests.policies.builders import roster
from xueji import clock
from xueji.errors import Invalid, NotAllowed
from xueji.organizations.models import User
from xueji.organizations.scope import Scope, unfenced
from xueji.policies.actions import policy_assign, reading_change, school_rule_set
from xueji.policies.assignments import bound_by
from xueji.policies.engine import registry
from xueji.policies.engine.check import check
from xueji.policies.models import InterpretationChange, PolicyAssignment, SchoolRule

TODAY, TOMORROW, LATER = date(2026, 9, 7), date(2026, 9, 8), date(2027, 1, 1)


@pytest.fixture(autouse=True)
def _on_a_day():
    with clock.at(TODAY):
        yield


def system(organization):
    return Scope.of_organization(organization)


def fresh(organization):
    return type(organization).objects.get(pk=organization.pk)


def test_a_body_is_bound_by_the_nearest_assignment_of_the_day(world):
    school, county = world["zj_school_a"], world["zj_county_1a"]
    policy_assign(actor=system(county), organization=county, policy_key="national_2010", since=LATER)
    days = (date(2015, 8, 31), TODAY, LATER)
    assert [policy_key_of(fresh(school), day) for day in days] == ["national_2010", "zhejiang_2015", "national_2010"]


def test_many_bodies_are_asked_for_in_one_query(world, django_assert_num_queries):
    schools = [world["zj_school_a"], world["bj_school_a"], world["bj_school_body"]]
    with django_assert_num_queries(1):
        found = policy_keys_of(schools)
    assert [found[school.pk] for school in schools] == ["zhejiang_2015", "beijing_2020", "beijing_2020"]


def test_of_two_for_one_day_the_one_recorded_last_holds(world):
    top = world["zj"]
    for key in ("national_2010", "zhejiang_2015"):
        policy_assign(actor=system(top), organization=top, policy_key=key, since=LATER)
    assert policy_key_of(fresh(top), LATER) == "zhejiang_2015"


@pytest.mark.parametrize("office", ["zj.reviewer", "zj_city_1.chief", "bj.chief"])
def test_only_the_chief_of_the_province_assigns(world, office):
    with pytest.raises(NotAllowed):
        policy_assign(
            actor=world.scope(office), organization=world["zj_city_1"], policy_key="national_2010", since=LATER
        )


def test_a_chief_assigns_a_pilot_but_not_in_the_past(world):
    chief, city = world.scope("zj.chief"), world["zj_city_1"]
    with pytest.raises(Invalid):
        policy_assign(actor=chief, organization=city, policy_key="national_2010", since=date(2026, 9, 6))
    policy_assign(actor=chief, organization=city, policy_key="national_2010", since=TODAY)
    assert [row.organization for row in bound_by("national_2010")] == [city]


@pytest.mark.parametrize("key, day", [("atlantis", TODAY), ("beijing_2020", date(2019, 1, 1))])
def test_an_assignment_is_to_a_regulation_in_force(world, key, day):
    with pytest.raises(Invalid):
        policy_assign(actor=system(world["zj"]), organization=world["zj"], policy_key=key, since=day)


@pytest.mark.parametrize("model", [PolicyAssignment, InterpretationChange, SchoolRule])
def test_nobody_changes_what_was_recorded(world, model):
    changed(world)
    set_count(world, 2)
    for verb in (lambda rows: rows.update(since=LATER), lambda rows: rows.delete()):
        with pytest.raises(DatabaseError), transaction.atomic(), unfenced(reason="a test tries"):
            verb(model.objects.all())


def changed(world, *, office="zj.chief", value=7, since=TOMORROW, key="step.working_days", policy="zhejiang_2015"):
    with world.scope(office).enter() as scope:
        return reading_change(actor=scope, policy_key=policy, key=key, value=value, since=since, reason="试行")


def test_a_changed_reading_holds_from_its_day_and_counts_as_a_version(world):
    changed(world)
    policy = registry.get("zhejiang_2015")
    assert [policy.parameters(day).integer("step.working_days") for day in (TODAY, TOMORROW)] == [10, 7]
    assert [policy.version(day) for day in (TODAY, TOMORROW)] == ["2015.1", "2026.1"]


def test_an_inherited_reading_changes_for_one_province_only(world):
    changed(world, key="age.full_on_birthday", value=False)
    flags = [
        registry.get(key).parameters(LATER).flag("age.full_on_birthday") for key in ("zhejiang_2015", "beijing_2020")
    ]
    assert flags == [False, True]


def test_what_changed_between_filing_and_decision_is_told(world):
    changed(world)
    found = registry.get("zhejiang_2015").changes_between(TODAY, TOMORROW, "registration")
    assert [(change.of, change.key, change.before, change.after) for change in found] == [
        ("reading", "zhejiang_2015.step.working_days", 10, 7)
    ]


def test_nothing_changed_within_a_reading():
    assert registry.get("zhejiang_2015").changes_between(TODAY, LATER, "transfer") == ()


@pytest.mark.parametrize("office", ["zj.reviewer", "zj_city_1.chief", "zj_school_a.school_head", "bj.chief"])
def test_only_who_may_interpret_changes_a_reading(world, office):
    with pytest.raises(NotAllowed):
        changed(world, office=office)


def test_the_base_is_nobodys_to_interpret(world):
    with pytest.raises(NotAllowed):
        changed(world, policy="national_2010")


@pytest.mark.parametrize(
    "wrong",
    [
        {"since": TODAY},
        {"value": "7"},
        {"value": True},
        {"value": -1},
        {"key": "transfer.window_days", "value": 20},
        {"key": "transfer.graduating", "value": "evidence"},
        {"key": "nothing", "value": 1},
        {"key": "case.rules_of", "value": "decided"},
    ],
)
def test_a_reading_takes_no_other_value(world, wrong):
    with pytest.raises(Invalid):
        changed(world, **wrong)


def test_words_and_papers_can_be_chosen(world):
    changed(world, key="transfer.graduating", value="exception")
    papers = registry.get("zhejiang_2015").parameters(TODAY).word_lists("transfer.evidence_by_reason")
    fewer = {reason: list(kinds) for reason, kinds in papers.items()} | {"other": ["transfer_application"]}
    changed(world, key="transfer.evidence_by_reason", value=fewer)
    assert registry.get("zhejiang_2015").parameters(LATER).word_lists("transfer.evidence_by_reason")["other"] == (
        "transfer_application",
    )


def set_count(world, value=2, *, since=TODAY, office="zj_school_a.registrar", key="leave.longest_terms", **changes):
    said = {"decided_by": "校务会", "decided_on": date(2026, 9, 1), "published_on": date(2026, 9, 2)} | changes
    with world.scope(office).enter() as scope:
        return school_rule_set(actor=scope, school=world["zj_school_a"], key=key, value=value, since=since, **said)


def test_a_school_sets_a_value_from_a_day(world):
    set_count(world, 2)
    set_count(world, 3, since=LATER)
    with world.scope("zj_county_1a.chief").enter():
        found = [school_rules_of(world["zj_school_a"], day) for day in (date(2026, 9, 6), TODAY, LATER)]
    assert found == [{}, {"leave.longest_terms": 2}, {"leave.longest_terms": 3}]


@pytest.mark.parametrize(
    "wrong",
    [
        {"value": 0},
        {"value": 5},
        {"since": date(2026, 9, 6)},
        {"key": "transfer.window_days"},
        {"published_on": date(2026, 8, 31)},
        {"published_on": TOMORROW},
    ],
)
def test_a_school_stays_within_its_bounds(world, wrong):
    with pytest.raises(Invalid):
        set_count(world, **wrong)


@pytest.mark.parametrize("office", ["zj_school_b.registrar", "zj_county_1a.chief", "zj.chief"])
def test_nobody_else_sets_a_schools_rules(world, office):
    with pytest.raises(NotAllowed):
        set_count(world, office=office)


def test_values_of_a_school_stand_before_those_of_the_text():
    values = registry.get("beijing_2020").parameters(TODAY, {"check_in.days_late": 5, "transfer.minimum_terms": 0})
    assert [values.integer("check_in.days_late"), values.integer("transfer.minimum_terms")] == [5, 1]


@pytest.mark.parametrize("days, outcome", [(None, "forbidden"), (5, "warning")])
def test_rules_take_what_the_school_has_set(days, outcome):
    from tests.policies.builders import new_student

    late = new_student(check_in_due_on=date(2026, 8, 30), checked_in_on=date(2026, 9, 3))
    rules = None if days is None else {"check_in.days_late": days}
    said = check("beijing_2020", "registration_item", late, TODAY, school_rules=rules)
    assert [v.outcome.value for v in said if v.rule.endswith("check_in_in_time")] == [outcome]
    assert check("beijing_2020", "registration", roster(), TODAY, school_rules=rules)


def test_the_registrar_sets_a_rule_on_the_screen(world, client):
    client.force_login(world.user("zj_school_a.registrar"))
    school = world["zj_school_a"]
    assert client.get(reverse("policies:schools")).url == reverse("policies:school", args=[school.pk])
    page = reverse("policies:school_rule", args=[school.pk, "leave.longest_terms"])
    assert "应在 1 至 4 学期之间" in client.get(page).content.decode()
    said = {"value": "2", "since": "2026-09-08", "decided_by": "校务会", "decided_on": "2026-09-01"}
    assert client.post(page, said | {"published_on": "2026-09-02"}).status_code == 302
    assert "2026年9月8日起改为 2" in client.get(reverse("policies:school", args=[school.pk])).content.decode()


def test_a_wrong_value_is_told_beside_its_field(world, client):
    client.force_login(world.user("zj_school_a.school_head"))
    page = reverse("policies:school_rule", args=[world["zj_school_a"].pk, "leave.longest_terms"])
    said = {"value": "2", "since": "2026-09-06", "decided_by": "校务会", "decided_on": "2026-09-01"}
    answer = client.post(page, said | {"published_on": "2026-09-02"})
    assert "施行日期不能在今天之前" in answer.content.decode()


@pytest.mark.parametrize("office", ["zj_school_b.registrar", "zj_county_1a.chief", "bj.chief"])
def test_everybody_reads_a_schools_rules(world, client, office):
    client.force_login(world.user(office))
    answer = client.get(reverse("policies:school", args=[world["zj_school_a"].pk]))
    assert "连续休学" in answer.content.decode()
    assert "另行规定" not in answer.content.decode()


def test_a_student_reads_them_on_the_phone(world, client):
    set_count(world)
    pupil = User.objects.create_user(
        username="pupil", password="x", name="甲", person_id=world.student("zj_school_a").person_id
    )
    client.force_login(pupil)
    html = client.get(reverse("policies:school", args=[world["zj_school_a"].pk])).content.decode()
    assert "校务会，2026年9月7日起" in html
    assert client.get(reverse("policies:schools")).status_code == 404


def test_those_above_see_which_schools_have_set_something(world, client):
    set_count(world)
    client.force_login(world.user("zj_county_1a.chief"))
    assert "1 项" in client.get(reverse("policies:schools")).content.decode()


def test_the_chief_changes_a_reading_on_the_screen(world, client):
    client.force_login(world.user("zj.chief"))
    page = reverse("policies:reading", args=["zhejiang_2015", "transfer.graduating"])
    answer = client.post(page, {"value": "exception", "since": "2026-09-08", "reason": "与部办法一致"})
    assert answer.status_code == 302
    assert "与部办法一致" in client.get(page).content.decode()


def test_others_read_a_reading_without_a_form(world, client):
    client.force_login(world.user("zj_city_1.chief"))
    page = client.get(reverse("policies:reading", args=["zhejiang_2015", "transfer.graduating"])).content.decode()
    assert "毕业年级转学如何处理" in page
    assert '<form method="post" novalidate>' not in page


@pytest.mark.parametrize("key", ["beijing_2020", "zhejiang_2015", "national_2010"])
def test_a_regulation_is_readable_from_first_to_last(world, client, key):
    client.force_login(world.user("zj_school_a.registrar"))
    html = client.get(reverse("policies:regulation", args=[key])).content.decode()
    for text in ("办理路径", "口径", 'id="chain-transfer_inside"'):
        assert text in html


def test_every_question_of_the_first_chapters_has_an_answer(world, client):
    client.force_login(world.user("zj_school_a.registrar"))
    answer = client.get(reverse("policies:questions"))
    assert [question.number for question in answer.context["open"]] == []
