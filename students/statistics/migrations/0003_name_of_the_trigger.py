"""The trigger's function runs as the owner: by this name it is withheld from whoever has not signed in (apply.py)."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("statistics", "0002_former_seats")]

    operations = [
        migrations.RunSQL(
            "ALTER FUNCTION statistics_school_leaves() RENAME TO xj_school_leaves",
            "ALTER FUNCTION xj_school_leaves() RENAME TO statistics_school_leaves",
        )
    ]
