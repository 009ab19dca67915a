"""Compulsory schooling at the school (Beijing 13): until when it goes on."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.urls import reverse

from graduation.facts import graduation_facts
from students.admission.models import Admission
from students.models import Student
from students.registration.marks import marks_of
from students.statuses import Status
from tests.policies.builders import graduate
from tests.students.registration.support import admitted
from tests.support.world import make_student
from tests.transfers.matters import opened
from transfers.withdrawal.models import Withdrawal
from xueji import clock
from xueji.cases.models import Item
from xueji.organizations.scope import case_effect, unfenced
from xueji.policies.engine.check import check
from xueji.policies.engine.registry import get as policy

TODAY = date(2027, 3, 1)
SCHOOL = "bj_school_a"


@pytest.fixture(autouse=True)
def _day():
    with clock.at(TODAY):
        yield


@pytest.fixture
def student(world):
    found = make_student(world, SCHOOL)
    admitted(world, found, SCHOOL, source="early_selection", schooling="unfinished", state="registered")
    return found


@pytest.fixture
def registrar(client, world):
    client.force_login(world.user(f"{SCHOOL}.registrar"))
    return client


def known(student):
    """The mark beside the name, and what the rules on graduation look at."""
    with unfenced(reason="a test looks"):
        row = Student.objects.select_related("programme", "school", "school_class").get(pk=student.pk)
        is_marked = "接受义务教育中" in marks_of([row]).get(row.pk, [])
        return is_marked, graduation_facts([row])[row.pk].in_compulsory_schooling


def finish(registrar, student, day, note="结业考核合格"):
    with unfenced(reason="a test looks"):
        admission = Admission.objects.get(student=student)
    page = reverse("students:admission_schooling", args=[admission.pk])
    return registrar.post(page, {"finished_on": day, "note": note}, follow=True)


def test_compulsory_schooling_ends_on_the_day_the_school_enters(registrar, student):
    assert known(student) == (True, True)

    text = finish(registrar, student, date(2027, 1, 15)).content.decode()

    assert "已登记完成义务教育" in text and "2027年1月15日" in text
    assert known(student) == (False, False)
    assert "登记完成义务教育" not in text.replace("已登记完成义务教育", "")


@pytest.mark.parametrize(
    ("day", "note", "said"),
    [
        (date(2027, 3, 2), "考核", "完成日期还没有到"),
        (date(2026, 8, 31), "考核", "完成日期早于报到日期"),
        (date(2027, 3, 1), "", "依据"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(registrar, student, day, note, said):
    answer = finish(registrar, student, day, note)

    assert answer.status_code == 422 and answer.context["schooling_form"].errors
    assert known(student) == (True, True)
    assert said in answer.content.decode()


def test_who_had_finished_it_has_nothing_to_finish(registrar, world):
    other = make_student(world, SCHOOL)
    admitted(world, other, SCHOOL, source="early_selection", state="registered")

    assert finish(registrar, other, date(2027, 1, 15)).status_code == 409


def test_it_ends_with_leaving_the_school(student):
    with case_effect(0, reason="a test's withdrawal"):
        Student.objects.filter(pk=student.pk).update(status=Status.WITHDRAWN, left_on=TODAY)

    assert known(student)[0] is False


@pytest.mark.parametrize(("key", "is_said"), [("beijing_2020", True), ("zhejiang_2015", False)])
def test_at_graduation_it_is_pointed_out(key, is_said):
    said = check(policy(key), "graduation", graduate(in_compulsory_schooling=True), TODAY)

    assert [v.outcome for v in said if v.rule.endswith("graduation_compulsory_schooling")] == ["warning"] * is_said


@pytest.mark.parametrize(("key", "is_said"), [("beijing_2020", True), ("zhejiang_2015", False)])
@pytest.mark.parametrize("kind", ["withdrawal", "required_withdrawal"])
def test_at_withdrawal_it_is_pointed_out(kind, key, is_said):
    concern = "withdrawal_compulsory_schooling"
    rules = [rule for rule in policy(key).rules_for(kind, TODAY) if rule.concern == concern]

    assert bool(rules) is is_said
    for rule in rules:
        facts = SimpleNamespace(in_compulsory_schooling=True)
        assert rule.applies(facts) and rule.check(facts).outcome == "warning"
        assert not rule.applies(SimpleNamespace(in_compulsory_schooling=False))


def test_a_withdrawal_says_so_before_it_is_handed_up(world, student):
    application = Withdrawal(student=student, reason="other_studies", applied_on=TODAY)
    case = opened(world, SCHOOL, "withdrawal", application)

    with world.scope(f"{SCHOOL}.registrar").enter():
        [item] = Item.objects.filter(case=case)
    assert "beijing_2020.withdrawal_compulsory_schooling" in [verdict["rule"] for verdict in item.verdicts]
