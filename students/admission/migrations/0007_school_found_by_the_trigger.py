"""As for students: the trigger that fills the tenant keys has found the school."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("admission", "0006_schooling"),
        ("organizations", "0006_export_numbers"),
    ]

    operations = [
        migrations.AlterField(
            model_name="admission",
            name="school",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organizations.organization",
            ),
        ),
    ]
