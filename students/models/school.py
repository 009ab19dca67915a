"""What a school teaches and in which classes."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from students.models.school_queries import ProgrammeQuerySet, SchoolClassQuerySet
from xueji.database.fence import OFFICE_LEVELS, Fence, Level, tenant_fence
from xueji.organizations.models import TenantRow


def _offer_fence() -> Fence:
    """What a school offers is no secret: another school looks it up when a student wants to go there."""
    fence = tenant_fence()
    return Fence(read=dict.fromkeys((*OFFICE_LEVELS, Level.STUDENT), "true"), write=fence.write, tenant=True)


class StudyForm(models.TextChoices):
    """How it is studied (学习形式; Zhejiang 14 ¶2)."""

    FULL_TIME = "full_time", _("全日制")
    FLEXIBLE = "flexible", _("弹性学习")


class IntegratedType(models.TextChoices):
    """The ways from a vocational school straight on to a college (中高职一体化、贯通培养)."""

    NONE = "", _("不是")
    THREE_PLUS_TWO = "3+2", _("3+2 分段培养")
    THREE_PLUS_THREE = "3+3", _("3+3 分段培养")
    THREE_PLUS_FOUR = "3+4", _("3+4 中本衔接")
    FIVE_YEARS = "five_years", _("五年一贯制")
    THROUGH = "through", _("贯通培养")


class Programme(TenantRow):  # type: ignore[django-manager-missing]  # history is made by pghistory
    """What the school offers: a major of the catalogue, a direction of one (专业方向), or a whole category (专业大类).

    A category has its own code in `category_code`, which stands as `major_code` too, and is what students admitted to
    it register under (Beijing 6 ¶3); a direction has a `parent`. `years` is the usual length, `max_years` the longest
    of flexible study. It is offered to cohorts from `offered_from` to `offered_until`. Once used it is retired and not
    deleted, and its code stays (triggers ask for both): a new code is a new programme that `replaces` this one.
    """

    major_code = models.CharField(_("专业代码"), max_length=6)
    name = models.CharField(_("专业名称"), max_length=50)
    short_name = models.CharField(_("专业简称"), max_length=50)
    school_code = models.CharField(_("校内代码"), max_length=12, blank=True)
    years = models.DecimalField(_("学制（年）"), max_digits=2, decimal_places=1)
    max_years = models.DecimalField(_("最长修业年限（年）"), max_digits=2, decimal_places=1, null=True, blank=True)
    study_form = models.CharField(_("学习形式"), max_length=10, choices=StudyForm, default=StudyForm.FULL_TIME)
    category_code = models.CharField(_("专业大类代码"), max_length=6, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="directions")
    direction = models.CharField(_("专业方向"), max_length=50, blank=True)
    integrated = models.BooleanField(_("中高职一体化（贯通）培养"), default=False)
    integrated_type = models.CharField(_("一体化类型"), max_length=10, choices=IntegratedType, blank=True, default="")
    partner_college = models.CharField(_("对口培养高校"), max_length=60, blank=True)
    fee_exempt_special = models.BooleanField(_("免学费特殊专业"), default=False)
    is_open = models.BooleanField(_("招生中"), default=True)
    offered_from = models.PositiveSmallIntegerField(_("自哪一级起"), null=True, blank=True)
    offered_until = models.PositiveSmallIntegerField(_("至哪一级止"), null=True, blank=True)
    retired_on = models.DateField(_("停用日期"), null=True, blank=True)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")

    fence: ClassVar[Fence] = _offer_fence()
    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = _("专业")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["school", "short_name", "years"],
                condition=Q(retired_on__isnull=True),
                name="a_short_name_once_in_a_school",
            ),
            models.UniqueConstraint(
                fields=["school", "school_code"],
                condition=Q(retired_on__isnull=True) & ~Q(school_code=""),
                name="a_school_code_once_among_programmes",
            ),
            models.CheckConstraint(
                name="an_integrated_type_is_integrated", condition=Q(integrated_type="") | Q(integrated=True)
            ),
            models.CheckConstraint(
                name="the_longest_is_not_shorter", condition=Q(max_years__isnull=True) | Q(max_years__gte=F("years"))
            ),
            models.CheckConstraint(
                name="offered_in_the_order_of_cohorts",
                condition=Q(offered_from__isnull=True)
                | Q(offered_until__isnull=True)
                | Q(offered_until__gte=F("offered_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.major_code} {self.name}"

    @property
    def is_category(self) -> bool:
        """Whether it is a whole category, to be exchanged for a direction later."""
        return bool(self.category_code) and self.category_code == self.major_code

    @property
    def label(self) -> str:
        """Name, direction and length, as lists and pick-lists show it."""
        named = _("%(name)s（%(direction)s）") if self.direction else "%(name)s"
        return str(named) % {"name": self.name, "direction": self.direction}


class SchoolClass(TenantRow):  # type: ignore[django-manager-missing]  # history is made by pghistory
    """A class: cohort year, programme, name, who leads it and where. A closed one takes no students any more."""

    name = models.CharField(_("班级名称"), max_length=40)
    cohort = models.PositiveSmallIntegerField(_("年级"))
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="classes")
    capacity = models.PositiveSmallIntegerField(_("限额"), default=45)
    teacher_name = models.CharField(_("班主任"), max_length=50, blank=True)
    campus = models.CharField(_("校区或教学点"), max_length=50, blank=True)
    closed_on = models.DateField(_("撤班日期"), null=True, blank=True)

    fence: ClassVar[Fence] = _offer_fence()
    objects = SchoolClassQuerySet.as_manager()

    class Meta:
        verbose_name = _("班级")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["school", "cohort", "name"], name="a_class_name_once_in_a_cohort")
        ]

    def __str__(self) -> str:
        return self.name
