"""Take over what each body's row said; and nobody changes what was recorded, not even unfenced.

A regulation's key ends in its year: bodies are bound from its first day, where that is known.
"""

from django.db import migrations

COPY = """
INSERT INTO policies_policyassignment (organization_id, policy_key, since, document, recorded_at)
SELECT id, policy_key,
       CASE policy_key WHEN 'beijing_2020' THEN DATE '2020-04-26' WHEN 'zhejiang_2015' THEN DATE '2015-09-01'
                       ELSE current_date END,
       '', now()
FROM organizations_organization WHERE policy_key <> ''
"""

APPEND_ONLY = """
CREATE FUNCTION xj_policies_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    RAISE EXCEPTION 'rows of % are only followed by others', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON policies_policyassignment
    FOR EACH ROW EXECUTE FUNCTION xj_policies_append_only();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON policies_interpretationchange
    FOR EACH ROW EXECUTE FUNCTION xj_policies_append_only();
"""

CHANGEABLE = """
DROP TRIGGER append_only ON policies_policyassignment;
DROP TRIGGER append_only ON policies_interpretationchange;
DROP FUNCTION xj_policies_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("policies", "0001_initial")]

    operations = [
        migrations.RunSQL(COPY, migrations.RunSQL.noop),
        migrations.RunSQL(APPEND_ONLY, CHANGEABLE),
    ]
