"""Cases (办件): the only way that a status changes. A case has items, steps, decisions, clocks and evidence."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from xueji.cases.queries import CaseQuerySet, NoticeQuerySet, StepQuerySet
from xueji.cases.states import CaseState, DecisionVerb, ItemState, StepKind, StepState
from xueji.database.fence import OFFICE_LEVELS, ORG, PERSON, Fence, Level
from xueji.organizations.models import Organization

_OF_STUDENT = f"SELECT i.case_id FROM cases_item i WHERE i.person_id = {PERSON}"


def _case_fence() -> Fence:
    """The parties of a case write, the parties and the levels above them read; the student reads the own cases."""
    return Fence(
        read=dict.fromkeys(OFFICE_LEVELS, f"{ORG} = ANY (viewers)") | {Level.STUDENT: f"id IN ({_OF_STUDENT})"},
        write=dict.fromkeys(OFFICE_LEVELS, f"{ORG} = ANY (parties)"),
        add=f"opened_for_id = {ORG}",
    )


def part_fence(*, append_only: bool = False, student: bool = True, in_the_name_of: str | None = None) -> Fence:
    """Rows that belong to a case are seen by whoever sees the case and written by its parties, each `in_the_name_of`
    itself: the column with the organization that did it."""
    seen = "EXISTS (SELECT FROM cases_case c WHERE c.id = case_id)"
    ours = f"EXISTS (SELECT FROM cases_case c WHERE c.id = case_id AND {ORG} = ANY (c.parties))"
    read = dict.fromkeys(OFFICE_LEVELS, seen)
    if student:
        read[Level.STUDENT] = f"case_id IN ({_OF_STUDENT})"
    add = f"{in_the_name_of} = {ORG}" if in_the_name_of else "true"
    return Fence(read=read, write=dict.fromkeys(OFFICE_LEVELS, ours), add=add, append_only=append_only)


class Case(models.Model):
    """One matter on its way through a chain. `state` is a cache of its decisions; only the engine writes it.

    `parties` are the organizations that have a step (or opened it), `viewers` those and all above them. `revision`
    counts the changes of content: who decides on an older one is told so.
    """

    kind = models.CharField(_("事项"), max_length=32)
    state = models.CharField(_("状态"), max_length=12, choices=CaseState, default=CaseState.DRAFT)
    policy_key = models.CharField(_("依据"), max_length=32)
    policy_version = models.CharField(_("口径"), max_length=16)
    opened_by = models.ForeignKey("organizations.User", models.PROTECT, related_name="+")
    opened_for = models.ForeignKey(Organization, models.PROTECT, related_name="+")
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

    fence: ClassVar[Fence] = _case_fence()
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
                condition=~Q(state__in=["effective", "closed"]) | Q(effective_at__isnull=False),
            ),
            models.CheckConstraint(
                name="a_running_case_was_submitted",
                condition=Q(state__in=["draft", "withdrawn"]) | Q(submitted_at__isnull=False),
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


class Step(models.Model):
    """One station of the chain: an organization that submits, approves or takes note, with its clock.

    `budget`, `consumed` are working days; `running_since` is the day of receipt (the first working day counted is the
    next one); `due_on` is the last day in time. The three are null while the clock stands.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    group = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=40)
    label = models.CharField(_("步骤"), max_length=60)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    # A body outside the register whose opinion the organization enters from its paper.
    outside_name = models.CharField(_("系统外单位"), max_length=120, blank=True, default="")
    kind = models.CharField(_("性质"), max_length=12, choices=StepKind)
    state = models.CharField(_("状态"), max_length=10, choices=StepState, default=StepState.WAITING)
    melted = ArrayField(models.CharField(max_length=60), default=list)
    citation = models.JSONField(default=dict)
    decides_exceptions = models.BooleanField(default=False)
    escalates = models.BooleanField(default=True)
    budget = models.PositiveSmallIntegerField(_("期限（工作日）"), null=True)
    consumed = models.PositiveSmallIntegerField(default=0)
    running_since = models.DateField(null=True)
    due_on = models.DateField(_("到期日"), null=True)
    due_is_provisional = models.BooleanField(default=False)
    escalated_to = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="+")
    done_on = models.DateField(null=True)
    viewers = ArrayField(models.BigIntegerField(), default=list)
    parties = ArrayField(models.BigIntegerField(), default=list)

    # Read by its own columns, which is what lists do; written by way of its case, so that nobody lays a step into another's.
    fence: ClassVar[Fence] = Fence(
        read=_case_fence().read | {Level.STUDENT: f"case_id IN ({_OF_STUDENT})"}, write=part_fence().write
    )
    objects = StepQuerySet.as_manager()

    class Meta:
        verbose_name = _("步骤")
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "position"], name="one_step_at_a_position"),
            models.CheckConstraint(
                name="a_running_clock_has_a_start",
                condition=Q(due_on__isnull=True) | Q(running_since__isnull=False),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organization", "due_on", "id"], name="step_to_do", condition=Q(state="open")),
            models.Index(fields=["due_on"], name="step_due", condition=Q(state="open", due_on__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.position} {self.label}"


class Decision(models.Model):
    """What somebody decided, with the reasons and the rules of that moment. Append-only by database rights."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="decisions")
    step = models.ForeignKey(Step, models.CASCADE, null=True, related_name="decisions")
    verb = models.CharField(_("决定"), max_length=12, choices=DecisionVerb)
    actor = models.ForeignKey("organizations.User", models.PROTECT, null=True, related_name="+")
    actor_name = models.CharField(_("办理人"), max_length=50)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    role = models.CharField(max_length=24)
    opinion = models.TextField(_("意见"), max_length=1000, blank=True)
    data = models.JSONField(default=dict)
    verdicts = models.JSONField(default=list)
    at = models.DateTimeField()

    fence: ClassVar[Fence] = part_fence(append_only=True, in_the_name_of="organization_id")

    class Meta:
        verbose_name = _("决定")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(name="a_decision_has_a_decider", condition=Q(actor__isnull=False) | Q(role="system"))
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.verb}"


class ClockEntry(models.Model):
    """The ledger of a step's clock: started, stopped, resumed, finished, with the working days used so far; and counted
    again, when the calendar of a year on its way was published or corrected."""

    class Event(models.TextChoices):
        START = "start", _("起算")
        STOP = "stop", _("停钟")
        RESUME = "resume", _("续算")
        FINISH = "finish", _("办结")
        RECOUNT = "recount", _("重算")

    case = models.ForeignKey(Case, models.CASCADE, related_name="clock_entries")
    step = models.ForeignKey(Step, models.CASCADE, related_name="clock_entries")
    event = models.CharField(max_length=8, choices=Event)
    on = models.DateField()
    consumed = models.PositiveSmallIntegerField()
    due_on = models.DateField(null=True)
    at = models.DateTimeField()

    fence: ClassVar[Fence] = part_fence(append_only=True)

    class Meta:
        verbose_name = _("计时")
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.step_id} {self.event} {self.on}"


class Evidence(models.Model):
    """A paper handed in, kept under the hash of its content. A later one of the same key replaces it; none is removed."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="evidence")
    key = models.CharField(max_length=40)
    label = models.CharField(_("材料"), max_length=80)
    filename = models.CharField(_("文件名"), max_length=120)
    content_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    added_by = models.ForeignKey("organizations.User", models.PROTECT, related_name="+")
    added_for = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    fence: ClassVar[Fence] = part_fence(append_only=True, in_the_name_of="added_for_id")

    class Meta:
        verbose_name = _("证据")
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.key}"


class DeadlineEvent(models.Model):
    """That a step came near its day, reached it, passed it or was taken to the level above: once each a run of its clock."""

    class Kind(models.TextChoices):
        REMINDER = "reminder", _("将到期")
        DUE = "due", _("今天到期")
        OVERDUE = "overdue", _("已超期")
        ESCALATED = "escalated", _("已报上级")

    case = models.ForeignKey(Case, models.CASCADE, related_name="deadline_events")
    step = models.ForeignKey(Step, models.CASCADE, related_name="deadline_events")
    kind = models.CharField(max_length=10, choices=Kind)
    due_on = models.DateField()
    at = models.DateTimeField()

    fence: ClassVar[Fence] = part_fence(append_only=True, student=False)

    class Meta:
        verbose_name = _("期限事件")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["step", "kind", "due_on"], name="a_deadline_event_happens_once")
        ]

    def __str__(self) -> str:
        return f"{self.step_id} {self.kind}"


class Notice(models.Model):
    """A line for an organization: what happened to a case of theirs. No names or numbers of students in it."""

    organization_id = models.BigIntegerField()
    case = models.ForeignKey(Case, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=16)
    text = models.CharField(max_length=200)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    # Its receiver may mark it read, also where the case is only taken to it (a level above the parties).
    fence: ClassVar[Fence] = Fence(
        read=part_fence(student=False).read,
        write={level: f"organization_id = {ORG} OR ({condition})" for level, condition in part_fence().write.items()},
    )

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("通知")
        indexes: ClassVar = [models.Index(fields=["organization_id", "-id"], name="notice_by_organization")]

    def __str__(self) -> str:
        return f"{self.organization_id} {self.kind}"
