"""One admitted person of a school, year and season."""

from datetime import date
from functools import cached_property
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from students.admission.models.elsewhere import Elsewhere, found_elsewhere
from students.admission.models.returning import ReturnList
from students.admission.models.rosters import AdmissionRoster
from students.admission.queries import AdmissionQuerySet
from students.admission.states import AWAITED, LOST, PRESENT, AdmissionState
from students.models import Programme, Student
from students.statuses import Sex
from xueji.database import cipher
from xueji.database.fence import Fence, tenant_fence
from xueji.organizations.models import Organization, TenantRow
from xueji.policies.vocabulary import AdmissionSource, InlandClass, Origin, Schooling, Season


class Admission(TenantRow):
    """Who was admitted, by which way, with what marks; whether the person came; what became of the place.

    `check_in_due_on` is the day the school set; `deferred_to` the later one that it granted. `kept_until` is the last day
    of a place kept for illness, counted when it was kept. `lost_on` is the day since which the place is lost: the month
    for giving the papers back runs from it. `is_from_roster` marks those made from the school's own roster of students,
    who had therefore come. `student` is the record that came of it; a trigger follows its status to REGISTERED and back,
    and lets go of a pending record that is taken back.
    """

    school = models.ForeignKey(Organization, models.PROTECT, related_name="+", db_constraint=False)
    identity_type = models.CharField(_("身份证件类型"), max_length=1, default="1")
    identity_cipher = models.BinaryField(max_length=64)
    identity_index = models.BinaryField(max_length=32)
    identity_mask = models.CharField(_("身份证件号"), max_length=20)
    name = models.CharField(_("姓名"), max_length=50)
    name_key = models.CharField(_("姓名拼音"), max_length=120)
    initials = models.CharField(max_length=20)
    sex = models.CharField(_("性别"), max_length=1, choices=Sex)
    birth_date = models.DateField(_("出生日期"))
    phone = models.CharField(_("联系电话"), max_length=30, blank=True)

    year = models.PositiveSmallIntegerField(_("招生年份"))
    season = models.CharField(_("招生季"), max_length=8, choices=Season, default=Season.AUTUMN)
    source = models.CharField(
        _("招生来源"), max_length=16, choices=AdmissionSource, default=AdmissionSource.EXAMINATION
    )
    channel = models.CharField(_("招生渠道"), max_length=60, blank=True)
    score = models.DecimalField(_("考试总分"), max_digits=6, decimal_places=2, null=True, blank=True)
    candidate_number = models.CharField(_("考生号"), max_length=30, blank=True)
    ticket_number = models.CharField(_("准考证号"), max_length=30, blank=True)
    notice_number = models.CharField(_("录取通知书号"), max_length=30, blank=True)
    schooling = models.CharField(_("入学前学历"), max_length=12, choices=Schooling, default=Schooling.JUNIOR)
    schooling_finished_on = models.DateField(_("完成义务教育日期"), null=True, blank=True)
    origin = models.CharField(_("学生来源类别"), max_length=16, choices=Origin, default=Origin.MAINLAND)
    came_from = models.CharField(_("毕业学校"), max_length=80, blank=True)
    # Rows are also made by SQL (tying.py), which leaves it to the record.
    home_code = models.CharField(_("生源地（省）"), max_length=6, blank=True, default="", db_default="")
    programme_text = models.CharField(_("录取专业"), max_length=60, blank=True)
    programme = models.ForeignKey(
        Programme, models.PROTECT, null=True, blank=True, related_name="admissions", verbose_name=_("专业")
    )
    category_code = models.CharField(_("专业大类"), max_length=6, blank=True)
    integrated = models.BooleanField(_("中高职一体化（贯通）培养"), default=False)

    # Rows are also made by SQL (tying.py), which knows of nobody's.
    inland = models.CharField(
        _("内地新疆、西藏班"), max_length=12, choices=InlandClass, blank=True, default="", db_default=""
    )

    check_in_due_on = models.DateField(_("规定报到日期"))
    deferred_to = models.DateField(_("延期至"), null=True, blank=True)
    state = models.CharField(_("状态"), max_length=12, choices=AdmissionState, default=AdmissionState.ADMITTED)
    checked_in_on = models.DateField(_("报到日期"), null=True, blank=True)
    kept_on = models.DateField(_("保留入学资格决定日"), null=True, blank=True)
    kept_until = models.DateField(_("保留至"), null=True, blank=True)
    lost_on = models.DateField(_("丧失入学资格日"), null=True, blank=True)
    lost_reason = models.CharField(_("丧失入学资格原因"), max_length=200, blank=True)

    student = models.OneToOneField(Student, models.DO_NOTHING, null=True, blank=True, related_name="admission")
    is_from_roster = models.BooleanField(_("随学生名册建立"), default=False)
    roster = models.ForeignKey(AdmissionRoster, models.PROTECT, null=True, blank=True, related_name="admissions")
    return_list = models.ForeignKey(ReturnList, models.PROTECT, null=True, blank=True, related_name="admissions")
    created_at = models.DateTimeField(_("建立时间"))

    fence: ClassVar[Fence] = tenant_fence(
        student="(SELECT s.person_id FROM students_student s WHERE s.id = student_id)"
    )
    objects = AdmissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("录取新生")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["identity_index", "school", "year", "season"], name="one_admission_of_a_person_a_season"
            ),
            models.CheckConstraint(
                name="who_is_present_checked_in",
                condition=Q(state__in=PRESENT, checked_in_on__isnull=False)
                | (~Q(state__in=PRESENT) & Q(checked_in_on__isnull=True)),
            ),
            models.CheckConstraint(
                name="a_deferred_admission_has_its_new_day",
                condition=~Q(state=AdmissionState.DEFERRED) | Q(deferred_to__isnull=False),
            ),
            models.CheckConstraint(
                name="a_kept_admission_has_its_last_day",
                condition=~Q(state=AdmissionState.KEPT) | Q(kept_on__isnull=False, kept_until__isnull=False),
            ),
            models.CheckConstraint(
                name="a_lost_admission_says_since_when",
                condition=Q(state__in=LOST, lost_on__isnull=False)
                | (~Q(state__in=LOST) & Q(lost_on__isnull=True, return_list__isnull=True)),
            ),
            models.CheckConstraint(
                name="a_registered_admission_has_its_record",
                condition=~Q(state=AdmissionState.REGISTERED) | Q(student__isnull=False),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["school", "year", "state", "name_key", "id"], name="admission_by_school"),
            models.Index(fields=["school", "notice_number"], condition=~Q(notice_number=""), name="admission_notice"),
            models.Index(fields=["check_in_due_on", "id"], condition=Q(state__in=AWAITED), name="admission_awaited"),
            models.Index(
                fields=["id"], condition=Q(state__in=LOST, return_list__isnull=True), name="admission_to_return"
            ),
            models.Index(
                fields=["kept_until", "id"], condition=Q(state=AdmissionState.KEPT), name="admission_kept_until"
            ),
            models.Index(fields=["return_list"], condition=Q(return_list__isnull=False), name="admission_returned"),
        ]

    def __str__(self) -> str:
        return self.identity_mask

    @property
    def identity_number(self) -> str:
        """The whole number. Reading it is recorded by whoever shows it."""
        return cipher.decrypt(self.identity_cipher)

    @cached_property
    def elsewhere(self) -> list[Elsewhere]:
        """The admissions of the same person at other schools that still stand (`elsewhere_known` asks for many)."""
        return found_elsewhere([self.pk]).get(self.pk, [])

    @property
    def due_on(self) -> date:
        """The day by which the person is expected: the one set, the later one granted, the end of a place kept."""
        return self.kept_until or self.deferred_to or self.check_in_due_on

    @property
    def is_awaited(self) -> bool:
        """Whether the person may still come."""
        return self.state in {AdmissionState.ADMITTED, AdmissionState.DEFERRED}

    @property
    def is_lost(self) -> bool:
        """Whether the place was given up or cancelled."""
        return self.state in LOST

    @property
    def is_in_compulsory_schooling(self) -> bool:
        """Whether the person came without having finished it and has not finished it at the school yet."""
        return self.schooling == Schooling.UNFINISHED and self.schooling_finished_on is None

    @property
    def days_late(self) -> int:
        """How many days after the day set (or granted) the person came; 0 in time or not yet come."""
        return max((self.checked_in_on - self.due_on).days, 0) if self.checked_in_on else 0
