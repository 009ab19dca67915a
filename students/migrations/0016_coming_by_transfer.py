"""Who waits for an open transfer, as the levels above may know: a draft is its maker's alone, that somebody is not late
for registration is not. Answers ids only; whoever asks sees the records of the own reach."""

from django.db import migrations

FUNCTION = """
CREATE OR REPLACE FUNCTION xj_coming_by_transfer() RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT s.id FROM students_student s JOIN cases_item i ON i.student_id = s.id JOIN cases_case c ON c.id = i.case_id
    WHERE s.status = 'pending' AND i.state = 'pending' AND c.kind = 'transfer'
      AND c.state IN ('draft', 'running', 'returned');
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("students", "0015_cheaper_to_write"), ("cases", "__first__")]

    operations = [migrations.RunSQL(FUNCTION, "DROP FUNCTION IF EXISTS xj_coming_by_transfer()")]
