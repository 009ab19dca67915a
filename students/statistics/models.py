"""What was counted on 1 September and is kept: frozen figures, whatever is corrected later."""

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from students.statuses import Sex, Status
from xueji.database.fence import OFFICE_LEVELS, ORG, Fence, Level
from xueji.organizations.models import Organization, TenantRow


class Snapshot(models.Model):
    """The figures of a province at the beginning of 1 September of a year, as the register knew them when they were taken.

    `day` is the day at whose end the register was counted: the last of August. `version` is that of the definitions
    (people.py). Taken by the system, on the day or when it runs again, or once by hand (`taken_by`) where it was missed.
    """

    province = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("年份"))
    day = models.DateField(_("统计截止"))
    version = models.CharField(_("口径版本"), max_length=12)
    taken_at = models.DateTimeField(_("留存时间"))
    taken_by = models.BigIntegerField(_("留存人"), null=True)
    taken_by_name = models.CharField(_("留存人姓名"), max_length=50, blank=True)

    fence: ClassVar[Fence] = Fence(read=dict.fromkeys(OFFICE_LEVELS, "true"), append_only=True)

    class Meta:
        verbose_name = _("9 月 1 日快照")
        ordering: ClassVar = ["-year"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["province", "year"], name="one_snapshot_of_a_year_in_a_province")
        ]

    def __str__(self) -> str:
        return f"{self.province_id} {self.year}"

    @property
    def is_late(self) -> bool:
        """Whether it was reckoned back from a later day."""
        return localtime(self.taken_at).date() > self.day + timedelta(days=1)


class SnapshotCell(TenantRow):
    """So many students of a school were alike in everything that is counted. `county_then` and `city_then` are the bodies
    above the school on that day, and these read it: what a body reported stays its own when the school comes to another."""

    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="cells")
    county_then = models.BigIntegerField(null=True)
    city_then = models.BigIntegerField(null=True)
    status = models.CharField(_("学籍状态"), max_length=16, choices=Status)
    major_code = models.CharField(_("专业代码"), max_length=6)
    cohort = models.PositiveSmallIntegerField(_("年级"))
    sex = models.CharField(_("性别"), max_length=1, choices=Sex)
    ethnic_code = models.CharField(_("民族"), max_length=2)
    category = models.CharField(_("学生类别"), max_length=40, blank=True)
    household = models.CharField(_("户口性质"), max_length=40, blank=True)
    origin = models.CharField(_("生源地（省）"), max_length=2, blank=True)
    count = models.PositiveIntegerField(_("人数"))

    fence: ClassVar[Fence] = Fence(
        read={
            Level.SCHOOL: f"school_id = {ORG}",
            Level.COUNTY: f"county_then = {ORG}",
            Level.CITY: f"city_then = {ORG}",
            Level.PROVINCE: f"province_id = {ORG}",
        },
        append_only=True,
        tenant=True,
    )

    class Meta:
        verbose_name = _("快照数")
        indexes: ClassVar = [models.Index(fields=["snapshot", "school"], name="snapshot_cell_school")]

    def __str__(self) -> str:
        return f"{self.snapshot_id} {self.school_id} {self.count}"


class FormerSeat(models.Model):
    """The bodies above a school until the end of `last_day`, after which it moved. A trigger on the tree of bodies writes it.

    Under whom a school stood is as public as the tree itself.
    """

    school = models.ForeignKey(Organization, models.PROTECT, related_name="former_seats")
    county_then = models.BigIntegerField(null=True)
    city_then = models.BigIntegerField(null=True)
    last_day = models.DateField(_("最后一日"))

    fence: ClassVar[Fence] = Fence(read=dict.fromkeys(OFFICE_LEVELS, "true"))

    class Meta:
        verbose_name = _("学校原隶属")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["school", "last_day"], name="one_former_seat_of_a_school_and_day")
        ]

    def __str__(self) -> str:
        return f"{self.school_id} {self.last_day}"

    def key(self, kind: str) -> int | None:
        """The body of that kind ("county", "city") then."""
        return self.county_then if kind == "county" else self.city_then
