"""Every kind of status change, what it changed, and what takes it back."""

import django.core.serializers.json
import django.db.models.deletion
from django.db import migrations, models

# For registers that ran 0002 before a place in a special school counted as being on a register.
OPEN = """
CREATE OR REPLACE FUNCTION xj_identities_open(indexes bytea[])
RETURNS TABLE (identity_index bytea, school_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT s.identity_index, s.school_id FROM students_student s
    WHERE s.identity_index = ANY (indexes) AND s.status IN ('pending', 'studying', 'on_leave', 'special_school');
$$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("organizations", "0002_keys_of_the_tree"),
        ("students", "0005_rosters"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="statuschange",
            name="a_change_changes_something",
        ),
        migrations.RemoveConstraint(
            model_name="student",
            name="one_open_enrolment_for_a_person",
        ),
        migrations.RemoveConstraint(
            model_name="student",
            name="a_school_number_once_among_the_present",
        ),
        migrations.AddField(
            model_name="statuschange",
            name="after",
            field=models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder),
        ),
        migrations.AddField(
            model_name="statuschange",
            name="before",
            field=models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder),
        ),
        migrations.AddField(
            model_name="statuschange",
            name="undoes",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="undone_by",
                to="students.statuschange",
            ),
        ),
        migrations.AlterField(
            model_name="statuschange",
            name="from_status",
            field=models.CharField(
                blank=True,
                choices=[
                    ("pending", "未注册"),
                    ("studying", "在读"),
                    ("on_leave", "休学"),
                    ("special_school", "专门学校就读"),
                    ("transferred", "已转出"),
                    ("withdrawn", "退学"),
                    ("graduated", "毕业"),
                    ("completed", "结业"),
                    ("cancelled", "注销"),
                ],
                max_length=16,
                verbose_name="原状态",
            ),
        ),
        migrations.AlterField(
            model_name="statuschange",
            name="kind",
            field=models.CharField(
                choices=[
                    ("registration", "注册取得学籍"),
                    ("transfer_out", "转学（转出）"),
                    ("transfer_in", "转学（转入）"),
                    ("major_change", "转专业"),
                    ("retention", "留级"),
                    ("leave", "休学"),
                    ("resumption", "复学"),
                    ("restoration", "恢复学籍"),
                    ("withdrawal", "退学"),
                    ("required_withdrawal", "应予退学"),
                    ("cancellation", "注销学籍"),
                    ("special_placement", "送专门学校"),
                    ("special_return", "从专门学校转回"),
                    ("information", "信息变更"),
                    ("graduation", "毕业"),
                    ("revocation", "撤销变动"),
                ],
                max_length=24,
                verbose_name="异动类别",
            ),
        ),
        migrations.AlterField(
            model_name="statuschange",
            name="to_status",
            field=models.CharField(
                choices=[
                    ("pending", "未注册"),
                    ("studying", "在读"),
                    ("on_leave", "休学"),
                    ("special_school", "专门学校就读"),
                    ("transferred", "已转出"),
                    ("withdrawn", "退学"),
                    ("graduated", "毕业"),
                    ("completed", "结业"),
                    ("cancelled", "注销"),
                ],
                max_length=16,
                verbose_name="新状态",
            ),
        ),
        migrations.AlterField(
            model_name="student",
            name="status",
            field=models.CharField(
                choices=[
                    ("pending", "未注册"),
                    ("studying", "在读"),
                    ("on_leave", "休学"),
                    ("special_school", "专门学校就读"),
                    ("transferred", "已转出"),
                    ("withdrawn", "退学"),
                    ("graduated", "毕业"),
                    ("completed", "结业"),
                    ("cancelled", "注销"),
                ],
                default="pending",
                max_length=16,
                verbose_name="学籍状态",
            ),
        ),
        migrations.AlterField(
            model_name="studenthistory",
            name="status",
            field=models.CharField(
                choices=[
                    ("pending", "未注册"),
                    ("studying", "在读"),
                    ("on_leave", "休学"),
                    ("special_school", "专门学校就读"),
                    ("transferred", "已转出"),
                    ("withdrawn", "退学"),
                    ("graduated", "毕业"),
                    ("completed", "结业"),
                    ("cancelled", "注销"),
                ],
                default="pending",
                max_length=16,
                verbose_name="学籍状态",
            ),
        ),
        migrations.AddConstraint(
            model_name="statuschange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("from_status", models.F("to_status")), _negated=True),
                    models.Q(("before", models.F("after")), _negated=True),
                    _connector="OR",
                ),
                name="a_change_changes_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="statuschange",
            constraint=models.CheckConstraint(
                condition=models.Q(("undoes__isnull", True), ("kind", "revocation"), _connector="OR"),
                name="only_a_revocation_undoes",
            ),
        ),
        migrations.AddConstraint(
            model_name="student",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status__in", ["pending", "studying", "on_leave", "special_school"])),
                fields=("person",),
                name="one_open_enrolment_for_a_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="student",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status__in", ["pending", "studying", "on_leave", "special_school"])),
                fields=("school", "school_number"),
                name="a_school_number_once_among_the_present",
            ),
        ),
        migrations.RunSQL(OPEN, migrations.RunSQL.noop),
    ]
