"""A person has one number for life; a student record is one person's time at one school."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from students.models.school import Programme, SchoolClass
from students.queries import StudentQuerySet
from students.statuses import OPEN_STATUSES, Sex, Status
from xueji.database import cipher
from xueji.database.fence import OFFICE_LEVELS, PERSON, Fence, Level, tenant_fence
from xueji.organizations.models import Organization, TenantRow

_COUNTED_BY = ("status", "cohort", "programme")
"""What every level counts its students by: few values, so that an index of them is small and lies together."""
_SCOPES = ("school", "county_id", "city_id", "province_id")


class Person(models.Model):  # type: ignore[django-manager-missing]  # history is made by pghistory
    """Identity and student number, encrypted, with keyed indexes to find them and masks to show them.

    `number_*` is the student number (G/J/L + 18 characters), one for life (MoE 2014 No. 12; Zhejiang 8). Rows are made
    by the function `xj_person_ensure` only, so that a school can tie a record to a person whom it may not see.
    """

    identity_type = models.CharField(_("身份证件类型"), max_length=1)
    identity_index = models.BinaryField(max_length=32, unique=True)
    identity_cipher = models.BinaryField(max_length=64)
    identity_mask = models.CharField(_("身份证件号"), max_length=20)
    number_index = models.BinaryField(max_length=32, unique=True)
    number_cipher = models.BinaryField(max_length=64)
    number_mask = models.CharField(_("学籍号"), max_length=19)

    fence: ClassVar[Fence] = Fence(
        read=dict.fromkeys(
            OFFICE_LEVELS, "EXISTS (SELECT FROM students_student s WHERE s.person_id = students_person.id)"
        )
        | {Level.STUDENT: f"id = {PERSON}"},
    )

    class Meta:
        verbose_name = _("人")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="a_student_number_is_g_j_or_l_and_18",
                condition=Q(number_mask__regex=r"^[GJL][0-9]{4}[*]{10}[0-9]{3}[0-9X]$"),
            )
        ]

    def __str__(self) -> str:
        return self.number_mask

    @property
    def identity_number(self) -> str:
        """The whole number. Reading it is recorded by whoever shows it."""
        return cipher.decrypt(self.identity_cipher)

    @property
    def student_number(self) -> str:
        """The whole student number. Reading it is recorded by whoever shows it."""
        return cipher.decrypt(self.number_cipher)


class Student(TenantRow):  # type: ignore[django-manager-missing]  # history is made by pghistory
    """One person at one school. `status` changes only inside a case (a trigger asks for it)."""

    # Each index costs every import, and so does each key: these two columns lead the indexes below, and the trigger that
    # fills the tenant keys has found the school.
    school = models.ForeignKey(Organization, models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="records", db_index=False)
    status = models.CharField(_("学籍状态"), max_length=16, choices=Status, default=Status.PENDING)
    name = models.CharField(_("姓名"), max_length=50)
    # By code points whatever the database sorts by: a beginning is then a range of the indexes that give the order.
    name_key = models.CharField(_("姓名拼音"), max_length=120, db_collation="C")
    initials = models.CharField(max_length=20)
    sex = models.CharField(_("性别"), max_length=1, choices=Sex)
    birth_date = models.DateField(_("出生日期"))
    identity_type = models.CharField(_("身份证件类型"), max_length=1, default="1")
    identity_mask = models.CharField(_("身份证件号"), max_length=20)
    identity_index = models.BinaryField(max_length=32)
    number_mask = models.CharField(_("学籍号"), max_length=19)
    number_index = models.BinaryField(max_length=32)
    school_number = models.CharField(_("学号"), max_length=20)
    cohort = models.PositiveSmallIntegerField(_("年级"))
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="students")
    school_class = models.ForeignKey(SchoolClass, models.PROTECT, related_name="students")
    entered_on = models.DateField(_("入学日期"))
    registered_on = models.DateField(_("取得学籍日期"), null=True)
    left_on = models.DateField(_("离校日期"), null=True)
    ethnic_code = models.CharField(_("民族"), max_length=2, default="01")
    came_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="went_to", db_index=False)
    roster_id = models.BigIntegerField(_("导入批次"), null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    fence: ClassVar[Fence] = tenant_fence(student="person_id")
    objects = StudentQuerySet.as_manager()

    class Meta:
        verbose_name = _("学生")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(status__in=OPEN_STATUSES),
                name="one_open_enrolment_for_a_person",
            ),
            models.UniqueConstraint(
                fields=["school", "school_number"],
                condition=Q(status__in=OPEN_STATUSES),
                name="a_school_number_once_among_the_present",
            ),
            models.CheckConstraint(
                name="a_student_in_status_was_registered",
                condition=Q(status__in=["pending", "cancelled"]) | Q(registered_on__isnull=False),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["school", "school_number", "id"], name="student_school_number"),
            models.Index(fields=["school", "status", "cohort"], name="student_school_status"),
            models.Index(fields=["school", "name_key", "id"], name="student_school_name"),
            models.Index(fields=["county_id", "name_key", "id"], name="student_county_name"),
            # Two letters leave many: they are found on the way through the order.
            models.Index(fields=["city_id", "name_key", "id"], include=["initials"], name="student_city_initials"),
            models.Index(
                fields=["province_id", "name_key", "id"], include=["initials"], name="student_province_initials"
            ),
            models.Index(fields=["county_id", *_COUNTED_BY], name="student_county_status"),
            models.Index(fields=["city_id", *_COUNTED_BY], name="student_city_status"),
            models.Index(fields=["province_id", *_COUNTED_BY], name="student_province_status"),
            models.Index(fields=["person"], name="student_person"),
            models.Index(fields=["identity_index"], name="student_identity"),
            models.Index(fields=["number_index"], name="student_number"),
            models.Index(fields=["came_from"], condition=Q(came_from__isnull=False), name="student_came_from"),
            # For prefixes: behind row-level security only ~>=~ and ~<~ reach an index, and only one of these operators.
            models.Index(fields=["name"], name="student_name_prefix", opclasses=["text_pattern_ops"]),
            # Same name and day of birth with another number: what the duplicate check looks for nationwide.
            models.Index(fields=["birth_date", "name"], name="student_birth_name"),
            # With the order and the place of each: a level's page of some letters is answered without the records.
            models.Index(
                fields=["initials"],
                include=["name_key", "id", *_SCOPES],
                name="student_initials",
                opclasses=["text_pattern_ops"],
            ),
        ]

    def __str__(self) -> str:
        return self.number_mask

    @property
    def is_open(self) -> bool:
        """Whether the person is on this school's register now (pending ones included)."""
        return self.status in OPEN_STATUSES


class Profile(TenantRow):  # type: ignore[django-manager-missing]  # history is made by pghistory
    """The rest of the national roster's columns, as this school entered them, by field name."""

    school = models.ForeignKey(Organization, models.PROTECT, related_name="+", db_constraint=False)
    student = models.OneToOneField(Student, models.CASCADE, related_name="profile")
    data = models.JSONField(default=dict)

    fence: ClassVar[Fence] = tenant_fence(
        student="(SELECT s.person_id FROM students_student s WHERE s.id = student_id)"
    )

    class Meta:
        verbose_name = _("基本信息")

    def __str__(self) -> str:
        return str(self.student_id)
