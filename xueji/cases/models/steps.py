"""Steps with their clocks, what was decided at them, and what the clock came to."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from xueji.cases.models.case import Case
from xueji.cases.models.fences import OF_STUDENT, case_fence, part_fence
from xueji.cases.queries import LAST_DAY, StepQuerySet
from xueji.cases.states import DecisionVerb, StepKind, StepState
from xueji.database.fence import Fence, Level
from xueji.organizations.models import Organization


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
    # Of a correction: the filing step whose objection it answers.
    ordered_by = models.ForeignKey("self", models.CASCADE, null=True, related_name="orders")
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
        read=case_fence().read | {Level.STUDENT: f"case_id IN ({OF_STUDENT})"}, write=part_fence().write
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
            models.Index("organization", LAST_DAY, "id", name="step_to_do", condition=Q(state="open")),
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


class DeadlineEvent(models.Model):
    """That a step came near its day, reached it, passed it or was taken to the level above: once each a run of its clock.
    That it is late still: once each week (`week`, counted from the first day late), as long as it is."""

    class Kind(models.TextChoices):
        REMINDER = "reminder", _("将到期")
        DUE = "due", _("今天到期")
        OVERDUE = "overdue", _("已超期")
        ESCALATED = "escalated", _("已报上级")
        REPEATED = "repeated", _("仍未办理")

    case = models.ForeignKey(Case, models.CASCADE, related_name="deadline_events")
    step = models.ForeignKey(Step, models.CASCADE, related_name="deadline_events")
    kind = models.CharField(max_length=10, choices=Kind)
    due_on = models.DateField()
    week = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField()

    fence: ClassVar[Fence] = part_fence(append_only=True, student=False)

    class Meta:
        verbose_name = _("期限事件")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["step", "kind", "due_on", "week"], name="a_deadline_event_happens_once"),
            models.CheckConstraint(
                name="only_a_repeated_reminder_counts_weeks",
                condition=models.Q(kind="repeated", week__gt=0) | (~models.Q(kind="repeated") & models.Q(week=0)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.step_id} {self.kind}"
