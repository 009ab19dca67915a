"""The only way in which a person's identity number changes: inside the effect of a case, encrypted, records following.

Runs as the owner of the tables, because records of the person may lie at other schools. Row history is written by the
triggers of the tables.
"""

from django.db import migrations

FUNCTION = """
CREATE OR REPLACE FUNCTION xj_identities_replace(persons bigint[], types text[], indexes bytea[], ciphers bytea[],
    masks text[])
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE changed bigint;
BEGIN
    IF coalesce(current_setting('xueji.case', true), '') = '' THEN
        RAISE EXCEPTION 'a person''s identity number changes only inside a case' USING ERRCODE = 'check_violation';
    END IF;
    UPDATE students_person p
       SET identity_type = v.type, identity_index = v.index, identity_cipher = v.cipher, identity_mask = v.mask
      FROM unnest(persons, types, indexes, ciphers, masks) AS v (id, type, index, cipher, mask)
     WHERE p.id = v.id;
    GET DIAGNOSTICS changed = ROW_COUNT;
    UPDATE students_student s
       SET identity_type = v.type, identity_index = v.index, identity_mask = v.mask
      FROM unnest(persons, types, indexes, masks) AS v (id, type, index, mask)
     WHERE s.person_id = v.id
       AND (s.identity_type, s.identity_index, s.identity_mask) IS DISTINCT FROM (v.type, v.index, v.mask);
    RETURN changed;
END $$;
"""

DROP = "DROP FUNCTION IF EXISTS xj_identities_replace(bigint[], text[], bytea[], bytea[], text[]);"


class Migration(migrations.Migration):
    dependencies = [("information", "0001_initial"), ("students", "0002_functions")]

    operations = [migrations.RunSQL(FUNCTION, DROP)]
