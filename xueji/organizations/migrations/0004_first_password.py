from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organizations", "0003_keep_calendar")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="must_change_password",
            field=models.BooleanField(default=False, verbose_name="首次登录须改密码"),
        ),
    ]
