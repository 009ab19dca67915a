from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notices", "0002_queue")]

    operations = [
        migrations.RemoveIndex(model_name="personnotice", name="person_notice_of_user"),
        migrations.AddIndex(
            model_name="personnotice",
            index=models.Index(
                fields=["user", "-at", "-id"],
                condition=models.Q(("on_screen", True)),
                name="person_notice_by_moment",
            ),
        ),
    ]
