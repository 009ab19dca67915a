"""Which regulation binds a body is dated: xueji.policies keeps it (its 0002 has copied what stood here)."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("organizations", "0004_first_password"),
        ("policies", "0002_from_the_tree"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="organization", name="a_policy_stands_at_the_top"),
        migrations.RemoveField(model_name="organization", name="policy_key"),
    ]
