"""A step that stays late is reminded of each week: the week is part of what happens once."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("cases", "0008_to_do_by_last_day")]

    operations = [
        migrations.RemoveConstraint(model_name="deadlineevent", name="a_deadline_event_happens_once"),
        migrations.AlterField(
            model_name="deadlineevent",
            name="kind",
            field=models.CharField(
                choices=[
                    ("reminder", "将到期"),
                    ("due", "今天到期"),
                    ("overdue", "已超期"),
                    ("escalated", "已报上级"),
                    ("repeated", "仍未办理"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddField("deadlineevent", "week", models.PositiveSmallIntegerField(default=0)),
        migrations.AddConstraint(
            model_name="deadlineevent",
            constraint=models.UniqueConstraint(
                fields=("step", "kind", "due_on", "week"), name="a_deadline_event_happens_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="deadlineevent",
            constraint=models.CheckConstraint(
                name="only_a_repeated_reminder_counts_weeks",
                condition=Q(kind="repeated", week__gt=0) | (~Q(kind="repeated") & Q(week=0)),
            ),
        ),
    ]
