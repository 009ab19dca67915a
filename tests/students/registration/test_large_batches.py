"""Decisions on more students than one request carries are left to a job; batches are looked at class by class."""

from datetime import date

import pytest
from django.urls import reverse

from tests.students.registration.support import newcomer_of, programme
from tests.students.registration.test_registration import approve, fresh, item_of, newcomer, records_of, submitted
from xueji import clock
from xueji.cases.actions import step_approve
from xueji.jobs.models import Job
from xueji.organizations.running import job_run
from xueji.organizations.scope import unfenced


@pytest.fixture(autouse=True)
def in_season():
    with clock.at(date(2026, 9, 10)):
        yield


@pytest.fixture
def few_at_once(monkeypatch):
    """As if one request decided on one student only."""
    for module in ("deciding_later", "presenters.page"):
        monkeypatch.setattr(f"xueji.cases.{module}.AT_ONCE", 1)
    monkeypatch.setattr("xueji.organizations.tasks.run_job.delay", lambda *args: None)


@pytest.fixture
def at_the_city(world):
    """Two newcomers whose batch waits for the last decision."""
    students = [newcomer(world), newcomer(world, name="宋远舟")]
    case = submitted(world, students)
    approve(world, "zj_county_1a.reviewer", case)
    return students, case


def decided(client, world, case, **options):
    client.force_login(world.user("zj_city_1.reviewer"))
    return client.post(
        reverse("cases:decide", args=[case.pk]),
        {"verb": "approve", "version": fresh(case).revision, "approve_opinion": "同意", **options},
    )


def jobs():
    with unfenced(reason="a test looks"):
        return list(Job.objects.filter(kind="case_decide"))


def run(job):
    job_run(job_id=job.pk, level="city", organization_id=job.organization_id)


def test_a_large_batch_is_decided_by_a_job(client, world, few_at_once, at_the_city):
    students, case = at_the_city
    returned = item_of(case, students[1])

    decided(client, world, case, item=[returned.pk], **{f"item_reason_{returned.pk}": "照片不清"})
    assert fresh(case).state == "running"
    run(jobs()[0])

    assert [records_of(student)[0].status for student in students] == ["studying", "pending"]
    assert item_of(case, students[1]).note == "照片不清"


def test_the_page_shows_the_job_and_takes_no_second_decision(client, world, few_at_once, at_the_city):
    _students, case = at_the_city
    decided(client, world, case)

    text = client.get(reverse("cases:case", args=[case.pk])).content.decode()
    assert "正在按您的决定办理这一批" in text
    assert 'name="verb"' not in text
    assert decided(client, world, case).status_code == 409
    assert len(jobs()) == 1


def test_a_job_that_runs_again_changes_nothing(client, world, few_at_once, at_the_city):
    students, case = at_the_city
    decided(client, world, case)
    [job] = jobs()
    scope = world.scope("zj_city_1.chief")
    with scope.enter():
        step_approve(actor=scope, case=case, revision=fresh(case).revision, opinion="同意")

    run(job)

    assert jobs()[0].state == "failed"
    assert [records_of(student)[0].status for student in students] == ["studying", "studying"]


def test_small_batches_are_decided_at_once(client, world, at_the_city):
    students, case = at_the_city

    decided(client, world, case)

    assert jobs() == []
    assert records_of(students[0])[0].status == "studying"


def test_a_batch_of_several_classes_is_shown_class_by_class(client, world):
    _programme, school_class = programme(world, study_form="flexible", years=3, max_years=7)
    case = submitted(world, [newcomer(world), newcomer_of(world, school_class, name="宋远舟")])

    client.force_login(world.user("zj_county_1a.reviewer"))
    text = client.get(reverse("cases:case", args=[case.pk])).content.decode()

    # The class with somebody to look at stands first.
    assert text.index("26大数据1班　") < text.index("26计算机1班　")
    assert "1 人要看" in text and "核对无误" in text
