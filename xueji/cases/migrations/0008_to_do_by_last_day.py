"""The index of to-do lists by the day that orders them, so that a page in the middle is found by it."""

from datetime import date

from django.db import migrations, models
from django.db.models import Case, F, Value, When

LAST_DAY = Case(
    When(due_on__isnull=True, then=Value(date(9999, 12, 31), output_field=models.DateField())), default=F("due_on")
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0007_guards")]

    operations = [
        migrations.RemoveIndex(model_name="step", name="step_to_do"),
        migrations.AddIndex(
            model_name="step",
            index=models.Index("organization", LAST_DAY, "id", name="step_to_do", condition=models.Q(state="open")),
        ),
    ]
