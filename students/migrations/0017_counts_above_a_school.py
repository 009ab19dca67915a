"""The present students of a county or a city are counted on every page: what they are counted by stands in the index that
gives them by name, so that no record is read for it."""

from django.db import migrations, models

COUNTED_BY = ["status", "cohort", "programme"]


class Migration(migrations.Migration):
    dependencies = [("students", "0016_coming_by_transfer")]

    operations = [
        migrations.RemoveIndex(model_name="student", name="student_county_name"),
        migrations.RemoveIndex(model_name="student", name="student_city_name"),
        migrations.AddIndex(
            model_name="student",
            index=models.Index(fields=["county_id", "name_key", "id"], include=COUNTED_BY, name="student_county_names"),
        ),
        migrations.AddIndex(
            model_name="student",
            index=models.Index(fields=["city_id", "name_key", "id"], include=COUNTED_BY, name="student_city_names"),
        ),
    ]
