"""What is wrong or missing in records, as the last check found it, and how it stood day by day."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from students.models import Student
from students.quality.rules import RULES
from xueji.database.fence import Fence, tenant_fence
from xueji.organizations.models import TenantRow


class Finding(TenantRow):
    """One rule that a record does not keep. `fields` names what is meant: columns of the roster, parts of a number."""

    # A record that goes takes its findings along; who deletes thousands by SQL need not know of them.
    student = models.ForeignKey(Student, models.CASCADE, db_constraint=False, related_name="findings")
    rule = models.CharField(_("检查项"), max_length=20, choices=[(rule.key, rule.label) for rule in RULES])
    fields = ArrayField(models.CharField(max_length=30), default=list)
    found_on = models.DateField(_("发现日期"))

    fence: ClassVar[Fence] = tenant_fence()

    class Meta:
        verbose_name = _("数据问题")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["student", "rule"], name="a_record_breaks_a_rule_once")
        ]
        indexes: ClassVar = [models.Index(fields=["school", "rule", "student"], name="finding_by_school")]

    def __str__(self) -> str:
        return f"{self.student_id} {self.rule}"


class QualityDay(TenantRow):
    """A school's numbers as the last check of a day found them: what pages of the levels above and trends are made of.

    `students` are those on the register, `complete` those whose file lacks nothing, `counts` findings by rule, `due` and
    `in_time` the students of the term that is being registered and those who were registered in time; `term_unopened`
    that the school has opened no registration for it.
    """

    on = models.DateField(_("日期"))
    checked_at = models.DateTimeField(_("检查时间"))
    students = models.PositiveIntegerField(default=0)
    complete = models.PositiveIntegerField(default=0)
    due = models.PositiveIntegerField(default=0)
    in_time = models.PositiveIntegerField(default=0)
    term_unopened = models.BooleanField(default=False, db_default=False)
    counts = models.JSONField(default=dict)

    fence: ClassVar[Fence] = tenant_fence()

    class Meta:
        verbose_name = _("数据质量日报")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["school", "on"], name="one_quality_day_of_a_school_and_day")
        ]
        indexes: ClassVar = [models.Index(fields=["on", "school"], name="quality_day")]

    def __str__(self) -> str:
        return f"{self.school_id} {self.on}"
