from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("admission", "0004_lists_in_jobs"),
    ]

    operations = [
        migrations.AddField(
            model_name="admission",
            name="home_code",
            field=models.CharField(blank=True, db_default="", default="", max_length=6, verbose_name="生源地（省）"),
        ),
    ]
