"""Triggers that hold whatever the code does: what is over is frozen, and nobody decides on what he opened.

A case that is over, its students and its steps change only inside the effect of another case (a revocation). Statements
are looked at as a whole, so that a batch of a thousand costs one look.
"""

from django.db import migrations

OVER = "('closed', 'rejected', 'withdrawn', 'revoked')"
EFFECT = "coalesce(current_setting('xueji.case', true), '') <> ''"

GUARDS = f"""
CREATE OR REPLACE FUNCTION cases_guard_parts() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF NOT {EFFECT} AND EXISTS (
        SELECT FROM before b JOIN cases_case c ON c.id = b.case_id WHERE c.state IN {OVER}
    ) THEN
        RAISE EXCEPTION 'students and steps of a case that is over stay as they are' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION cases_guard_case() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF OLD.state IN {OVER} AND NOT {EFFECT} THEN
        RAISE EXCEPTION 'a case that is over stays as it is' USING ERRCODE = 'check_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN
        IF OLD.state <> 'draft' THEN
            RAISE EXCEPTION 'only drafts can be thrown away' USING ERRCODE = 'check_violation';
        END IF;
        RETURN OLD;
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION cases_guard_decision() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF EXISTS (SELECT FROM cases_case c WHERE c.id = NEW.case_id AND c.opened_by_id = NEW.actor_id) THEN
        RAISE EXCEPTION 'nobody decides on what he opened' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER guard_items_changed AFTER UPDATE ON cases_item REFERENCING OLD TABLE AS before
    FOR EACH STATEMENT EXECUTE FUNCTION cases_guard_parts();
CREATE OR REPLACE TRIGGER guard_items_removed AFTER DELETE ON cases_item REFERENCING OLD TABLE AS before
    FOR EACH STATEMENT EXECUTE FUNCTION cases_guard_parts();
CREATE OR REPLACE TRIGGER guard_steps_changed AFTER UPDATE ON cases_step REFERENCING OLD TABLE AS before
    FOR EACH STATEMENT EXECUTE FUNCTION cases_guard_parts();
CREATE OR REPLACE TRIGGER guard_steps_removed AFTER DELETE ON cases_step REFERENCING OLD TABLE AS before
    FOR EACH STATEMENT EXECUTE FUNCTION cases_guard_parts();
CREATE OR REPLACE TRIGGER guard_case BEFORE UPDATE OR DELETE ON cases_case
    FOR EACH ROW EXECUTE FUNCTION cases_guard_case();
CREATE OR REPLACE TRIGGER guard_decision BEFORE INSERT ON cases_decision FOR EACH ROW
    WHEN (NEW.verb IN ('approve', 'return', 'reject', 'file', 'object')) EXECUTE FUNCTION cases_guard_decision();
"""

DROP = """
DROP TRIGGER IF EXISTS guard_decision ON cases_decision;
DROP TRIGGER IF EXISTS guard_case ON cases_case;
DROP TRIGGER IF EXISTS guard_steps_removed ON cases_step;
DROP TRIGGER IF EXISTS guard_steps_changed ON cases_step;
DROP TRIGGER IF EXISTS guard_items_removed ON cases_item;
DROP TRIGGER IF EXISTS guard_items_changed ON cases_item;
DROP FUNCTION IF EXISTS cases_guard_decision();
DROP FUNCTION IF EXISTS cases_guard_case();
DROP FUNCTION IF EXISTS cases_guard_parts();
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0006_finish_the_engine")]

    operations = [migrations.RunSQL(GUARDS, DROP)]
