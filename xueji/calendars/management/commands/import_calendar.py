"""Publish one year of the State Council's calendar from a file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from xueji.calendars import drafts
from xueji.calendars.reading import read_notice
from xueji.errors import RegisterError


class Command(BaseCommand):
    """`import_calendar FILE --year 2027`: the file is JSON of the chinese-days form, or a table with 日期, 类别, 说明."""

    help = "Publish one year's working days from a file (chinese-days JSON or CSV); twice the same changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--year", type=int, required=True)
        parser.add_argument("--source", default="", help="number of the notice, such as 国办发明电〔2026〕…号")

    def handle(self, *args: Any, **options: Any) -> None:
        keeper, year, file = drafts.Keeper(None, "import_calendar"), options["year"], options["file"]
        try:
            notice, problems = read_notice(file.read_bytes(), year)
            if problems:
                raise CommandError("\n".join(str(problem) for problem in problems))
            if drafts.is_published(notice):
                self.stdout.write(f"{year}: nothing to change.")
                return
            with transaction.atomic():
                drafts.draft_save(keeper=keeper, notice=notice, text=file.name, imported=True)
                drafts.draft_publish(keeper=keeper, year=year, source=options["source"] or file.name)
        except (OSError, RegisterError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{year}: {len(notice.holidays)} days off, {len(notice.workdays)} make-up workdays.")
