import django.db.models.deletion
from django.db import migrations, models

# A temporary number is drawn at random: which of the drawn ones are taken can only be asked of all persons, and the
# answer tells nothing, because an index of a number names nobody.
FUNCTION = """
CREATE OR REPLACE FUNCTION xj_numbers_taken(indexes bytea[]) RETURNS SETOF bytea
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT p.number_index FROM students_person p WHERE p.number_index = ANY (indexes);
$$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("organizations", "0002_keys_of_the_tree"),
        ("students", "0004_row_history"),
    ]

    operations = [
        migrations.CreateModel(
            name="Roster",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("county_id", models.BigIntegerField(editable=False, null=True)),
                ("city_id", models.BigIntegerField(editable=False, null=True)),
                ("province_id", models.BigIntegerField(editable=False, null=True)),
                ("filename", models.CharField(max_length=200, verbose_name="文件名")),
                ("sha256", models.CharField(max_length=64)),
                ("size", models.PositiveIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("checking", "正在核对"),
                            ("checked", "试导入完成"),
                            ("refused", "文件读不了"),
                            ("committing", "正在写入"),
                            ("committed", "已提交"),
                        ],
                        default="checking",
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                ("refusal", models.CharField(blank=True, max_length=300, verbose_name="读不了的原因")),
                ("mapping", models.JSONField(default=dict)),
                ("counts", models.JSONField(default=dict)),
                ("announcements", models.JSONField(default=list)),
                ("problems", models.JSONField(default=list)),
                ("corrections_cipher", models.BinaryField(null=True)),
                ("is_stale", models.BooleanField(default=False)),
                ("version", models.PositiveIntegerField(default=0)),
                ("job_id", models.BigIntegerField(null=True)),
                ("created_by_id", models.BigIntegerField(null=True)),
                ("created_at", models.DateTimeField(verbose_name="上传")),
                ("checked_at", models.DateTimeField(null=True)),
                ("seconds", models.FloatField(default=0)),
                ("committed_at", models.DateTimeField(null=True)),
                ("committed_rows", models.PositiveIntegerField(default=0)),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rosters",
                        to="organizations.organization",
                        verbose_name="学校",
                    ),
                ),
            ],
            options={
                "verbose_name": "导入的名册",
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["school", "-id"], name="roster_by_school")],
            },
        ),
        migrations.RunSQL(FUNCTION, "DROP FUNCTION IF EXISTS xj_numbers_taken(bytea[])"),
    ]
