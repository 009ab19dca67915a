"""The duplicate check over the whole register, and the index by which it finds those who are alike.

`xj_clashes` runs as the owner of the tables. It answers for each who is asked about: the records elsewhere with the same
identity number that are open; the person who holds the student number to come, or had this identity number before; the open
records with the same name, sex and day of birth and another number. Grave kinds come first. `xj_person_retie` gives a
pending record, inside a case, to another person.
"""

from django.db import migrations

FUNCTIONS = """
CREATE OR REPLACE FUNCTION xj_clashes(keys bigint[], schools bigint[], students bigint[], indexes bytea[],
    numbers bytea[], names text[], sexes text[], births date[])
RETURNS TABLE (key bigint, kind text, student_id bigint, school_id bigint, is_registered boolean, identity_type text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH asked AS MATERIALIZED (
        SELECT * FROM unnest(keys, schools, students, indexes, numbers, names, sexes, births)
            AS a (key, school_id, student_id, index, number, name, sex, birth)
    )
    SELECT a.key, 'identity', s.id, s.school_id, s.status <> 'pending', s.identity_type::text
    FROM asked a JOIN students_student s ON s.identity_index = a.index
    WHERE s.status IN ('pending', 'studying', 'on_leave', 'special_school') AND s.id IS DISTINCT FROM a.student_id
      AND (a.student_id IS NOT NULL OR s.school_id <> a.school_id)
    UNION ALL
    SELECT a.key, 'number', s.id, s.school_id, s.status <> 'pending', s.identity_type::text
    FROM asked a JOIN students_person p ON p.number_index = a.number AND p.identity_index <> a.index
    CROSS JOIN LATERAL (SELECT * FROM students_student x WHERE x.person_id = p.id
        ORDER BY x.status IN ('pending', 'studying', 'on_leave', 'special_school') DESC, x.id DESC LIMIT 1) s
    WHERE a.number IS NOT NULL AND s.id IS DISTINCT FROM a.student_id
    UNION ALL
    SELECT a.key, 'number', s.id, s.school_id, s.status <> 'pending', s.identity_type::text
    FROM asked a JOIN identity_formernumber f ON f.index = a.index AND f.kind = 'identity'
    JOIN students_person p ON p.id = f.person_id AND p.identity_index <> a.index
    CROSS JOIN LATERAL (SELECT * FROM students_student x WHERE x.person_id = p.id
        ORDER BY x.status IN ('pending', 'studying', 'on_leave', 'special_school') DESC, x.id DESC LIMIT 1) s
    WHERE s.id IS DISTINCT FROM a.student_id
    UNION ALL
    SELECT a.key, 'likeness', s.id, s.school_id, s.status <> 'pending', s.identity_type::text
    FROM asked a JOIN students_student s ON s.birth_date = a.birth AND s.name = a.name AND s.sex = a.sex
    WHERE s.status IN ('pending', 'studying', 'on_leave', 'special_school') AND s.identity_index <> a.index
      AND s.id IS DISTINCT FROM a.student_id;
$$;

CREATE OR REPLACE FUNCTION xj_person_retie(student bigint, to_person bigint)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$ BEGIN
    IF coalesce(current_setting('xueji.case', true), '') = '' THEN
        RAISE EXCEPTION 'a record is given to another person only inside a case' USING ERRCODE = 'check_violation';
    END IF;
    UPDATE students_student s
       SET person_id = p.id, identity_type = p.identity_type, identity_index = p.identity_index,
           identity_mask = p.identity_mask, number_mask = p.number_mask, number_index = p.number_index
      FROM students_person p WHERE p.id = to_person AND s.id = student;
END $$;

CREATE OR REPLACE FUNCTION xj_identity_let_go() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$ BEGIN
    UPDATE identity_clash SET state = CASE WHEN state IN ('open', 'ruled') THEN 'deleted' ELSE state END,
           asking_student_id = NULLIF(asking_student_id, OLD.id), standing_student_id = NULLIF(standing_student_id, OLD.id)
     WHERE OLD.id IN (asking_student_id, standing_student_id);
    UPDATE identity_duplicatefinding f
       SET state = c.state, solved_on = coalesce(f.solved_on, current_date), student_id = NULLIF(f.student_id, OLD.id)
      FROM identity_clash c, identity_duplicatefinding own
     WHERE own.student_id = OLD.id AND c.id = own.clash_id AND f.clash_id = c.id;
    RETURN OLD;
END $$;

CREATE OR REPLACE TRIGGER identity_let_go AFTER DELETE ON students_student
    FOR EACH ROW EXECUTE FUNCTION xj_identity_let_go();
"""

DROP = """
DROP TRIGGER IF EXISTS identity_let_go ON students_student;
DROP FUNCTION IF EXISTS xj_identity_let_go();
DROP FUNCTION IF EXISTS xj_person_retie(bigint, bigint);
DROP FUNCTION IF EXISTS xj_clashes(bigint[], bigint[], bigint[], bytea[], bytea[], text[], text[], date[]);
"""


class Migration(migrations.Migration):
    dependencies = [("identity", "0001_identity"), ("students", "0002_functions")]

    operations = [migrations.RunSQL(FUNCTIONS, DROP)]
