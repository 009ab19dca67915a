"""``manage.py judge``: what the regulations say of scenarios written in YAML."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from xueji.calendars.loader import get_calendar
from xueji.policies.scenarios.errors import ScenarioError
from xueji.policies.scenarios.judge import Judgement, judged
from xueji.policies.scenarios.read import name_of, read, read_file
from xueji.policies.scenarios.table import lines

_WRONG = 2


class Command(BaseCommand):
    """Judges every scenario of a file.

    Ends with 2 when one cannot be understood (the others are judged all the same), with 1 when an answer is not
    what its scenario expects.
    """

    help = "Verdict, chain and due dates of each scenario of a YAML file ('-' reads standard input)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="scenarios: regulation, kind, as_of, facts; see docs/policies.md")
        parser.add_argument("--json", action="store_true", help="one JSON list instead of a table")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            rows = read_file(self._text(options["file"]))
        except ScenarioError as error:
            self._print([error_row("", error)], as_json=options["json"])
            raise CommandError(str(error), returncode=_WRONG) from None
        answers = list(_answers(rows))
        self._print(answers, as_json=options["json"])
        wrong = [f"{row['id']}: {row['error']['message']}" for row in answers if isinstance(row, dict)]
        if wrong:
            raise CommandError("\n".join(wrong), returncode=_WRONG)
        surprises = [answer.scenario.id for answer in answers if isinstance(answer, Judgement) and answer.unexpected]
        if surprises:
            raise CommandError(f"not as expected: {', '.join(surprises)}", returncode=1)

    def _text(self, name: str) -> str:
        if name == "-":
            return sys.stdin.read()
        try:
            return Path(name).read_text(encoding="utf-8")
        except OSError as error:
            raise CommandError(f"{name}: {error.strerror}", returncode=_WRONG) from None

    def _print(self, answers: list[Judgement | dict[str, Any]], *, as_json: bool) -> None:
        if as_json:
            rows = [answer if isinstance(answer, dict) else answer.to_dict() for answer in answers]
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1))
            return
        for answer in answers:
            if isinstance(answer, Judgement):
                self.stdout.write("\n".join(lines(answer)) + "\n")


def error_row(name: str, error: ScenarioError) -> dict[str, Any]:
    """A scenario that was not understood, in the place of its answer."""
    return {"id": name, "error": error.to_dict()}


def _answers(rows: list[Mapping[str, Any]]) -> Iterator[Judgement | dict[str, Any]]:
    calendar = get_calendar()
    for position, row in enumerate(rows, start=1):
        try:
            yield judged(read(row, position), calendar)
        except ScenarioError as error:
            yield error_row(name_of(row, position), error)
