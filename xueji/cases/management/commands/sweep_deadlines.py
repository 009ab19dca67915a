"""Run the deadline sweep by hand: ./run manage sweep_deadlines [--at 2026-09-10T09:00] [--json]"""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import is_naive, make_aware

from xueji.cases.deadlines import sweep


class Command(BaseCommand):
    help = "Record what came near, reached or passed its day; open the drafts of what is due outside any case."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--at", help="the moment of the sweep, ISO 8601; now by default")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        events = [asdict(event) for event in sweep(_moment(options["at"]))]
        if options["json"]:
            self.stdout.write(json.dumps(events, ensure_ascii=False, default=str))
            return
        for event in events:
            self.stdout.write("{on} {kind} {case} {step} {organization} due {due_on}".format(**event))
        self.stdout.write(f"{len(events)} events")


def _moment(text: str | None) -> datetime | None:
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"--at wants an ISO time such as 2026-09-10T09:00, not {text!r}.") from error
    return make_aware(moment) if is_naive(moment) else moment
