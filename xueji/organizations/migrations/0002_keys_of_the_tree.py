"""A trigger keeps each organization's keys to the levels above it true."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION organizations_fill_keys() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE above organizations_organization%ROWTYPE;
BEGIN
    SELECT * INTO above FROM public.organizations_organization WHERE id = NEW.parent_id;
    NEW.province_id := CASE WHEN NEW.kind = 'province' THEN NEW.id ELSE above.province_id END;
    NEW.city_id := CASE WHEN NEW.kind = 'city' THEN NEW.id ELSE above.city_id END;
    NEW.county_id := CASE WHEN NEW.kind IN ('county', 'superior_body') THEN NEW.id ELSE above.county_id END;
    RETURN NEW;
END $$;

CREATE TRIGGER fill_keys BEFORE INSERT OR UPDATE OF parent_id, kind ON organizations_organization
    FOR EACH ROW EXECUTE FUNCTION organizations_fill_keys();
"""

BACKWARD = """
DROP TRIGGER fill_keys ON organizations_organization;
DROP FUNCTION organizations_fill_keys();
"""


class Migration(migrations.Migration):
    dependencies = [("organizations", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
