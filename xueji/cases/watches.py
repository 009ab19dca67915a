"""Watches: long clocks and windows outside any chain (a leave that ends, two weeks after it, two years of leave).

A chapter subclasses Watch and registers it; the deadline sweep runs them all. What a watch finds due leads to a DRAFT
that a person at the school confirms or discards; no watch ever acts on a student. Each due thing is met once: the row
in WatchEvent stands even when the draft is discarded.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby, islice
from typing import Any, ClassVar

import structlog
from django.db import connection, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from xueji import clock
from xueji.cases.engine import notify
from xueji.cases.models import Case
from xueji.cases.states import CaseState
from xueji.cases.watching.models import WatchEvent
from xueji.errors import RegisterError
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope, unfenced

BATCH = 200
DRAFTED = "drafted"  # the kind of the notices about drafts
TEXT_LENGTH = 200

log = structlog.get_logger()


@dataclass(frozen=True)
class Due:
    """One thing that came due at an organization. `subject` is its key in the watch's words ("leave:17"): with the day
    it says what was met already. `data` is whatever the watch needs to open the draft."""

    subject: str
    due_on: date
    organization_id: int
    data: Any = None


class Watch(ABC):
    """What a chapter says about one long clock.

    `find` runs unfenced over the country, so it asks an index for what is due on `day` or was before (a sweep that did
    not run loses nothing); it may return what was met already. `open_draft` runs in the scope of the organization, as
    the system: it opens a case by `actions.case_open(actor=scope, …)` and returns it, or None where telling is enough.
    A RegisterError from it leaves the thing for the next sweep. Where the day of a thing moves, it is met again on the new
    one, unless its draft still waits.
    """

    key: ClassVar[str]
    label: ClassVar[str | Promise]

    @abstractmethod
    def find(self, day: date) -> Iterable[Due]:
        """What is due on `day`, or was before."""

    @abstractmethod
    def open_draft(self, due: Due, scope: Scope) -> Case | None:
        """The draft of it; None where telling is enough."""

    def text(self, due: Due, case: Case | None) -> str:
        """The line for the organization. No names or numbers of students in it."""
        if case is None:
            return str(self.label)
        return _("%(label)s：已起草“%(title)s”，请核对后提交") % {"label": self.label, "title": case.title}


@dataclass(frozen=True)
class Met:
    """What a sweep met: the watch, what it found, the case number of the draft (None: only told)."""

    watch: str
    due: Due
    organization: str
    case: str | None


_watches: dict[str, Watch] = {}


def register(watch: Watch) -> None:
    """Make a watch known (from an app's ready())."""
    _watches[watch.key] = watch


def all_watches() -> list[Watch]:
    """Every watch, in the order of registration."""
    return list(_watches.values())


def meet_all(day: date) -> list[Met]:
    """Run every watch for `day`. Running twice meets nothing twice; an interrupted run is taken up by the next.

    One that fails does not keep the others from their work: its errors come at the end, as an ExceptionGroup.
    """
    met: list[Met] = []
    errors: list[Exception] = []
    for watch in all_watches():
        for organization, dues in _by_organization(watch, day):
            try:
                met += _meet(watch, organization, dues)
            except Exception as error:
                log.exception("watch_failed", watch=watch.key, organization=organization.pk)
                errors.append(error)
    if errors:
        raise ExceptionGroup("watches failed", errors)
    return met


def _by_organization(watch: Watch, day: date) -> list[tuple[Organization, list[Due]]]:
    """What is due and was not met yet, in batches of one organization each."""
    with unfenced(reason=f"watch {watch.key}"):
        fresh = [due for some in _batches(watch.find(day)) for due in _not_met(watch, some)]
        bodies = Organization.objects.in_bulk({due.organization_id for due in fresh})
    fresh.sort(key=lambda due: (due.organization_id, due.due_on, due.subject))
    return [
        (bodies[key], some)
        for key, dues in groupby(fresh, key=lambda due: due.organization_id)
        for some in _batches(dues)
    ]


def _meet(watch: Watch, organization: Organization, dues: list[Due]) -> list[Met]:
    """Open the drafts of one batch, in a transaction of its own under the organization's scope."""
    scope, met = Scope.of_organization(organization), []
    with scope.enter():
        if not _mine(watch, organization):
            return []
        # Read again under the lock: another sweep may have met some since.
        for due in _not_met(watch, dues):
            try:
                with transaction.atomic():
                    case = _record(watch, due, scope)
            except RegisterError as error:
                log.warning("watch_draft_refused", watch=watch.key, subject=due.subject, error=type(error).__name__)
                continue
            met.append(Met(watch.key, due, organization.code, case.number if case else None))
    return met


def _record(watch: Watch, due: Due, scope: Scope) -> Case | None:
    case = watch.open_draft(due, scope)
    text = watch.text(due, case)[:TEXT_LENGTH]
    WatchEvent.objects.create(
        watch=watch.key,
        subject=due.subject,
        due_on=due.due_on,
        organization_id=due.organization_id,
        case=case,
        text=text,
        at=clock.now(),
    )
    if case is not None:
        notify(case, due.organization_id, DRAFTED, text)
    return case


def _not_met(watch: Watch, dues: list[Due]) -> list[Due]:
    """What was not met on its day; nor on another, while the draft of then still waits (a term may have moved)."""
    rows = WatchEvent.objects.filter(watch=watch.key, subject__in={due.subject for due in dues})
    known = list(rows.values_list("subject", "due_on", "case__state"))
    met = {(subject, due_on) for subject, due_on, _state in known}
    waiting = {subject for subject, _due_on, state in known if state == CaseState.DRAFT}
    return [due for due in dues if (due.subject, due.due_on) not in met and due.subject not in waiting]


def _mine(watch: Watch, organization: Organization) -> bool:
    """Whether no other sweep is at this watch and organization: it is left to that one, not waited for."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [f"watch {watch.key} {organization.pk}"]
        )
        return bool(cursor.fetchone()[0])


def _batches(dues: Iterable[Due]) -> Iterator[list[Due]]:
    rest = iter(dues)
    while some := list(islice(rest, BATCH)):
        yield some
