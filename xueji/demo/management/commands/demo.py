"""The demonstration's data: ./run manage demo [--if-empty] [--scale N] [--seed S] | --accounts [--json]"""

import json
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from xueji.demo import officers
from xueji.demo.generate import generate
from xueji.organizations.models import Organization


class Command(BaseCommand):
    help = "Make the demonstration's organizations, officers, students and cases, or list its accounts."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--scale", type=int, default=1, help="1 is about 3,000 students, 200 a whole province")
        parser.add_argument("--seed", type=int, default=2026)
        parser.add_argument("--if-empty", action="store_true", help="do nothing when there are organizations already")
        parser.add_argument("--accounts", action="store_true", help="list the accounts instead")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["accounts"]:
            self._list(options["json"])
            return
        if not settings.DEMO_MODE:
            raise CommandError("The demonstration is off: set XUEJI_DEMO=1 on a machine that holds no real students.")
        if options["if_empty"] and Organization.objects.exists():
            return
        if options["scale"] < 1:
            raise CommandError("--scale is a whole number from 1.")
        made = generate(seed=options["seed"], scale=options["scale"], say=self.stderr.write)
        self.stdout.write(
            json.dumps(made) if options["json"] else f"{made['students']} students, {made['cases']} cases"
        )

    def _list(self, as_json: bool) -> None:
        rows = officers.as_rows()
        if as_json:
            self.stdout.write(json.dumps(rows, ensure_ascii=False))
            return
        for row in rows:
            if row["role"] in {"registrar", "school_head", "reviewer", "student"}:
                self.stdout.write("{username:24} {password}  {organization}".format(**row))
