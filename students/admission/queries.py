"""Questions about admissions."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import models
from django.db.models import DateField, F, Q
from django.db.models.functions import Coalesce

from students.admission.states import AWAITED, LOST, PRESENT, AdmissionState


class AdmissionQuerySet(models.QuerySet):
    """Admissions; the fence decides of which schools."""

    def with_places(self) -> "AdmissionQuerySet":
        """With programme and record at hand."""
        return self.select_related("programme", "student__school_class")

    def with_due(self) -> "AdmissionQuerySet":
        """With `expected_on`: the day granted, or the one set."""
        return self.annotate(expected_on=Coalesce(F("deferred_to"), F("check_in_due_on"), output_field=DateField()))

    def awaited(self) -> "AdmissionQuerySet":
        """Who may still come."""
        return self.filter(state__in=AWAITED)

    def present(self) -> "AdmissionQuerySet":
        """Who came."""
        return self.filter(state__in=PRESENT)

    def lost(self) -> "AdmissionQuerySet":
        """Given up or cancelled."""
        return self.filter(state__in=LOST)

    def to_return(self) -> "AdmissionQuerySet":
        """Lost, and on no list of papers that go back."""
        return self.lost().filter(return_list=None)

    def overdue(self, day: date) -> "AdmissionQuerySet":
        """Expected before `day` and not come."""
        return self.awaited().filter(Q(deferred_to__isnull=True, check_in_due_on__lt=day) | Q(deferred_to__lt=day))

    def kept(self) -> "AdmissionQuerySet":
        """Places kept for illness."""
        return self.filter(state=AdmissionState.KEPT)

    def by_identity(self, indexes: Iterable[bytes]) -> "AdmissionQuerySet":
        """Of these identities."""
        return self.filter(identity_index__in=list(indexes))

    def page_keys(self, pk: int, keys: Iterable[str]) -> tuple[Any, ...] | None:
        """The sort keys of a row that a page ended with; None when it is not to be seen any more."""
        return self.model._default_manager.filter(pk=pk).values_list(*keys).first()

    def counted(self) -> dict[str, int]:
        """How many in each state."""
        rows: Iterable[dict[str, Any]] = self.order_by().values("state").annotate(n=models.Count("pk"))
        return {row["state"]: row["n"] for row in rows}
