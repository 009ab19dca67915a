"""Counting numbers, finding drafts left behind, and the guard over what was issued.

`xj_certificate_numbers_take` runs as the owner, because a school counts on in a series that belongs to its authority and
that it may not touch; it lets a school take numbers for itself only, from an authority above it.
"""

from django.db import migrations

FUNCTIONS = """
CREATE OR REPLACE FUNCTION xj_certificate_numbers_take(authority bigint, school bigint, document text, series_year int,
    amount int)
RETURNS int LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE first int;
BEGIN
    IF current_setting('role') <> 'xj_unfenced'
       AND (current_setting('role') <> 'xj_school' OR current_setting('xueji.org', true) IS DISTINCT FROM school::text) THEN
        RAISE EXCEPTION 'a school takes numbers for itself only' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF amount < 1 OR NOT EXISTS (SELECT FROM organizations_organization o WHERE o.id = school
                                 AND authority IN (o.county_id, o.city_id, o.province_id)) THEN
        RAISE EXCEPTION 'numbers come from an authority above the school' USING ERRCODE = 'check_violation';
    END IF;
    INSERT INTO certificates_numberseries AS s (authority_id, kind, year, next_serial)
    VALUES (authority, document, series_year, amount + 1)
    ON CONFLICT (authority_id, kind, year) DO UPDATE SET next_serial = s.next_serial + amount
    RETURNING s.next_serial - amount INTO first;
    RETURN first;
END $$;

CREATE OR REPLACE FUNCTION xj_certificate_drafts_left(before timestamptz, attempts_allowed int)
RETURNS TABLE (id bigint, school_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT c.id, c.school_id FROM certificates_certificate c
    WHERE c.state = 'draft' AND c.attempts < attempts_allowed
          AND c.created_at < before
    ORDER BY c.created_at LIMIT 500;
$$;

CREATE OR REPLACE FUNCTION certificates_guard() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a certificate is never deleted: its number is accounted for' USING ERRCODE = 'check_violation';
    END IF;
    IF (NEW.school_id, NEW.student_id, NEW.person_id, NEW.kind, NEW.authority_id, NEW.number, NEW.name, NEW.fields,
        NEW.identity_cipher, NEW.student_number_cipher, NEW.issued_on, NEW.case_id, NEW.verify_code, NEW.created_at,
        NEW.created_by)
       IS DISTINCT FROM
       (OLD.school_id, OLD.student_id, OLD.person_id, OLD.kind, OLD.authority_id, OLD.number, OLD.name, OLD.fields,
        OLD.identity_cipher, OLD.student_number_cipher, OLD.issued_on, OLD.case_id, OLD.verify_code, OLD.created_at,
        OLD.created_by) THEN
        RAISE EXCEPTION 'what a certificate says is frozen' USING ERRCODE = 'check_violation';
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

CREATE OR REPLACE TRIGGER guard_certificate BEFORE UPDATE OR DELETE ON certificates_certificate
    FOR EACH ROW EXECUTE FUNCTION certificates_guard();
"""

DROP = """
DROP TRIGGER IF EXISTS guard_certificate ON certificates_certificate;
DROP FUNCTION IF EXISTS certificates_guard();
DROP FUNCTION IF EXISTS xj_certificate_drafts_left(timestamptz, int);
DROP FUNCTION IF EXISTS xj_certificate_numbers_take(bigint, bigint, text, int, int);
"""


class Migration(migrations.Migration):
    dependencies = [("certificates", "0001_initial")]

    operations = [migrations.RunSQL(FUNCTIONS, DROP)]
