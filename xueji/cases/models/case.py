"""Cases (办件) and the students in them."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from xueji.cases.models.fences import case_fence, part_fence
from xueji.cases.queries import CaseQuerySet
from xueji.cases.states import CaseState, ItemState
from xueji.database.fence import PERSON, Fence, Level
from xueji.organizations.models import Organization


class Case(models.Model):
    """One matter on its way through a chain. `state` is a cache of its decisions; only the engine writes it.

    `parties` are the organizations that have a step (or opened it), `viewers` those and all above them. `revision`
    counts the changes of content: who decides on an older one is told so.
    """

    kind = models.CharField(_("事项"), max_length=32)
    state = models.CharField(_("状态"), max_length=12, choices=CaseState, default=CaseState.DRAFT)
    policy_key = models.CharField(_("依据"), max_length=32)
    policy_version = models.CharField(_("口径"), max_length=16)
    # Its maker: who opened it; who submits a draft that the system opened. The maker does not decide on it.
    opened_by = models.ForeignKey("organizations.User", models.PROTECT, null=True, related_name="+")
    opened_for = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    # The case that this one undoes (a revocation), or of which it is a new attempt.
    original = models.ForeignKey("self", models.PROTECT, null=True, related_name="followers")
    parties = ArrayField(models.BigIntegerField(), default=list)
    viewers = ArrayField(models.BigIntegerField(), default=list)
    roles = models.JSONField(default=dict)
    title = models.CharField(_("标题"), max_length=120)
    # About many students at once: their papers are no one student's, and who is stopped stays behind alone.
    is_batch = models.BooleanField(_("成批"), default=False)
    details = models.JSONField(default=dict)
    verdicts = models.JSONField(default=list)
    revision = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    effective_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    fence: ClassVar[Fence] = case_fence()
    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("办件")
        indexes: ClassVar = [
            models.Index(fields=["opened_for", "state", "-id"], name="case_by_opener"),
            models.Index(fields=["kind", "-id"], name="case_by_kind"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="an_effective_case_says_since_when",
                condition=~Q(state__in=["effective", "closed", "revoked"]) | Q(effective_at__isnull=False),
            ),
            models.CheckConstraint(
                name="a_running_case_was_submitted",
                condition=Q(state__in=["draft", "withdrawn"]) | Q(submitted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="only_a_draft_has_no_maker", condition=Q(state="draft") | Q(opened_by__isnull=False)
            ),
            models.CheckConstraint(
                name="a_revocation_names_what_it_undoes", condition=~Q(kind="revocation") | Q(original__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["original"],
                condition=Q(kind="revocation", state__in=["draft", "running", "returned"]),
                name="one_open_revocation_of_a_case",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def number(self) -> str:
        """The number people quote, e.g. 2026-ZX-004187."""
        from xueji.cases import registry

        return f"{self.created_at.year}-{registry.get(self.kind).prefix}-{self.pk:06d}"

    @property
    def is_open(self) -> bool:
        """Whether it still binds its students (drafts do not, finished cases do not)."""
        return self.state in {CaseState.RUNNING, CaseState.RETURNED}


class Item(models.Model):
    """One student in a case. `snapshot` is what the parties may see of the student: the case's facts, not the file."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="items")
    position = models.PositiveIntegerField()
    person_id = models.BigIntegerField()
    student_id = models.BigIntegerField()
    state = models.CharField(_("状态"), max_length=10, choices=ItemState, default=ItemState.PENDING)
    # True while the case binds the student: the index below allows one such case of the exclusive kinds at a time.
    binds = models.BooleanField(default=False)
    snapshot = models.JSONField(default=dict)
    verdicts = models.JSONField(default=list)
    note = models.CharField(_("说明"), max_length=300, blank=True)

    fence: ClassVar[Fence] = Fence(
        read=part_fence(student=False).read | {Level.STUDENT: f"person_id = {PERSON}"},
        write=part_fence().write,
    )

    class Meta:
        verbose_name = _("办件中的学生")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "student_id"], name="a_student_once_in_a_case"),
            models.UniqueConstraint(
                fields=["person_id"], condition=Q(binds=True), name="one_open_status_change_for_a_person"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["student_id"], name="item_by_student")]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.position}"
