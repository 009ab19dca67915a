"""Figures that are kept."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("organizations", "0004_policy_by_date"),
        ("students", "0006_every_change"),
    ]

    operations = [
        migrations.CreateModel(
            name="Snapshot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="年份")),
                ("day", models.DateField(verbose_name="统计截止")),
                ("version", models.CharField(max_length=12, verbose_name="口径版本")),
                ("taken_at", models.DateTimeField(verbose_name="留存时间")),
                ("taken_by", models.BigIntegerField(null=True, verbose_name="留存人")),
                ("taken_by_name", models.CharField(blank=True, max_length=50, verbose_name="留存人姓名")),
                (
                    "province",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organizations.organization"
                    ),
                ),
            ],
            options={
                "verbose_name": "9 月 1 日快照",
                "ordering": ["-year"],
            },
        ),
        migrations.CreateModel(
            name="SnapshotCell",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("county_id", models.BigIntegerField(editable=False, null=True)),
                ("city_id", models.BigIntegerField(editable=False, null=True)),
                ("province_id", models.BigIntegerField(editable=False, null=True)),
                ("county_then", models.BigIntegerField(null=True)),
                ("city_then", models.BigIntegerField(null=True)),
                (
                    "status",
                    models.CharField(
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
                        verbose_name="学籍状态",
                    ),
                ),
                ("major_code", models.CharField(max_length=6, verbose_name="专业代码")),
                ("cohort", models.PositiveSmallIntegerField(verbose_name="年级")),
                ("sex", models.CharField(choices=[("1", "男"), ("2", "女")], max_length=1, verbose_name="性别")),
                ("ethnic_code", models.CharField(max_length=2, verbose_name="民族")),
                ("category", models.CharField(blank=True, max_length=40, verbose_name="学生类别")),
                ("household", models.CharField(blank=True, max_length=40, verbose_name="户口性质")),
                ("origin", models.CharField(blank=True, max_length=2, verbose_name="生源地（省）")),
                ("count", models.PositiveIntegerField(verbose_name="人数")),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organizations.organization"
                    ),
                ),
                (
                    "snapshot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="cells", to="statistics.snapshot"
                    ),
                ),
            ],
            options={
                "verbose_name": "快照数",
            },
        ),
        migrations.AddConstraint(
            model_name="snapshot",
            constraint=models.UniqueConstraint(
                fields=("province", "year"), name="one_snapshot_of_a_year_in_a_province"
            ),
        ),
        migrations.AddIndex(
            model_name="snapshotcell",
            index=models.Index(fields=["snapshot", "school"], name="snapshot_cell_school"),
        ),
    ]
