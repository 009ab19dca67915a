"""Measure: ./run bench [import | lists | figures | sweep | cases | entry …] [--rows 10000] [--steps 5000] [--todo 100000]
[--open 1000000] [--students 3600000] [--keep] [--json]"""

import json
from argparse import ArgumentParser
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from xueji.demo.bench import cases, entry, figures, imports, lists, sweep
from xueji.demo.bench.measure import Measure

NAMES = ("import", "lists", "figures", "sweep", "cases", "entry")


class Command(BaseCommand):
    help = "Measure the register's long works beside the least that they could take. Everything written is undone."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("names", nargs="*", metavar="NAME", help=f"which of {', '.join(NAMES)}; all by default")
        parser.add_argument("--rows", type=int, default=10_000, help="rows of the imported roster")
        parser.add_argument("--steps", type=int, default=5_000, help="open steps of the deadline sweep")
        parser.add_argument("--todo", type=int, default=100_000, help="open steps of the to-do list")
        parser.add_argument(
            "--open", type=int, default=1_000_000, help="open steps of which the sweep finds the due ones"
        )
        parser.add_argument("--students", type=int, default=3_600_000, help="students of the province for entry")
        parser.add_argument(
            "--keep", action="store_true", help="leave the province of entry in a database of its own for the next time"
        )
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO_MODE:
            raise CommandError(
                "Benchmarks need invented people: set XUEJI_DEMO=1 on a machine that holds no real ones."
            )
        if unknown := set(options["names"]) - set(NAMES):
            raise CommandError(f"There is no benchmark {', '.join(sorted(unknown))}; there are {', '.join(NAMES)}.")
        benches: dict[str, Callable[[], list[Measure]]] = {
            "import": lambda: imports.bench(options["rows"]),
            "lists": lists.bench,
            "figures": figures.bench,
            "sweep": lambda: sweep.bench(options["steps"]),
            "cases": lambda: cases.bench(options["todo"], options["open"]),
            "entry": lambda: entry.bench(options["rows"], options["students"], keep=options["keep"]),
        }
        found = {name: benches[name]() for name in options["names"] or NAMES}
        if options["json"]:
            self.stdout.write(
                json.dumps(
                    {name: [asdict(line) for line in lines] for name, lines in found.items()}, ensure_ascii=False
                )
            )
            return
        for name, lines in found.items():
            self.stdout.write(f"\n{name}")
            for line in lines:
                queries = f"{line.queries} queries" if line.queries is not None else ""
                self.stdout.write(f"  {line.label:52} {line.milliseconds:10.1f} ms  {queries:11} {line.note}".rstrip())
