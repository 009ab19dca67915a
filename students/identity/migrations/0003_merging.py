"""Two numbers of one person become one; a correction keeps whose record it was, so that it can be taken back."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0008_to_do_by_last_day"),
        ("identity", "0002_functions"),
        ("students", "0013_pairs_in_a_loop"),
    ]

    operations = [
        migrations.AddField(
            model_name="remedy",
            name="person_after",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="remedy",
            name="person_before",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AlterField(
            model_name="clash",
            name="state",
            field=models.CharField(
                choices=[
                    ("open", "待处理"),
                    ("ruled", "已裁定，待另一方办结"),
                    ("proved", "佐证成立"),
                    ("corrected", "已更正"),
                    ("deleted", "已删除"),
                    ("gone", "另一方已办结"),
                    ("merged", "已归并"),
                ],
                default="open",
                max_length=12,
                verbose_name="状态",
            ),
        ),
        migrations.AlterField(
            model_name="duplicatefinding",
            name="state",
            field=models.CharField(
                choices=[
                    ("open", "待处理"),
                    ("ruled", "已裁定，待另一方办结"),
                    ("proved", "佐证成立"),
                    ("corrected", "已更正"),
                    ("deleted", "已删除"),
                    ("gone", "另一方已办结"),
                    ("merged", "已归并"),
                ],
                default="open",
                max_length=12,
                verbose_name="状态",
            ),
        ),
        migrations.CreateModel(
            name="PersonMerge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("other_person", models.BigIntegerField()),
                (
                    "document_from",
                    models.CharField(
                        choices=[("own", "本校登记的"), ("other", "另一个")],
                        max_length=5,
                        verbose_name="今后使用的证件",
                    ),
                ),
                (
                    "number_from",
                    models.CharField(
                        choices=[("own", "本校登记的"), ("other", "另一个")], max_length=5, verbose_name="沿用的学籍号"
                    ),
                ),
                ("own_mask", models.CharField(max_length=20, verbose_name="本校登记的证件号")),
                ("other_mask", models.CharField(max_length=20, verbose_name="另一个证件号")),
                ("own_number_mask", models.CharField(max_length=19, verbose_name="本校登记的学籍号")),
                ("other_number_mask", models.CharField(max_length=19, verbose_name="另一个学籍号")),
                ("reason_text", models.CharField(max_length=300, verbose_name="情况说明")),
                ("kept", models.BigIntegerField(null=True)),
                ("gone", models.BigIntegerField(null=True)),
                ("kept_type", models.CharField(blank=True, max_length=1)),
                ("kept_cipher", models.BinaryField(max_length=64, null=True)),
                ("gone_type", models.CharField(blank=True, max_length=1)),
                ("gone_cipher", models.BinaryField(max_length=64, null=True)),
                ("gone_number_cipher", models.BinaryField(max_length=64, null=True)),
                ("moved", models.JSONField(default=dict)),
                ("applied_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="person_merge", to="cases.case"
                    ),
                ),
                (
                    "finding",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merges",
                        to="identity.duplicatefinding",
                    ),
                ),
                (
                    "student",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="merges", to="students.student"
                    ),
                ),
            ],
            options={
                "verbose_name": "一人两号归并",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("applied_at__isnull", True),
                            models.Q(
                                ("gone__isnull", False),
                                ("gone_cipher__isnull", False),
                                ("gone_number_cipher__isnull", False),
                                ("kept__isnull", False),
                                ("kept_cipher__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="a_merge_in_effect_can_be_taken_back",
                    )
                ],
            },
        ),
    ]
