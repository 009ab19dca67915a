"""Pages and searches of lists with millions of students: each asks for a range of one index.

The key that names are sorted by compares by code points in every database, so that the beginning of a name is a range of the
indexes that give the order, for every level; an index of beginnings alone goes. Initials carry the order and the places.
What students are counted by stands in an index of its own for each level: few values, which lie together.
"""

from django.db import migrations, models

COUNTED_BY = ["status", "cohort", "programme"]
SCOPES = ["school", "county_id", "city_id", "province_id"]

KEY = models.CharField("姓名拼音", max_length=120, db_collation="C")
# A column that a trigger names keeps its type: the trigger of the history steps aside and comes back as it was.
COLLATE = """
DO $$
DECLARE
    one record;
    laid text[] := '{}';
BEGIN
    FOR one IN SELECT oid, tgname, pg_get_triggerdef(oid) AS made, obj_description(oid, 'pg_trigger') AS said FROM pg_trigger
        WHERE tgrelid = 'students_student'::regclass AND NOT tgisinternal AND pg_get_triggerdef(oid) LIKE '%name_key%'
    LOOP
        laid := laid || one.made;
        IF one.said IS NOT NULL THEN
            laid := laid || format('COMMENT ON TRIGGER %I ON students_student IS %L', one.tgname, one.said);
        END IF;
        EXECUTE format('DROP TRIGGER %I ON students_student', one.tgname);
    END LOOP;
    ALTER TABLE students_student ALTER COLUMN name_key TYPE varchar(120) COLLATION;
    ALTER TABLE students_studenthistory ALTER COLUMN name_key TYPE varchar(120) COLLATION;
    FOR at IN 1 .. cardinality(laid) LOOP
        EXECUTE laid[at];
    END LOOP;
END $$;
"""

# Now with the key of the order, so that a page needs no record to sort by.
NAMED = """
DROP FUNCTION xj_students_named(text);

CREATE FUNCTION xj_students_named(part text) RETURNS TABLE (id bigint, name_key text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    scope bigint := NULLIF(current_setting('xueji.org', true), '')::bigint;
BEGIN
    RETURN QUERY EXECUTE format(
        'SELECT id, name_key::text FROM students_student WHERE xj_bigrams(name) @> xj_bigrams(%L)'
        ' AND position(%L IN name) > 0 AND %s IN (school_id, county_id, city_id, province_id)',
        part, part, coalesce(scope, 0));
END $$;
"""

NAMED_BEFORE = """
DROP FUNCTION xj_students_named(text);

CREATE FUNCTION xj_students_named(part text) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    scope bigint := NULLIF(current_setting('xueji.org', true), '')::bigint;
BEGIN
    RETURN QUERY EXECUTE format(
        'SELECT id FROM students_student WHERE xj_bigrams(name) @> xj_bigrams(%L) AND position(%L IN name) > 0'
        ' AND %s IN (school_id, county_id, city_id, province_id)', part, part, coalesce(scope, 0));
END $$;
"""


def _collate(collation: str) -> str:
    return COLLATE.replace("COLLATION", collation)


def _index(name: str, *fields: str, **options: object) -> migrations.AddIndex:
    return migrations.AddIndex("student", models.Index(fields=fields, name=name, **options))


class Migration(migrations.Migration):
    dependencies = [("organizations", "0006_export_numbers"), ("students", "0017_counts_above_a_school")]

    operations = [
        migrations.RemoveIndex(model_name="student", name="student_province_name"),
        migrations.RemoveIndex(model_name="student", name="student_key_prefix"),
        migrations.RemoveIndex(model_name="student", name="student_initials_prefix"),
        migrations.RemoveIndex(model_name="student", name="student_county_names"),
        migrations.RemoveIndex(model_name="student", name="student_city_names"),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(_collate('COLLATE "C"'), _collate('COLLATE "default"'))],
            state_operations=[migrations.AlterField(model, "name_key", KEY) for model in ("student", "studenthistory")],
        ),
        migrations.RunSQL(NAMED, NAMED_BEFORE),
        _index("student_county_name", "county_id", "name_key", "id"),
        _index("student_city_initials", "city_id", "name_key", "id", include=["initials"]),
        _index("student_province_initials", "province_id", "name_key", "id", include=["initials"]),
        _index("student_county_status", "county_id", *COUNTED_BY),
        _index("student_city_status", "city_id", *COUNTED_BY),
        _index("student_province_status", "province_id", *COUNTED_BY),
        _index("student_initials", "initials", include=["name_key", "id", *SCOPES], opclasses=["text_pattern_ops"]),
    ]
