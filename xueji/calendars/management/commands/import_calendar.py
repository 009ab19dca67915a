"""Publish one year of the State Council's calendar from a file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from xueji.calendars.actions import calendar_year_publish
from xueji.calendars.chinese_days import read_year
from xueji.errors import RegisterError


class Command(BaseCommand):
    """`import_calendar FILE --year 2027`: the file is JSON of the chinese-days form."""

    help = "Publish one year's working days from a chinese-days JSON file; twice the same changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--year", type=int, required=True)
        parser.add_argument("--source", default="", help="number of the notice, such as 国办发明电〔2026〕…号")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            notice = read_year(options["file"], options["year"])
            record = calendar_year_publish(
                actor_id=None,
                year=notice.year,
                holidays=notice.holidays,
                workdays=notice.workdays,
                source=options["source"] or options["file"].name,
            )
        except (OSError, ValueError, RegisterError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{record.year}: {len(notice.holidays)} days off, {len(notice.workdays)} make-up workdays.")
