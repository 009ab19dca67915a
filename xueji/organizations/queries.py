"""Questions about organizations and offices."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q


class OrganizationQuerySet(models.QuerySet):
    """Organizations are no personal data: everybody who signs in may see the tree."""

    def schools(self) -> "OrganizationQuerySet":
        return self.filter(kind="school")

    def within(self, organization: Any) -> "OrganizationQuerySet":
        """The body itself and everything below it."""
        column = {"superior_body": "county", "school": "pk"}.get(organization.kind, organization.kind)
        return self.filter(Q(pk=organization.pk) | Q(**{column: organization.pk}))


class OfficeQuerySet(models.QuerySet):
    """Offices, dated."""

    def held_on(self, day: date) -> "OfficeQuerySet":
        """In force on `day` (both ends included)."""
        return self.filter(starts_on__lte=day).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day))

    def held_within(self, first: date, last: date | None) -> "OfficeQuerySet":
        """In force on some day from `first` to `last` (None: for good), both included."""
        begun = self if last is None else self.filter(starts_on__lte=last)
        return begun.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=first))

    def of(self, user: Any) -> "OfficeQuerySet":
        return self.filter(user=user).select_related("organization").order_by("pk")
