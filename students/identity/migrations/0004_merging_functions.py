"""Two persons become one, and two again: the only ways in which records go from a person to another for good.

Both run as the owner of the tables, because records of the persons may lie at any school, and refuse outside a case. Every
table that names a record and its person (`student_id`, `person_id`) follows the record: the function asks the catalogue
which they are, so that no table of a later chapter is forgotten. The type of the document is written through the ledger, so that
an undo puts back what the record said.
"""

from django.db import migrations

FUNCTIONS = """
CREATE OR REPLACE FUNCTION xj_person_retie(student bigint, to_person bigint)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$ BEGIN
    IF coalesce(current_setting('xueji.case', true), '') = '' THEN
        RAISE EXCEPTION 'a record is given to another person only inside a case' USING ERRCODE = 'check_violation';
    END IF;
    UPDATE students_student s
       SET person_id = p.id, identity_index = p.identity_index,
           identity_mask = p.identity_mask, number_mask = p.number_mask, number_index = p.number_index
      FROM students_person p WHERE p.id = to_person AND s.id = student;
    PERFORM xj_records_follow(ARRAY[student]);
END $$;

CREATE OR REPLACE FUNCTION xj_records_follow(records bigint[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE t text;
BEGIN
    IF coalesce(current_setting('xueji.case', true), '') = '' THEN
        RAISE EXCEPTION 'records follow a person only inside a case' USING ERRCODE = 'check_violation';
    END IF;
    UPDATE students_student s
       SET identity_index = p.identity_index, identity_mask = p.identity_mask,
           number_mask = p.number_mask, number_index = p.number_index
      FROM students_person p WHERE p.id = s.person_id AND s.id = ANY (records)
       AND (s.identity_index, s.identity_mask, s.number_mask, s.number_index) IS DISTINCT FROM
           (p.identity_index, p.identity_mask, p.number_mask, p.number_index);
    FOR t IN SELECT c.relname FROM pg_class c
             JOIN pg_attribute person ON person.attrelid = c.oid AND person.attname = 'person_id' AND NOT person.attisdropped
             JOIN pg_attribute record ON record.attrelid = c.oid AND record.attname = 'student_id' AND NOT record.attisdropped
             WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace ORDER BY 1
    LOOP
        EXECUTE format('UPDATE %I f SET person_id = s.person_id FROM students_student s WHERE s.id = f.student_id'
                       ' AND f.student_id = ANY ($1) AND f.person_id IS DISTINCT FROM s.person_id', t) USING records;
    END LOOP;
END $$;

CREATE OR REPLACE FUNCTION xj_persons_merge(kept bigint, gone bigint, type text, index bytea, cipher bytea, mask text)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE account bigint; records bigint[];
BEGIN
    IF coalesce(current_setting('xueji.case', true), '') = '' THEN
        RAISE EXCEPTION 'two persons become one only inside a case' USING ERRCODE = 'check_violation';
    END IF;
    SELECT u.id INTO account FROM organizations_user u WHERE u.person_id = gone;
    UPDATE organizations_user u SET person_id = CASE WHEN EXISTS (
        SELECT FROM organizations_user k WHERE k.person_id = kept) THEN NULL ELSE kept END WHERE u.person_id = gone;
    UPDATE identity_formernumber f SET person_id = kept WHERE f.person_id = gone
       AND NOT EXISTS (SELECT FROM identity_formernumber k WHERE k.person_id = kept AND k.index = f.index);
    DELETE FROM identity_formernumber f WHERE f.person_id = gone;
    UPDATE students_student s SET person_id = kept WHERE s.person_id = gone;
    SELECT array_agg(s.id) INTO records FROM students_student s WHERE s.person_id = kept;
    PERFORM xj_records_follow(records);
    DELETE FROM students_person p WHERE p.id = gone;
    UPDATE students_person p SET identity_type = type, identity_index = index, identity_cipher = cipher, identity_mask = mask
     WHERE p.id = kept AND p.identity_index <> index;
    PERFORM xj_records_follow(records);
    RETURN account;
END $$;

CREATE OR REPLACE FUNCTION xj_persons_split(kept bigint, gone bigint, types text[], indexes bytea[], ciphers bytea[],
    masks text[], number_index bytea, number_cipher bytea, number_mask text, records bigint[], own bigint[],
    formers bytea[], account bigint)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF coalesce(current_setting('xueji.case', true), '') = '' THEN
        RAISE EXCEPTION 'a person becomes two again only inside a case' USING ERRCODE = 'check_violation';
    END IF;
    UPDATE students_person p SET identity_type = types[1], identity_index = indexes[1], identity_cipher = ciphers[1],
           identity_mask = masks[1] WHERE p.id = kept AND p.identity_index <> indexes[1];
    INSERT INTO students_person (id, identity_type, identity_index, identity_cipher, identity_mask,
                                 number_index, number_cipher, number_mask)
    VALUES (gone, types[2], indexes[2], ciphers[2], masks[2], number_index, number_cipher, number_mask);
    UPDATE students_student s SET person_id = gone WHERE s.id = ANY (records);
    UPDATE organizations_user u SET person_id = gone WHERE u.id = account;
    INSERT INTO identity_formernumber (person_id, kind, index, cipher, mask, source, added_on)
    SELECT gone, f.kind, f.index, f.cipher, f.mask, f.source, f.added_on FROM identity_formernumber f
     WHERE f.person_id = kept AND f.index = ANY (formers);
    PERFORM xj_records_follow(records || own);
END $$;
"""

DROP = """
DROP FUNCTION IF EXISTS xj_persons_split(bigint, bigint, text[], bytea[], bytea[], text[], bytea, bytea, text, bigint[],
    bigint[], bytea[], bigint);
DROP FUNCTION IF EXISTS xj_persons_merge(bigint, bigint, text, bytea, bytea, text);
DROP FUNCTION IF EXISTS xj_records_follow(bigint[]);
"""


class Migration(migrations.Migration):
    dependencies = [("identity", "0003_merging"), ("students", "0008_imports")]

    operations = [migrations.RunSQL(FUNCTIONS, DROP)]
