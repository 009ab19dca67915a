"""What tests on rosters share: the day, a place for files, an import in one line."""

from datetime import date
from typing import Any

import pytest

from students.rosters.judge import Judgement
from students.rosters.working import import_file
from tests.support import rosters
from xueji import clock
from xueji.organizations.scope import Scope

DAY = date(2026, 9, 7)


@pytest.fixture(autouse=True)
def _in_september_2026(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.DEMO_MODE = True
    with clock.at(DAY):
        yield


@pytest.fixture
def import_rows(world):
    """import_rows(rows, school="zj_school_a", dry_run=False, **workbook options): the judgement."""

    def go(content: Any, school: str = "zj_school_a", *, dry_run: bool = False, **options: Any) -> Judgement:
        data = content if isinstance(content, bytes) else rosters.workbook(content, **options)
        organization = world[school]
        return import_file(
            actor=Scope.of_organization(organization),
            school=organization,
            filename="名册.xlsx",
            data=data,
            dry_run=dry_run,
        )

    return go


@pytest.fixture
def found(import_rows):
    """found(row): the (column, code) of every error of a single dry-run row."""

    def go(row: Any, **options: Any) -> list[tuple[str, str]]:
        judgement = import_rows([row], dry_run=True, **options)
        return sorted((problem.heading, problem.fault.code) for problem in judgement.errors)

    return go
