"""What tests on photos share: the day, a place for files, no worker."""

from datetime import date

import pytest

from xueji import clock


@pytest.fixture(autouse=True)
def _on_a_day(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path / "media"
    monkeypatch.setattr("xueji.organizations.tasks.run_job.delay", lambda *args: None)
    with clock.at(date(2026, 9, 7)):
        yield


@pytest.fixture
def registrar(world):
    return world.scope("zj_school_a.registrar")


@pytest.fixture
def student(world):
    return world.student("zj_school_a")
