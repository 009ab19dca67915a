"""A job acts for the officer who started it, and only as long as that officer may act."""

from datetime import timedelta

import pytest

from xueji import clock
from xueji.jobs import registry
from xueji.jobs.models import Job
from xueji.organizations.models import Office
from xueji.organizations.running import job_run, job_start
from xueji.organizations.scope import unfenced

OFFICE = "zj_school_a.registrar"


@pytest.fixture
def done() -> list[int]:
    """What the jobs of this test were done for."""
    found: list[int] = []
    registry.register(registry.JobKind("test_note", "试验", lambda job, scope, progress: found.append(job.pk) or {}))
    yield found
    registry._kinds.pop("test_note")


@pytest.mark.parametrize(("left", "state"), [(0, "done"), (1, "failed")])
def test_a_job_is_not_done_for_who_has_left_office(world, done, left, state):
    with world.scope(OFFICE).enter():
        job = job_start(kind="test_note")
    last_day = clock.today() - timedelta(days=left)
    with unfenced(reason="a test ends an office"):
        Office.objects.filter(pk=world.offices[OFFICE].pk).update(ends_on=last_day)

    job_run(job_id=job.pk, level="school", organization_id=job.organization_id)

    with unfenced(reason="a test looks"):
        assert Job.objects.get(pk=job.pk).state == state
    assert done == [job.pk] * (1 - left)
