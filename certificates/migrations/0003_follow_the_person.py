"""A certificate says what it says for ever; whose it is follows the record when two numbers of one person become one."""

from django.db import migrations

GUARD = """
CREATE OR REPLACE FUNCTION certificates_guard() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a certificate is never deleted: its number is accounted for' USING ERRCODE = 'check_violation';
    END IF;
    IF (NEW.school_id, NEW.student_id, NEW.kind, NEW.authority_id, NEW.number, NEW.name, NEW.fields,
        NEW.identity_cipher, NEW.student_number_cipher, NEW.issued_on, NEW.case_id, NEW.verify_code, NEW.created_at,
        NEW.created_by)
       IS DISTINCT FROM
       (OLD.school_id, OLD.student_id, OLD.kind, OLD.authority_id, OLD.number, OLD.name, OLD.fields,
        OLD.identity_cipher, OLD.student_number_cipher, OLD.issued_on, OLD.case_id, OLD.verify_code, OLD.created_at,
        OLD.created_by) THEN
        RAISE EXCEPTION 'what a certificate says is frozen' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.person_id <> OLD.person_id AND (coalesce(current_setting('xueji.case', true), '') = '' OR NOT EXISTS (
        SELECT FROM public.students_student s WHERE s.id = NEW.student_id AND s.person_id = NEW.person_id)) THEN
        RAISE EXCEPTION 'a certificate is of the person of its record' USING ERRCODE = 'check_violation';
    END IF;
    IF OLD.state <> 'draft' AND (NEW.pdf_sha256, NEW.rendered_at, NEW.activated_at)
       IS DISTINCT FROM (OLD.pdf_sha256, OLD.rendered_at, OLD.activated_at) THEN
        RAISE EXCEPTION 'the bytes of an issued certificate are frozen' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.state <> OLD.state AND NOT (
        (OLD.state = 'draft' AND NEW.state IN ('active', 'spoiled'))
        OR (OLD.state = 'active' AND NEW.state IN ('replaced', 'revoked', 'spoiled'))) THEN
        RAISE EXCEPTION 'no way from % to %', OLD.state, NEW.state USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("certificates", "0002_functions"), ("students", "0002_functions")]

    operations = [migrations.RunSQL(GUARD, migrations.RunSQL.noop)]
