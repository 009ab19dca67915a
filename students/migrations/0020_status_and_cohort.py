"""Which years still have students of which status: without it PostgreSQL takes both for independent, expects many present
students of a year that left long ago, and walks through the names of a whole province to find a page of them (12 seconds of
3.6 million)."""

from django.db import migrations

CREATE = """
CREATE STATISTICS student_status_and_cohort (mcv) ON status, cohort FROM students_student;
ANALYZE students_student;
"""


class Migration(migrations.Migration):
    dependencies = [("students", "0019_school_found_by_the_trigger")]

    operations = [migrations.RunSQL(CREATE, "DROP STATISTICS student_status_and_cohort")]
