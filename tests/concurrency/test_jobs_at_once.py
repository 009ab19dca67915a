"""Two workers at one job, and a worker that dies in the middle of one."""

import os
import subprocess
import sys
import textwrap
import threading

import pytest
from django.conf import settings
from django.db import OperationalError, connection

from tests.concurrency.racing import cut, join, start, wait_until
from tests.support.world import World
from xueji.jobs import registry
from xueji.jobs.models import Job
from xueji.organizations.running import job_run, job_start, jobs_resume
from xueji.organizations.scope import Scope, unfenced

OFFICE = "zj_school_a.registrar"


class Work:
    """A kind of job that tells when it has begun, waits, and counts how often it came to its end."""

    def __init__(self) -> None:
        self.begun, self.go_on, self.ends = threading.Event(), threading.Event(), 0

    def run(self, job: Job, scope: Scope, progress: registry.Progress) -> dict:
        self.begun.set()
        self.go_on.wait(20)
        progress(1, 1, "")
        with scope.enter():
            self.ends += 1
        return {"rows": 1}


@pytest.fixture
def work() -> Work:
    work = Work()
    registry.register(registry.JobKind("test_work", "试验", work.run))
    yield work
    registry._kinds.pop("test_work")


def queued(world: World) -> Job:
    """A job in the table that no worker knows of (the broker forgot it)."""
    scope = world.scope(OFFICE)
    with scope.enter():
        return Job.objects.create(
            kind="test_work", organization_id=scope.organization_id, actor_id=scope.user_id, scope=_plain(scope)
        )


def _plain(scope: Scope) -> dict:
    return {**vars(scope), "level": str(scope.level)}


def running(job: Job):
    return lambda: job_run(job_id=job.pk, level="school", organization_id=job.organization_id)


def state_of(job: Job) -> tuple[str, int]:
    """(state, how often it was interrupted)"""
    with unfenced(reason="a test looks"):
        return Job.objects.values_list("state", "attempts").get(pk=job.pk)


def test_of_two_workers_one_does_the_job(world, work):
    job = queued(world)
    one = start(running(job))
    work.begun.wait(20)

    two = join(start(running(job)))

    work.go_on.set()
    assert (join(one).error, two.error) == (None, None)
    assert (work.ends, state_of(job)) == (1, ("done", 0))


def test_a_job_that_a_living_worker_holds_is_left_alone(world, work, eager_tasks):
    job = queued(world)
    one = start(running(job))
    work.begun.wait(20)

    assert jobs_resume() == []

    work.go_on.set()
    join(one)
    assert (work.ends, state_of(job)) == (1, ("done", 0))


def test_a_job_whose_connection_broke_is_done_once_by_the_next_worker(world, work, eager_tasks):
    job = queued(world)
    one = start(running(job))
    work.begun.wait(20)
    cut(one.pid)
    work.go_on.set()
    assert isinstance(join(one).error, OperationalError)
    assert (work.ends, state_of(job)) == (0, ("running", 0))

    assert jobs_resume() == [job.pk]

    assert (work.ends, state_of(job)) == (1, ("done", 1))


def test_a_worker_that_lost_its_job_does_not_finish_it_for_the_next(world, work):
    job = queued(world)
    one = start(running(job))
    work.begun.wait(20)
    with unfenced(reason="a test lets another worker take the job"):
        Job.objects.filter(pk=job.pk).update(attempts=1)

    work.go_on.set()
    join(one)

    assert state_of(job) == ("running", 1)


def test_a_job_whose_worker_was_killed_is_done_once_by_the_next(world, work, eager_tasks):
    job = queued(world)
    worker = _worker_process(job)
    assert worker.stdout.readline().strip() == "begun"

    worker.kill()
    worker.wait(20)
    worker.stdout.close()

    work.go_on.set()
    wait_until(lambda: jobs_resume() == [job.pk])
    assert (work.ends, state_of(job)) == (1, ("done", 1))


def test_a_job_that_kills_every_worker_is_given_up(world, work, eager_tasks):
    job = queued(world)
    with unfenced(reason="a test lets workers die"):
        Job.objects.filter(pk=job.pk).update(state="running", attempts=2)

    assert jobs_resume() == []

    assert state_of(job)[0] == "failed"


def test_a_job_that_is_sent_from_a_scope_runs_in_it(world, work, eager_tasks):
    work.go_on.set()
    with world.scope(OFFICE).enter():
        job = job_start(kind="test_work", total=1)

    with world.scope(OFFICE).enter():
        done = Job.objects.get(pk=job.pk)
    assert (done.state, done.result, done.actor_id) == ("done", {"rows": 1}, world.scope(OFFICE).user_id)


def _worker_process(job: Job) -> subprocess.Popen:
    """A process that claims the job and would sleep on it for a minute."""
    script = f"""
        import django, sys, time
        django.setup()
        from django.conf import settings
        from django.db import connection
        connection.settings_dict["NAME"] = {connection.settings_dict["NAME"]!r}
        from xueji.jobs import registry
        from xueji.organizations.running import job_run
        def run(job, scope, progress):
            print("begun", flush=True)
            time.sleep(60)
        registry.register(registry.JobKind("test_work", "", run))
        job_run(job_id={job.pk}, level="school", organization_id={job.organization_id})
    """
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=settings.BASE_DIR,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "xueji.settings"},
    )
