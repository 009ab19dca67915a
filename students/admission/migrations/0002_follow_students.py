"""An admission follows the record that came of it: registered with it, pending again with it, and let go when a pending
record is taken back (an import that is undone). One that was made from that import alone goes with it."""

from django.db import migrations

FOLLOW = """
CREATE OR REPLACE FUNCTION admission_follow_status() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF OLD.status = 'pending' AND NEW.status <> 'cancelled' THEN
        UPDATE public.admission_admission SET state = 'registered' WHERE student_id = NEW.id AND state = 'checked_in';
    ELSIF NEW.status = 'pending' THEN
        UPDATE public.admission_admission SET state = 'checked_in' WHERE student_id = NEW.id AND state = 'registered';
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION admission_let_go() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    DELETE FROM public.admission_admission a WHERE a.student_id = OLD.id AND a.is_from_roster
        AND NOT EXISTS (SELECT FROM public.admission_admissionpaper p WHERE p.admission_id = a.id)
        AND NOT EXISTS (SELECT FROM public.admission_deferral d WHERE d.admission_id = a.id)
        AND NOT EXISTS (SELECT FROM public.admission_healthexamination h WHERE h.admission_id = a.id);
    UPDATE public.admission_admission SET student_id = NULL WHERE student_id = OLD.id;
    RETURN OLD;
END $$;

CREATE OR REPLACE TRIGGER admission_follows_status AFTER UPDATE OF status ON students_student
    FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION admission_follow_status();
CREATE OR REPLACE TRIGGER admission_lets_go BEFORE DELETE ON students_student
    FOR EACH ROW EXECUTE FUNCTION admission_let_go();
"""

DROP = """
DROP TRIGGER IF EXISTS admission_lets_go ON students_student;
DROP TRIGGER IF EXISTS admission_follows_status ON students_student;
DROP FUNCTION IF EXISTS admission_let_go();
DROP FUNCTION IF EXISTS admission_follow_status();
"""


class Migration(migrations.Migration):
    dependencies = [("admission", "0001_initial")]

    operations = [migrations.RunSQL(FOLLOW, DROP)]
