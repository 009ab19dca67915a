"""Two characters in the middle of a name, found by an index.

`xj_bigrams` cuts a name into its pairs of neighbours, a GIN index holds them. The operator @> is not leakproof, so that
behind a policy it would wait until every row of a province has been read: `xj_students_named` asks the index as the
owner and answers ids of the reader's own scope only (the row must carry the organization of the scope among its keys).
It plans for the text it is given: with a plan for any text PostgreSQL does not take the index.
"""

from django.db import migrations

CREATE = """
CREATE FUNCTION xj_bigrams(name text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT array(SELECT substr(name, at, 2) FROM generate_series(1, length(name) - 1) AS at);
$$;

CREATE INDEX student_name_bigrams ON students_student USING gin (xj_bigrams(name));

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

DROP = """
DROP FUNCTION xj_students_named(text);
DROP INDEX student_name_bigrams;
DROP FUNCTION xj_bigrams(text);
"""


class Migration(migrations.Migration):
    dependencies = [("students", "0011_namesakes")]

    operations = [migrations.RunSQL(CREATE, DROP)]
