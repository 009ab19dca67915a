"""Questions about registrations of terms; row-level security shows only the scope's."""

from django.db import models
from django.db.models import F


class TermRegistrationQuerySet(models.QuerySet):
    def of_term(self, school_year: str, number: int) -> "TermRegistrationQuerySet":
        return self.filter(school_year=school_year, number=number)

    def in_time(self) -> "TermRegistrationQuerySet":
        """Registered by the last day that the school prescribed."""
        return self.filter(state="registered", registered_on__lte=F("round__due_on"))

    def late(self) -> "TermRegistrationQuerySet":
        """Registered, but after that day."""
        return self.filter(state="registered", registered_on__gt=F("round__due_on"))

    def missing(self) -> "TermRegistrationQuerySet":
        """Entered, and not registered: with leave or without."""
        return self.exclude(state="registered")
