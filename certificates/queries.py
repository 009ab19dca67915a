"""Questions about certificates; row-level security shows only the scope's."""

from collections.abc import Iterable
from datetime import date

from django.db import models
from django.db.models import Count, Q

from certificates.states import State
from students.lookups import Prefix

__all__ = ["CertificateQuerySet", "NumberPatternQuerySet", "Prefix"]


class NumberPatternQuerySet(models.QuerySet):
    def in_force(self, *, authority_id: int, kind: str, on: date) -> "NumberPatternQuerySet":
        """The pattern of an authority for a kind on a day (at most one)."""
        return (
            self.filter(authority_id=authority_id, kind=kind, starts_on__lte=on)
            .filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on))
            .order_by("-starts_on")
        )


class CertificateQuerySet(models.QuerySet):
    def standing(self) -> "CertificateQuerySet":
        """Those that count as the person's certificate: all but spoiled ones (Beijing 39, one for one person)."""
        return self.exclude(state=State.SPOILED)

    def of_persons(self, person_ids: Iterable[int], kind: str) -> "CertificateQuerySet":
        return self.filter(person_id__in=list(person_ids), kind=kind)

    def matching(self, text: str) -> "CertificateQuerySet":
        """By number or by name, each from its beginning; spaces do not matter. Empty text: all."""
        words = "".join(text.split())[:40]
        if not words:
            return self
        return self.filter(Q(number__prefix=words.upper()) | Q(name__prefix=words))

    def in_state(self, state: str) -> "CertificateQuerySet":
        """Of one state; anything that is no state: all."""
        return self.filter(state=state) if state in State.values else self

    def state_counts(self) -> dict[str, int]:
        return dict(self.order_by().values_list("state").annotate(Count("pk")))
