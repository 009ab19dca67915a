"""What a school has still to enter in the national system as well: recorded since the last list that it took out for that
(Beijing 10: in time, in both systems; Zhejiang 9)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.timezone import localtime

from students.exports.models import Export
from students.models import StatusChange
from students.statuses import ChangeKind
from xueji import clock
from xueji.calendars.terms import school_year_of, school_year_span
from xueji.database.fence import Level
from xueji.organizations.scope import Scope

AGAIN = "again"
"""The period that begins where the last such list ended."""
NOT_CHANGES = frozenset(
    {
        ChangeKind.REGISTRATION,
        ChangeKind.GRADUATION,
        ChangeKind.INFORMATION,
        ChangeKind.DIRECTION,
        ChangeKind.REVOCATION,
    }
)
"""What the list of changes does not ask of itself: the first three have lists of their own."""
KINDS: dict[str, frozenset[str]] = {
    "changes": frozenset(kind.value for kind in ChangeKind if kind not in NOT_CHANGES),
    "registered": frozenset({ChangeKind.REGISTRATION.value}),
}
"""Source of an export → which changes it is the list of."""


@dataclass(frozen=True)
class Waiting:
    """So many of a list wait to be entered; the oldest since `days` days. `since`: when the last list was taken."""

    label: str | Promise
    count: int
    days: int
    since: datetime | None
    url: str


_TOLD = Coalesce("undone_by__recorded_at", "recorded_at")


def may_enter_again(scope: Scope) -> bool:
    """Schools enter in both systems; those above read what they reported."""
    return scope.level is Level.SCHOOL


def last_list(scope: Scope, source: str) -> datetime | None:
    """When the school last took out what was recorded since the time before."""
    return _lists(scope, source).aggregate(at=Max("asked_at"))["at"]


def _lists(scope: Scope, source: str) -> QuerySet[Export]:
    return Export.objects.filter(
        organization_id=scope.organization_id or 0,
        source=source,
        asked__has_key=AGAIN,
        state__in=[Export.State.READY, Export.State.EXPIRED],
    )


def first_day() -> date:
    """Where the first such list begins: with the school year."""
    return school_year_span(school_year_of(clock.today()))[0]


def recorded_since(scope: Scope, source: str, after: datetime | None) -> Any:
    """The school's changes of that list that were recorded after a moment, or since the school year began; of the list of
    changes also those that stood on one before and were undone after it, for they have to be taken back there too. So has a
    registration that stood on the list of the registered and was undone: the undone has no place on that list any more."""
    rows = StatusChange.objects.filter(student__school=scope.organization_id)
    told = {"effective_on__gte": first_day()} if after is None else {"recorded_at__gt": after}
    wanted = Q(kind__in=KINDS[source], undone_by=None, **told)
    if source != "changes":
        return rows.filter(wanted)
    if after is not None:
        wanted |= Q(kind__in=KINDS[source], recorded_at__lte=after, undone_by__recorded_at__gt=after)
    listed = _lists(scope, "registered").filter(
        asked_at__gte=OuterRef("recorded_at"), asked_at__lt=OuterRef("undone_by__recorded_at")
    )
    since = Q(undone_by__recorded_at__gt=after) if after is not None else Q(undone_by__isnull=False)
    return rows.filter(wanted | Q(Exists(listed), since, kind__in=KINDS["registered"]))


def waiting(scope: Scope, labels: dict[str, str | Promise]) -> list[Waiting]:
    """The lists that hold something to enter; `labels` are those that the office may take out."""
    found = []
    for source, label in labels.items():
        since = last_list(scope, source)
        told = recorded_since(scope, source, since).aggregate(count=Count("pk"), oldest=Min(_TOLD))
        if told["count"]:
            days = (clock.today() - localtime(told["oldest"]).date()).days
            url = f"{reverse('exports:new', args=[source])}?period={AGAIN}"
            found.append(Waiting(label, told["count"], max(days, 0), since, url))
    return found
