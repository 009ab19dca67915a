from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_is_batch")]

    operations = [
        migrations.AddField(
            model_name="step",
            name="outside_name",
            field=models.CharField(blank=True, default="", max_length=120, verbose_name="系统外单位"),
        ),
    ]
