"""Tables of days and terms. They hold no personal data, and everybody may read them."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from xueji.calendars.queries import CalendarDayQuerySet, SchoolTermQuerySet
from xueji.calendars.terms import TermSpan


class CalendarYear(models.Model):
    """One year of the State Council's calendar; unpublished until its notice of holidays is entered.

    `draft` is a notice that is being entered, {"holidays": {"2027-01-01": "元旦"}, "workdays": {…}}: it counts for nothing
    until it is published.
    """

    year = models.PositiveSmallIntegerField(_("年份"), primary_key=True)
    published = models.BooleanField(_("已公布"), default=False)
    source = models.CharField(_("来源"), max_length=200, blank=True)
    published_on = models.DateField(_("公布日期"), null=True, blank=True)
    entered_by = models.BigIntegerField(_("录入人"), null=True, blank=True)
    draft = models.JSONField(_("草稿"), null=True, blank=True)

    class Meta:
        verbose_name = _("日历年份")
        verbose_name_plural = verbose_name
        ordering = ["year"]

    def __str__(self) -> str:
        return str(self.year)


class CalendarDay(models.Model):
    """One day of a published year.

    Working days are numbered through all published years, so that SQL can count too.
    """

    day = models.DateField(_("日期"), primary_key=True)
    is_working = models.BooleanField(_("工作日"))
    note = models.CharField(_("说明"), max_length=40, blank=True)
    ordinal = models.PositiveIntegerField(_("工作日序号"), null=True, blank=True)

    objects = CalendarDayQuerySet.as_manager()

    class Meta:
        verbose_name = _("日历日")
        verbose_name_plural = verbose_name
        ordering = ["day"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_working=True, ordinal__isnull=False) | Q(is_working=False, ordinal__isnull=True),
                name="calendarday_ordinal_if_working",
            ),
            models.UniqueConstraint(fields=["ordinal"], name="calendarday_ordinal_unique"),
        ]

    def __str__(self) -> str:
        return self.day.isoformat()


class CalendarStamp(models.Model):
    """A single row whose value changes with the calendar, so that a process knows when its copy is old.

    A random value rather than a counter: a counter that was rolled back would come to the same number twice.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    value = models.UUIDField(default=uuid.uuid4)

    class Meta:
        verbose_name = _("日历版本")
        verbose_name_plural = verbose_name
        constraints = [models.CheckConstraint(condition=Q(id=1), name="calendarstamp_single_row")]

    def __str__(self) -> str:
        return str(self.value)


class SchoolTerm(models.Model):
    """One term of a jurisdiction's schools ("zhejiang"), or of one school where it differs."""

    class Status(models.TextChoices):
        PLANNED = "planned", _("计划")
        PUBLISHED = "published", _("已公布")

    # Calendars stand below organizations, so this is a plain number and not a foreign key.
    organization_id = models.BigIntegerField(_("学校"), null=True, blank=True)
    jurisdiction = models.SlugField(_("适用地区"), max_length=40)
    school_year = models.CharField(_("学年"), max_length=9)
    number = models.PositiveSmallIntegerField(_("学期"), choices=[(1, _("第一学期")), (2, _("第二学期"))])
    starts_on = models.DateField(_("开学日期"))
    ends_on = models.DateField(_("结束日期"))
    teaching_weeks = models.PositiveSmallIntegerField(_("教学周数"))
    status = models.CharField(_("状态"), max_length=10, choices=Status.choices, default=Status.PLANNED)
    entered_by = models.BigIntegerField(_("录入人"), null=True, blank=True)

    objects = SchoolTermQuerySet.as_manager()

    class Meta:
        verbose_name = _("学期")
        verbose_name_plural = verbose_name
        ordering = ["jurisdiction", "school_year", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["jurisdiction", "school_year", "number", "organization_id"],
                nulls_distinct=False,
                name="schoolterm_unique",
            ),
            models.CheckConstraint(condition=Q(starts_on__lt=F("ends_on")), name="schoolterm_days_in_order"),
            models.CheckConstraint(condition=Q(number__in=[1, 2]), name="schoolterm_number"),
        ]

    def __str__(self) -> str:
        return f"{self.school_year} {self.get_number_display()}"

    def span(self) -> TermSpan:
        """The term as the pure functions of `terms.py` take it."""
        return TermSpan(
            starts_on=self.starts_on,
            ends_on=self.ends_on,
            school_year=self.school_year,
            number=self.number,
            teaching_weeks=self.teaching_weeks,
            planned=self.status == self.Status.PLANNED,
        )


class CalendarChange(models.Model):
    """Who changed what in the calendar or the terms, and when. Names stand as text: calendars know no accounts."""

    class Kind(models.TextChoices):
        DRAFT = "draft", _("改草稿")
        IMPORT = "import", _("导入草稿")
        DISCARD = "discard", _("放弃草稿")
        PUBLISH = "publish", _("公布")
        CORRECT = "correct", _("更正")
        TERM = "term", _("设学期")

    at = models.DateTimeField(_("时间"))
    kind = models.CharField(_("改动"), max_length=8, choices=Kind)
    year = models.PositiveSmallIntegerField(_("年份"), null=True)
    jurisdiction = models.CharField(_("适用地区"), max_length=40, blank=True)
    actor_id = models.BigIntegerField(_("录入人"), null=True)
    actor_name = models.CharField(_("录入人"), max_length=50)
    organization_name = models.CharField(_("机构"), max_length=100, blank=True)
    text = models.CharField(_("内容"), max_length=300)

    class Meta:
        verbose_name = _("日历改动")
        ordering = ["-id"]
        indexes = [models.Index(fields=["year", "-id"], name="calendarchange_by_year")]

    def __str__(self) -> str:
        return f"{self.kind} {self.text}"
