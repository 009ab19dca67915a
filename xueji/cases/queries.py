"""Questions about cases and steps."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q


class CaseQuerySet(models.QuerySet):
    """Row-level security already shows only what the scope may see; these narrow it."""

    def of_student(self, student_id: int) -> "CaseQuerySet":
        return self.filter(items__student_id=student_id)

    def running(self) -> "CaseQuerySet":
        return self.filter(state__in=["running", "returned", "effective"])

    def opened_for_organization(self, organization_id: int | None) -> "CaseQuerySet":
        return self.filter(opened_for=organization_id)


class StepQuerySet(models.QuerySet):
    """Steps are the to-do list."""

    def to_do(self, organization_id: int | None) -> "StepQuerySet":
        """What lies with the organization now, the nearest due day first, undated last."""
        return self.filter(organization=organization_id, state="open").order_by(
            F("due_on").asc(nulls_last=True), "id"
        )

    def waiting_on_others(self, organization_id: int | None) -> "StepQuerySet":
        """Open steps of others in cases that the organization opened."""
        return self.filter(state="open", case__opened_for=organization_id).exclude(
            organization=organization_id
        )

    def after(self, cursor: tuple[date | None, int] | None) -> "StepQuerySet":
        """Keyset paging behind (due day, id) of the last row seen."""
        if cursor is None:
            return self
        due, key = cursor
        if due is None:
            return self.filter(due_on__isnull=True, id__gt=key)
        return self.filter(Q(due_on__gt=due) | Q(due_on=due, id__gt=key) | Q(due_on__isnull=True))

    def due_by(self, day: date) -> "StepQuerySet":
        """Open steps whose clock runs out on `day` or before."""
        return self.filter(state="open", due_on__lte=day)

    def overdue_on(self, day: date) -> "StepQuerySet":
        return self.filter(state="open", due_on__lt=day)

    def with_case(self) -> "StepQuerySet":
        return self.select_related("case", "organization", "case__opened_for")

    def earlier_than(self, step: Any) -> "StepQuerySet":
        return self.filter(case=step.case_id, group__lt=step.group)
