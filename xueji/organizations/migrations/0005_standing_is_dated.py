from django.db import migrations


class Migration(migrations.Migration):
    """Whether a school may register newcomers is decided by a level above, from a day on, with its history
    (students.registration): a mark without a date says none of that."""

    dependencies = [("organizations", "0004_policy_by_date")]

    operations = [migrations.RemoveField(model_name="organization", name="registration_suspended")]
