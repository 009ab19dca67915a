"""Questions about student records; row-level security shows only the scope's."""

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any

from django.db import models
from django.db.models import F, Value
from django.db.models.expressions import RawSQL

from students.lookups import Prefix
from students.searching import TAIL, Search
from students.statuses import OPEN_STATUSES, Status

__all__ = ["Prefix", "StudentQuerySet"]


class StudentQuerySet(models.QuerySet):
    def current(self) -> "StudentQuerySet":
        """On the register now, pending ones included."""
        return self.filter(status__in=OPEN_STATUSES)

    def former(self) -> "StudentQuerySet":
        """No longer on this school's register."""
        return self.exclude(status__in=OPEN_STATUSES)

    def awaiting_registration(self) -> "StudentQuerySet":
        """New ones who wait for registration. Whoever comes from outside the register waits for an open transfer instead."""
        coming = RawSQL("SELECT xj_coming_by_transfer()", [])
        return self.filter(status=Status.PENDING).exclude(pk__in=coming)

    def graduating(self, school_year: int) -> "StudentQuerySet":
        """Current students in the last year of their programme; `school_year` is named by its autumn."""
        last = Value(school_year + 1, models.DecimalField()) - F("programme__years")
        return self.current().filter(cohort__lte=last)

    def matching(self, search: Search) -> "StudentQuerySet":
        """Those that a search box asked for (see students.searching); by a number that they had before as well."""
        return self.alias(identity_tail=TAIL).filter(reduce(or_, self._ways(search)))

    def ways(self, search: Search) -> "list[StudentQuerySet]":
        """The same, as one query for each index that leads to them."""
        return [self.alias(identity_tail=TAIL).filter(way) for way in self._ways(search)]

    def _ways(self, search: Search) -> list[models.Q]:
        found = list(search.ways)
        if search.former:
            from students.identity.numbers import persons_with  # its tables hang on these

            if persons := persons_with(search.former):
                found.append(models.Q(person__in=persons))
        return found

    def with_places(self) -> "StudentQuerySet":
        return self.select_related("school", "programme", "school_class")

    def of_person(self, person_id: int | None) -> "StudentQuerySet":
        """The records of one person, the present one first."""
        return self.filter(person=person_id).order_by("-entered_on", "-id")

    def counted(self, most: int) -> int:
        """How many there are, but no more than `most`: a count that never reads a whole province."""
        return self.order_by()[:most].count()

    def page_keys(self, pk: int, keys: Iterable[str]) -> tuple[Any, ...] | None:
        """The sort keys of a row that a page ended with; None when it is not to be seen any more."""
        return self.model._default_manager.filter(pk=pk).values_list(*keys).first()
