"""./run manage import_roster FILE --school CODE [--dry-run] [--json]"""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from students.rosters.judge import Judgement
from students.rosters.limits import MAX_BYTES, Unreadable
from students.rosters.problems import Problem
from students.rosters.workbook import SHEET_STEP
from students.rosters.working import import_file
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope


class Command(BaseCommand):
    help = (
        "Import a roster workbook into a school as the system. Good rows are written even when others are rejected."
        " Exit code: 0 when every row was accepted, 1 when rows were rejected or the file cannot be read, 2 for a wrong"
        " file name or school code."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--school", required=True, help="the school's organization code")
        parser.add_argument("--dry-run", action="store_true", help="check only, write nothing")
        parser.add_argument("--json", action="store_true", help="print the result as one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        school = Organization.objects.filter(code=options["school"], kind=Organization.Kind.SCHOOL).first()
        if school is None:
            raise CommandError(f"There is no school with code {options['school']}.", returncode=2)
        path: Path = options["file"]
        try:
            with path.open("rb") as file:
                data = file.read(MAX_BYTES + 1)
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}", returncode=2) from error
        try:
            judgement = import_file(
                actor=Scope.of_organization(school),
                school=school,
                filename=path.name,
                data=data,
                dry_run=options["dry_run"],
            )
        except Unreadable as error:
            result = {"rows": 0, "accepted": 0, "rejected": 0, "errors": [_refusal(error)]}
        else:
            result = _result(judgement)
        self._print(result, as_json=options["json"])
        if result["errors"]:
            sys.exit(1)

    def _print(self, result: dict[str, Any], *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(result, ensure_ascii=False))
            return
        self.stdout.write(f"{result['rows']} rows, {result['accepted']} accepted, {result['rejected']} rejected")
        for error in result["errors"]:
            self.stdout.write(f"{error['row']}\t{error['column']}\t{error['code']}\t{error['message']}")


def _result(judgement: Judgement) -> dict[str, Any]:
    return {
        "rows": judgement.rows,
        "accepted": judgement.accepted,
        "rejected": judgement.rejected,
        "errors": [_error(problem, judgement.table.sheet.names) for problem in judgement.errors],
    }


def _error(problem: Problem, sheets: list[str]) -> dict[str, Any]:
    """One error; with the sheet's name where several sheets were read."""
    sheet, row = divmod(problem.row, SHEET_STEP)
    return {
        "row": row,
        **({"sheet": sheets[sheet]} if len(sheets) > 1 else {}),
        "column": problem.heading,
        "value": problem.value,
        "code": problem.fault.code,
        "message": f"{problem.fault.message}。{problem.fault.remedy}。",
    }


def _refusal(error: Unreadable) -> dict[str, Any]:
    return {"row": None, "column": "", "value": "", "code": error.code, "message": str(error.message)}
