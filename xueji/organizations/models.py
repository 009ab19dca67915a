"""Who keeps the register: provinces, cities, counties, superior bodies and schools; persons who sign in; their offices."""

from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from xueji.database.fence import Fence, Level
from xueji.organizations.queries import OfficeQuerySet, OrganizationQuerySet
from xueji.organizations.roles import ROLES


class Organization(models.Model):
    """One body of the tree. A school's parent is its competent authority (学籍主管部门).

    `province`, `city` and `county` repeat the ancestors as keys ("county" is the county bureau or the superior body
    directly above a school); a trigger fills them from the parent. A municipality has no prefecture level.
    """

    class Kind(models.TextChoices):
        PROVINCE = "province", _("省（直辖市）教育行政部门")
        CITY = "city", _("设区市教育行政部门")
        COUNTY = "county", _("县（市、区）教育行政部门")
        SUPERIOR_BODY = "superior_body", _("行业主管单位")
        SCHOOL = "school", _("学校")

    kind = models.CharField(_("类别"), max_length=16, choices=Kind)
    code = models.CharField(_("机构代码"), max_length=12, unique=True)
    name = models.CharField(_("名称"), max_length=100)
    place = models.CharField(_("地名"), max_length=50, blank=True)
    division_code = models.CharField(_("行政区划代码"), max_length=6)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    province = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    city = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    county = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    is_municipality = models.BooleanField(_("直辖市"), default=False)
    local_education_authority = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("主管部门不是教育部门的学校，填所在地教育行政部门。"),
    )
    school_type = models.CharField(_("办学类型"), max_length=20, blank=True)
    is_active = models.BooleanField(_("在用"), default=True)

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        verbose_name = _("机构")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="only_a_province_has_no_parent", condition=Q(kind="province") ^ Q(parent__isnull=False)
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["parent", "kind"], name="organization_children")]
        permissions: ClassVar = [
            ("view_students", "Can see the students of the subtree"),
            ("manage_students", "Can import and keep the school's students"),
            ("open_cases", "Can open and submit cases"),
            ("decide_cases", "Can decide the steps that lie with the organization"),
            ("issue_certificates", "Can issue and revoke certificates"),
            ("oversee", "Can see what is overdue below and press for it"),
            ("manage_offices", "Can appoint officers"),
            ("keep_calendar", "Can keep the working days and the terms (a province)"),
            ("export_numbers", "Can take whole numbers and family data out as a file"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def level(self) -> Level:
        """The level whose database role an officer of this body works under."""
        return Level.COUNTY if self.kind == self.Kind.SUPERIOR_BODY else Level(self.kind)

    @property
    def level_name(self) -> str:
        """The level as accounts show it: a municipality acts as "city"."""
        return "city" if self.is_municipality else str(self.level)

    @property
    def is_education_department(self) -> bool:
        """Whether the body is an education department (a school or a superior body is not)."""
        return self.kind in {self.Kind.PROVINCE, self.Kind.CITY, self.Kind.COUNTY}

    def key_chain(self) -> list[int]:
        """The ids of this body and all above it, nearest first."""
        chain = [self.pk, self.county_id, self.city_id, self.province_id]
        return list(dict.fromkeys(key for key in chain if key))


class User(AbstractUser):
    """A person who signs in: an officer (through offices) or a student (through `person_id`)."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField(_("姓名"), max_length=50)
    person_id = models.BigIntegerField(_("学生"), null=True, blank=True, unique=True)
    # Somebody else knows the password: the first thing to do with it is to change it.
    must_change_password = models.BooleanField(_("首次登录须改密码"), default=False)

    REQUIRED_FIELDS: ClassVar = ["name"]

    class Meta:
        verbose_name = _("用户")

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name


class Office(models.Model):
    """A dated role of a person on an organization; it reaches the subtree. A deputy acts while the dates run."""

    user = models.ForeignKey(User, models.PROTECT, related_name="offices")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="offices")
    role = models.CharField(_("职务"), max_length=24, choices=[(role.key, role.label) for role in ROLES])
    starts_on = models.DateField(_("起"))
    ends_on = models.DateField(_("止"), null=True, blank=True)
    deputy_of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="deputies")
    appointed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    appointed_at = models.DateTimeField(auto_now_add=True)

    objects = OfficeQuerySet.as_manager()

    class Meta:
        verbose_name = _("任职")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="an_office_ends_after_it_starts",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
            models.UniqueConstraint(
                name="one_open_office_of_a_kind",
                fields=["user", "organization", "role"],
                condition=Q(ends_on=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization} {self.get_role_display()}"


class TenantRow(models.Model):
    """A row that belongs to a school. A trigger fills the keys of the levels above, so that each level's fence
    is one comparison of a column (see xueji.database.fence)."""

    school = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    county_id = models.BigIntegerField(null=True, editable=False)
    city_id = models.BigIntegerField(null=True, editable=False)
    province_id = models.BigIntegerField(null=True, editable=False)

    fence: ClassVar[Fence]

    class Meta:
        abstract = True
