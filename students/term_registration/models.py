"""When a term is registered at a school, how each student registered, and whom the school tried to reach."""

from typing import Any, ClassVar

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from students.contacts import ContactResult, ContactWay, ContactWhom
from students.models import Student
from students.models.history import from_scope
from students.term_registration.queries import TermRegistrationQuerySet
from xueji.calendars.models import SchoolTerm
from xueji.database.fence import PERSON, Fence, tenant_fence
from xueji.organizations.models import TenantRow

_TERMS = {1: _("第一学期"), 2: _("第二学期")}
# The days of a school are for those who have a record at it.
_OF_SCHOOL = (
    "(SELECT s.person_id FROM students_student s"
    f" WHERE s.school_id = term_registration_round.school_id AND s.person_id = {PERSON} LIMIT 1)"
)
_OF_STUDENT = "(SELECT s.person_id FROM students_student s WHERE s.id = student_id)"


class Round(TenantRow):
    """The days that a school prescribes for registering one term (Beijing 14: 按规定日期); it opens and is due."""

    term = models.ForeignKey(SchoolTerm, models.PROTECT, related_name="+", verbose_name=_("学期"))
    school_year = models.CharField(_("学年"), max_length=9)
    number = models.PositiveSmallIntegerField(_("学期"))
    opens_on = models.DateField(_("开始日期"))
    due_on = models.DateField(_("注册截止日期"))
    is_set_by_school = models.BooleanField(default=False)
    set_by_id = models.BigIntegerField(null=True)
    set_at = models.DateTimeField()

    fence: ClassVar[Fence] = tenant_fence(student=_OF_SCHOOL)

    class Meta:
        verbose_name = _("学期注册安排")
        ordering: ClassVar = ["-school_year", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["school", "school_year", "number"], name="a_term_is_registered_once"),
            models.CheckConstraint(name="a_round_opens_before_it_is_due", condition=Q(due_on__gte=F("opens_on"))),
        ]
        indexes: ClassVar = [models.Index(fields=["due_on"], name="round_due")]

    def __str__(self) -> str:
        return f"{self.school_year}-{self.number}"


class TermRegistration(TenantRow):  # type: ignore[django-manager-missing]  # history is made by pghistory
    """How one student registered for one term. A dated fact and no case: a correction says why, and what stood before
    is kept by the database (`history`).

    No row: nobody has entered anything. `registered_on` is the day the student came; `leave_until` the last day of a
    leave that the school granted for coming late, and stays when the student has come.
    """

    class State(models.TextChoices):
        REGISTERED = "registered", _("已注册")
        LATE_WITH_LEAVE = "late_with_leave", _("请假缓注册")
        NOT_REGISTERED = "not_registered", _("未注册")

    student = models.ForeignKey(Student, models.PROTECT, related_name="term_registrations")
    term = models.ForeignKey(SchoolTerm, models.PROTECT, related_name="+", verbose_name=_("学期"))
    round = models.ForeignKey(Round, models.PROTECT, related_name="registrations")
    school_year = models.CharField(_("学年"), max_length=9)
    number = models.PositiveSmallIntegerField(_("学期"))
    state = models.CharField(_("注册情况"), max_length=16, choices=State)
    registered_on = models.DateField(_("注册日期"), null=True, blank=True)
    leave_until = models.DateField(_("准假至"), null=True, blank=True)
    leave_reason = models.CharField(_("请假事由"), max_length=200, blank=True)
    leave_approved_by = models.CharField(_("准假人"), max_length=50, blank=True)
    leave_approved_on = models.DateField(_("准假日期"), null=True, blank=True)
    reason = models.CharField(_("原因"), max_length=200, blank=True)
    correction_reason = models.CharField(_("更正原因"), max_length=200, blank=True)
    recorded_by_id = models.BigIntegerField(null=True)
    recorded_at = models.DateTimeField(_("登记时间"))

    fence: ClassVar[Fence] = tenant_fence(student=_OF_STUDENT)
    objects = TermRegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("学期注册")
        ordering: ClassVar = ["-school_year", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["student", "school_year", "number"], name="a_student_registers_a_term_once"
            ),
            models.CheckConstraint(
                name="registered_says_when", condition=Q(state="registered") ^ Q(registered_on__isnull=True)
            ),
            models.CheckConstraint(
                name="leave_says_until_when_and_who_granted_it",
                condition=~Q(state="late_with_leave")
                | (Q(leave_until__isnull=False) & Q(leave_approved_on__isnull=False) & ~Q(leave_approved_by="")),
            ),
            models.CheckConstraint(
                name="not_registered_says_why", condition=~Q(state="not_registered") | ~Q(reason="")
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["school", "school_year", "number", "state"], name="termregistration_by_school"),
            models.Index(
                fields=["school_year", "number"],
                name="termregistration_missing",
                condition=~Q(state="registered"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.student_id} {self.school_year}-{self.number} {self.state}"

    @property
    def term_label(self) -> str:
        """ "2026—2027 学年第一学期"."""
        year = self.school_year.replace("-", "—")
        return str(_("%(year)s 学年%(term)s")) % {"year": year, "term": _TERMS.get(self.number, "")}


_History: Any = pghistory.create_event_model(
    TermRegistration,
    pghistory.UpdateEvent(
        condition=pgtrigger.AnyChange(exclude=["county_id", "city_id", "province_id"]), row=pghistory.Old
    ),
    pghistory.DeleteEvent(),
    context_field=None,  # type: ignore[arg-type]  # documented: None leaves the column out
    context_id_field=None,  # type: ignore[arg-type]
    obj_field=pghistory.ObjForeignKey(related_name="history", db_index=False),
    attrs={
        "pgh_id": models.BigAutoField(primary_key=True),
        "actor_id": from_scope("xueji.actor"),
        "organization_id": from_scope("xueji.org"),
    },
)


class TermRegistrationHistory(_History):
    """How a registration stood until `pgh_created_at`."""

    fence: ClassVar[Fence] = tenant_fence(append_only=True)

    class Meta:
        verbose_name = _("学期注册沿革")
        indexes: ClassVar = [models.Index(fields=["pgh_obj", "-pgh_id"], name="termregistration_history")]


class RegistrationContact(TenantRow):
    """One try to reach a student who did not come to register, or the student's people (Beijing 14, last sentence).
    Append-only; a draft of a withdrawal takes over what was tried before it."""

    student = models.ForeignKey(Student, models.PROTECT, related_name="+")
    round = models.ForeignKey(Round, models.PROTECT, related_name="contacts")
    on = models.DateField(_("联系日期"))
    way = models.CharField(_("方式"), max_length=12, choices=ContactWay)
    whom = models.CharField(_("联系谁"), max_length=12, choices=ContactWhom)
    result = models.CharField(_("结果"), max_length=12, choices=ContactResult)
    note = models.CharField(_("说明"), max_length=200, blank=True)
    by_name = models.CharField(_("联系人"), max_length=50)
    recorded_by_id = models.BigIntegerField(null=True)
    recorded_at = models.DateTimeField()

    fence: ClassVar[Fence] = tenant_fence(append_only=True)

    class Meta:
        verbose_name = _("学期注册联系记录")
        ordering: ClassVar = ["-on", "-id"]
        indexes: ClassVar = [models.Index(fields=["student", "round"], name="registrationcontact_student")]

    def __str__(self) -> str:
        return f"{self.student_id} {self.on}"
