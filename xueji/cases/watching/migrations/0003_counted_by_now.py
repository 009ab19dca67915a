"""Clocks that run already were counted by the calendar as it stands."""

from django.db import migrations


def remember(apps, schema_editor):
    stamp = apps.get_model("calendars", "CalendarStamp").objects.filter(pk=1).first()
    if stamp is not None:
        apps.get_model("watching", "CountedBy").objects.get_or_create(pk=1, defaults={"stamp": stamp.value})


class Migration(migrations.Migration):
    dependencies = [("watching", "0002_counted_by"), ("calendars", "0002_seed")]

    operations = [migrations.RunPython(remember, migrations.RunPython.noop)]
