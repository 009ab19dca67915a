"""``manage.py articles``: the regulations article by article, and what carries each."""

import json
from argparse import ArgumentParser
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from xueji.policies.coverage import all_articles, problems


class Command(BaseCommand):
    """Prints one row for every article; fails when a claimed rule, parameter, chain, screen or test is missing."""

    help = "What carries each article of the regulations; fails when a claim is not true."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON list instead of a table")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["json"]:
            rows = [article.detailed() for article in all_articles()]
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1))
        else:
            self._table([article.to_dict() for article in all_articles()])
        wrong = problems()
        if wrong:
            raise CommandError("\n".join(wrong))

    def _table(self, rows: list[dict[str, Any]]) -> None:
        for row in rows:
            carriers = ", ".join([*row["rules"], *row["parameters"], *row["chains"], *row["screens"]])
            self.stdout.write(f"{row['regulation']} {row['article']:>6} {row['status']:<7} {carriers}")
        counts = Counter(row["status"] for row in rows)
        self.stdout.write(", ".join(f"{status}: {count}" for status, count in sorted(counts.items())))
