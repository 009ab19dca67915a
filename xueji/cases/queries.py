"""Questions about cases and steps."""

from datetime import date, datetime

from django.apps import apps
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When

# By this the to-do list is ordered, indexed and paged: undated steps come last. One condition on it finds a place in the
# index, which "due later, or undated" would not. No COALESCE: PostgreSQL takes that for leaky, and asks the fence first.
LAST_DAY = Case(
    When(due_on__isnull=True, then=Value(date.max, output_field=models.DateField())), default=F("due_on")
)  # fmt: skip


class CaseQuerySet(models.QuerySet):
    """Row-level security already shows only what the scope may see; these narrow it."""

    def of_student(self, student_id: int) -> "CaseQuerySet":
        return self.filter(items__student_id=student_id)

    def running(self) -> "CaseQuerySet":
        return self.filter(state__in=["running", "returned", "effective"])

    def lying_with(self, organization_id: int | None) -> "CaseQuerySet":
        """Cases with an open step of the organization, and its own drafts."""
        own_draft = Q(state="draft", opened_for=organization_id)
        return self.filter(Exists(self._open_steps().filter(organization=organization_id)) | own_draft)

    def lying_elsewhere(self, organization_id: int | None) -> "CaseQuerySet":
        """Cases with an open step of another organization."""
        return self.filter(Exists(self._open_steps().exclude(organization=organization_id)))

    def _open_steps(self) -> models.QuerySet:
        steps = apps.get_model("cases", "Step")._default_manager
        return steps.filter(case=OuterRef("pk"), state="open")

    def opened_for_organization(self, organization_id: int | None) -> "CaseQuerySet":
        return self.filter(opened_for=organization_id)


def before_condition(cursor: tuple[date | None, int]) -> Q:
    """Whether a step stands before (due day, id) in the order of the to-do list."""
    due, key = _place(cursor)
    return Q(last_day__lte=due) & (Q(last_day__lt=due) | Q(id__lt=key))


def _place(cursor: tuple[date | None, int]) -> tuple[date, int]:
    due, key = cursor
    return due or date.max, key


class StepQuerySet(models.QuerySet):
    """Steps are the to-do list."""

    def to_do(self, organization_id: int | None) -> "StepQuerySet":
        """What lies with the organization now, the nearest due day first, undated last."""
        return self.filter(organization=organization_id, state="open").by_deadline()

    def by_deadline(self) -> "StepQuerySet":
        """The nearest last day first, undated ones last."""
        return self.alias(last_day=LAST_DAY).order_by("last_day", "id")

    def after(self, cursor: tuple[date | None, int] | None) -> "StepQuerySet":
        """Keyset paging of a list `by_deadline`, behind (due day, id) of the last row seen."""
        if cursor is None:
            return self
        due, key = _place(cursor)
        return self.filter(Q(last_day__gt=due) | Q(id__gt=key), last_day__gte=due)

    def before(self, cursor: tuple[date | None, int]) -> "StepQuerySet":
        """What stands before (due day, id) in a list `by_deadline`."""
        return self.filter(before_condition(cursor))

    def with_others(self, organization_id: int | None) -> "StepQuerySet":
        """Open steps of others in the cases to which the organization is a party, in the order of the to-do list."""
        theirs = self.filter(state="open", parties__contains=[organization_id])
        return theirs.exclude(organization=organization_id).by_deadline()

    def due_by(self, day: date) -> "StepQuerySet":
        """Open steps whose clock runs out on `day` or before."""
        return self.filter(state="open", due_on__lte=day)

    def overdue_on(self, day: date) -> "StepQuerySet":
        return self.filter(state="open", due_on__lt=day)

    def with_case(self) -> "StepQuerySet":
        return self.select_related("case", "organization", "case__opened_for")


class NoticeQuerySet(models.QuerySet):
    """Lines for organizations."""

    def recent(self, since: datetime) -> "NoticeQuerySet":
        """Unread ones and all since then, newest first."""
        return self.filter(Q(read_at__isnull=True) | Q(at__gte=since)).order_by("-at", "-id")

    def unread(self) -> "NoticeQuerySet":
        return self.filter(read_at__isnull=True)
