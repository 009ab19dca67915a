"""New lines of cases wait to be spread; what is due in the outbox, seen from outside a scope: ids only."""

from django.db import migrations

FORWARD = """
CREATE OR REPLACE FUNCTION xj_notice_waits() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$ BEGIN
    INSERT INTO notices_waiting (notice_id) VALUES (NEW.id) ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER notice_waits AFTER INSERT ON cases_notice
    FOR EACH ROW EXECUTE FUNCTION xj_notice_waits();

CREATE OR REPLACE FUNCTION xj_outbox_due(way text, moment timestamptz, rate integer)
RETURNS TABLE (id bigint, user_id bigint, organization_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT m.id, m.user_id, m.organization_id FROM notices_message m
    WHERE m.state = 'queued' AND m.channel = way AND m.due_at <= moment
    ORDER BY m.purpose <> 'code', m.due_at, m.id
    LIMIT greatest(0, rate - (SELECT count(*) FROM notices_message s
        WHERE s.state = 'sent' AND s.channel = way
          AND s.done_at > moment - interval '1 minute' AND s.done_at <= moment));
$$;
"""

BACKWARD = """
DROP FUNCTION IF EXISTS xj_outbox_due(text, timestamptz, integer);
DROP TRIGGER IF EXISTS notice_waits ON cases_notice;
DROP FUNCTION IF EXISTS xj_notice_waits();
"""


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_initial"), ("cases", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
