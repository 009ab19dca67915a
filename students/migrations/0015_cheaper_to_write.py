"""What writing a record costs: indexes that others contain or no query can use go, pairs of a short name are cut at once.

`xj_bigrams` becomes an expression that PostgreSQL puts in place of the call (a function in a loop cost as much as three
indexes); only names of four characters and more still run through the loop. The pairs of every name stay what they were.
"""

from django.db import migrations, models
from django.db.models import PROTECT

PAIRS = """
CREATE FUNCTION xj_pairs(name text) RETURNS text[] LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    found text[] := '{}';
BEGIN
    FOR at IN 1 .. length(name) - 1 LOOP
        found := found || substr(name, at, 2);
    END LOOP;
    RETURN found;
END $$;

CREATE OR REPLACE FUNCTION xj_bigrams(name text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE length(name)
        WHEN 2 THEN ARRAY[name]
        WHEN 3 THEN ARRAY[substr(name, 1, 2), substr(name, 2, 2)]
        ELSE public.xj_pairs(name) END;
$$;
"""

LOOP = """
CREATE OR REPLACE FUNCTION xj_bigrams(name text) RETURNS text[] LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    found text[] := '{}';
BEGIN
    FOR at IN 1 .. length(name) - 1 LOOP
        found := found || substr(name, at, 2);
    END LOOP;
    RETURN found;
END $$;

DROP FUNCTION xj_pairs(text);
"""

DROP = """
DROP INDEX students_student_came_from_id_8bf7e877;
DROP INDEX students_student_person_id_510fc444;
DROP INDEX students_student_school_id_be4a7ab9;
"""

CREATE = """
CREATE INDEX students_student_came_from_id_8bf7e877 ON students_student (came_from_id);
CREATE INDEX students_student_person_id_510fc444 ON students_student (person_id);
CREATE INDEX students_student_school_id_be4a7ab9 ON students_student (school_id);
"""


class Migration(migrations.Migration):
    dependencies = [("organizations", "0006_export_numbers"), ("students", "0014_indexes_of_the_past")]

    operations = [
        migrations.RunSQL(PAIRS, LOOP),
        migrations.RemoveIndex(model_name="student", name="student_school_initials"),
        # By hand: left to itself, Django would also drop the unique index of the constraint that begins with the person.
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(DROP, CREATE)],
            state_operations=[
                migrations.AlterField(
                    model_name="student",
                    name="came_from",
                    field=models.ForeignKey(
                        "students.student", PROTECT, null=True, related_name="went_to", db_index=False
                    ),
                ),
                migrations.AlterField(
                    model_name="student",
                    name="person",
                    field=models.ForeignKey("students.person", PROTECT, related_name="records", db_index=False),
                ),
                migrations.AlterField(
                    model_name="student",
                    name="school",
                    field=models.ForeignKey("organizations.organization", PROTECT, related_name="+", db_index=False),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="student",
            index=models.Index(
                fields=["came_from"], condition=models.Q(came_from__isnull=False), name="student_came_from"
            ),
        ),
    ]
