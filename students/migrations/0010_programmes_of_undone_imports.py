"""A programme that an import made goes with it when the import is undone.

Row history keeps the pending students that went, and the class that nobody was in: neither is a use that a programme has
to be kept for. A student who ever was on the register, and a class that changed its programme, still are.
"""

from django.db import migrations

_USED = """
CREATE OR REPLACE FUNCTION xj_programme_used(programme bigint, with_past boolean) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM students_student s WHERE s.programme_id = programme)
        OR EXISTS (SELECT FROM students_schoolclass c WHERE c.programme_id = programme)
        OR with_past AND (
            EXISTS (SELECT FROM students_studenthistory h WHERE h.programme_id = programme{students})
            OR EXISTS (SELECT FROM students_schoolclasshistory h WHERE h.programme_id = programme{classes}));
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("students", "0009_direction")]

    operations = [
        migrations.RunSQL(
            _USED.format(students=" AND h.status <> 'pending'", classes=" AND h.pgh_label <> 'delete'"),
            _USED.format(students="", classes=""),
        )
    ]
