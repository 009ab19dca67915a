"""The working days of 2004 to 2026, and planned terms. Schema is 0001; running this again changes nothing."""

import csv
import json
import uuid
from datetime import date, timedelta
from pathlib import Path

from django.db import migrations

DATA = Path(__file__).resolve().parent.parent / "data"
FIRST, LAST = 2004, 2026
SOURCE = "国务院办公厅关于部分节假日安排的通知"


def seed_days(apps, schema_editor):
    year_model = apps.get_model("calendars", "CalendarYear")
    day_model = apps.get_model("calendars", "CalendarDay")
    raw = json.loads((DATA / "chinese_days_2004_2026.json").read_text(encoding="utf-8"))
    days = []
    ordinal = 0
    day = date(FIRST, 1, 1)
    while day.year <= LAST:
        key = day.isoformat()
        entry = raw["holidays"].get(key) or raw["workdays"].get(key) or ""
        is_working = key in raw["workdays"] or (day.weekday() < 5 and key not in raw["holidays"])
        ordinal += is_working
        days.append(
            day_model(
                day=day,
                is_working=is_working,
                note=entry.split(",")[1] if entry else "",
                ordinal=ordinal if is_working else None,
            )
        )
        day += timedelta(days=1)
    if not day_model.objects.exists():
        day_model.objects.bulk_create(days, batch_size=2000)
    for year in range(FIRST, LAST + 1):
        year_model.objects.get_or_create(year=year, defaults={"published": True, "source": SOURCE})
    year_model.objects.get_or_create(year=LAST + 1, defaults={"published": False})
    apps.get_model("calendars", "CalendarStamp").objects.get_or_create(id=1, defaults={"value": uuid.uuid4()})


def seed_terms(apps, schema_editor):
    term_model = apps.get_model("calendars", "SchoolTerm")
    with (DATA / "school_terms.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            key = {name: row.pop(name) for name in ("jurisdiction", "school_year", "number")}
            term_model.objects.get_or_create(**key, organization_id=None, defaults=row)


class Migration(migrations.Migration):
    dependencies = [("calendars", "0001_initial")]

    operations = [
        migrations.RunPython(seed_days, migrations.RunPython.noop),
        migrations.RunPython(seed_terms, migrations.RunPython.noop),
    ]
