"""Database functions and triggers of the chapter.

A school ties its records to persons whom it may not see: `xj_person_ensure` runs as the owner of the tables, answers
ids only, and is the only way to make a person. `xj_identities_open` says of which identities somebody is on a register
now, and at which school; whoever calls it decides what of that the reader may know.
"""

from django.db import migrations

FUNCTIONS = """
CREATE OR REPLACE FUNCTION xj_person_ensure(types text[], indexes bytea[], ciphers bytea[], masks text[],
    number_indexes bytea[], number_ciphers bytea[], number_masks text[])
RETURNS TABLE (identity_index bytea, person_id bigint, number_mask text, number_index bytea)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    INSERT INTO students_person (identity_type, identity_index, identity_cipher, identity_mask,
                                 number_index, number_cipher, number_mask)
    SELECT * FROM unnest(types, indexes, ciphers, masks, number_indexes, number_ciphers, number_masks)
    ON CONFLICT (identity_index) DO NOTHING;
    SELECT p.identity_index, p.id, p.number_mask::text, p.number_index
    FROM students_person p WHERE p.identity_index = ANY (indexes);
$$;

CREATE OR REPLACE FUNCTION xj_identities_open(indexes bytea[])
RETURNS TABLE (identity_index bytea, school_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT s.identity_index, s.school_id FROM students_student s
    WHERE s.identity_index = ANY (indexes) AND s.status IN ('pending', 'studying', 'on_leave', 'special_school');
$$;

CREATE OR REPLACE FUNCTION students_guard_status() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF coalesce(current_setting('xueji.case', true), '') = '' THEN
        RAISE EXCEPTION 'a student''s status changes only inside a case' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER guard_status_change BEFORE UPDATE OF status ON students_student
    FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION students_guard_status();
CREATE OR REPLACE TRIGGER guard_status_birth BEFORE INSERT ON students_student
    FOR EACH ROW WHEN (NEW.status <> 'pending') EXECUTE FUNCTION students_guard_status();
"""

DROP = """
DROP TRIGGER IF EXISTS guard_status_birth ON students_student;
DROP TRIGGER IF EXISTS guard_status_change ON students_student;
DROP FUNCTION IF EXISTS students_guard_status();
DROP FUNCTION IF EXISTS xj_identities_open(bytea[]);
DROP FUNCTION IF EXISTS xj_person_ensure(text[], bytea[], bytea[], text[], bytea[], bytea[], text[]);
"""


class Migration(migrations.Migration):
    dependencies = [("students", "0001_initial")]

    operations = [migrations.RunSQL(FUNCTIONS, DROP)]
