"""./run manage import_roster: JSON on standard output, the exit code says whether every row was accepted."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from students.models import Student
from tests.support.rosters import row, workbook


@pytest.fixture
def run(tmp_path, world):
    def go(data: bytes, *options: str) -> tuple[int, dict]:
        path = tmp_path / "roster.xlsx"
        path.write_bytes(data)
        output = io.StringIO()
        code = 0
        try:
            call_command("import_roster", str(path), "--school", "3398010001", "--json", *options, stdout=output)
        except SystemExit as end:
            code = end.code
        return code, json.loads(output.getvalue())

    return go


def count(world) -> int:
    with world.scope("zj_school_a.registrar").enter():
        return Student.objects.filter(roster_id__isnull=False).count()


def test_a_clean_file(run, world):
    assert run(workbook([row(0), row(1)])) == (0, {"rows": 2, "accepted": 2, "rejected": 0, "errors": []})
    assert count(world) == 2


def test_a_dry_run(run, world):
    assert run(workbook([row(0)]), "--dry-run")[1]["accepted"] == 1
    assert count(world) == 0


def test_the_same_file_again(run, world):
    run(workbook([row(0)]))

    assert run(workbook([row(0)])) == (0, {"rows": 1, "accepted": 1, "rejected": 0, "errors": []})
    assert count(world) == 1


def test_a_wrong_row(run):
    code, result = run(workbook([row(0), row(1, 联系电话="1.38E+10")]))

    assert (code, result["rows"], result["accepted"], result["rejected"]) == (1, 2, 1, 1)
    error = result["errors"][0]
    assert set(error) == {"row", "column", "value", "code", "message"}
    assert (error["row"], error["column"], error["value"], error["code"]) == (
        5,
        "联系电话",
        "1.38E+10",
        "excel_scientific",
    )


def test_a_file_that_cannot_be_read(run):
    code, result = run(b"PK\x03\x04 no zip")

    assert (code, result["rows"], result["errors"][0]["code"]) == (1, 0, "file_damaged")


def test_an_unknown_school(tmp_path, db):
    with pytest.raises(CommandError):
        call_command("import_roster", str(tmp_path / "x.xlsx"), "--school", "0")
