"""Where schools sat before they moved, and the trigger that keeps it."""

import django.db.models.deletion
from django.db import migrations, models

# A school that moves twice on one day leaves the seat in which the day found it.
TRIGGER = """
CREATE FUNCTION statistics_school_leaves() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog AS $$ BEGIN
    INSERT INTO public.statistics_formerseat (school_id, county_then, city_then, last_day)
    VALUES (NEW.id, OLD.county_id, OLD.city_id, (now() AT TIME ZONE 'Asia/Shanghai')::date - 1)
    ON CONFLICT (school_id, last_day) DO NOTHING;
    RETURN NULL; END $$;

CREATE TRIGGER school_leaves AFTER UPDATE ON organizations_organization FOR EACH ROW
    WHEN (NEW.kind = 'school' AND (OLD.county_id, OLD.city_id) IS DISTINCT FROM (NEW.county_id, NEW.city_id))
    EXECUTE FUNCTION statistics_school_leaves();
"""
DROP = """
DROP TRIGGER school_leaves ON organizations_organization;
DROP FUNCTION statistics_school_leaves();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("organizations", "0006_export_numbers"),
        ("statistics", "0001_snapshots"),
    ]

    operations = [
        migrations.CreateModel(
            name="FormerSeat",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("county_then", models.BigIntegerField(null=True)),
                ("city_then", models.BigIntegerField(null=True)),
                ("last_day", models.DateField(verbose_name="最后一日")),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="former_seats",
                        to="organizations.organization",
                    ),
                ),
            ],
            options={
                "verbose_name": "学校原隶属",
                "constraints": [
                    models.UniqueConstraint(fields=("school", "last_day"), name="one_former_seat_of_a_school_and_day")
                ],
            },
        ),
        migrations.RunSQL(TRIGGER, DROP),
    ]
