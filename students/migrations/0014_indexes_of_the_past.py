"""The indexes by which the past is counted. Databases of before have them from the statistics' first migration."""

from django.db import migrations, models

CREATE = """
CREATE INDEX IF NOT EXISTS change_by_day ON students_statuschange (effective_on);
CREATE INDEX IF NOT EXISTS student_history_by_moment ON students_studenthistory (pgh_created_at);
"""
DROP = """
DROP INDEX IF EXISTS change_by_day;
DROP INDEX IF EXISTS student_history_by_moment;
"""


class Migration(migrations.Migration):
    dependencies = [("students", "0013_pairs_in_a_loop")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(CREATE, DROP)],
            state_operations=[
                migrations.AddIndex(
                    model_name="statuschange",
                    index=models.Index(fields=["effective_on"], name="change_by_day"),
                ),
                migrations.AddIndex(
                    model_name="studenthistory",
                    index=models.Index(fields=["pgh_created_at"], name="student_history_by_moment"),
                ),
            ],
        )
    ]
