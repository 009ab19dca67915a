"""What the check-in desk shows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from students.admission.doors import school_of
from students.admission.elsewhere import elsewhere_known
from students.admission.finding import found_at_desk
from students.admission.lines import Line, line_of
from students.admission.models import Admission, AdmissionEvent
from students.admission.queries import AdmissionQuerySet
from students.admission.reading import Reading, reading_of
from students.admission.states import AWAITED, AdmissionState, Verb
from students.models import Programme
from xueji import clock
from xueji.organizations.scope import Scope
from xueji.policies.engine.verdicts import Verdicts
from xueji.web.asked import whole

RECENT = 8
_SHOWN_FOR = timedelta(hours=24)
_AT_DESK = (*AWAITED, AdmissionState.KEPT)


@dataclass(frozen=True)
class Candidate:
    """Somebody who may be meant: the row, what the rules say of coming today, whether the key does anything."""

    line: Line
    verdicts: list[Any]
    can_check_in: bool


@dataclass
class Desk:
    """The desk: counts, who was meant, what was just done, who came last."""

    year: int
    counts: dict[str, int]
    programmes: list[tuple[int, str]]
    programme: int | None = None
    typed: str = ""
    understood: str = ""
    candidates: list[Candidate] = field(default_factory=list)
    recent: list[AdmissionEvent] = field(default_factory=list)
    done: Admission | None = None
    undone: Admission | None = None
    problem: str = ""
    verdicts: list[Any] = field(default_factory=list)

    @property
    def share(self) -> float:
        """How many per cent have come."""
        return 100 * self.counts["come"] / self.counts["all"] if self.counts["all"] else 0


def desk_of(scope: Scope, query: Mapping[str, Any], *, typed: str = "", **said: Any) -> Desk:
    """The desk after what was typed, or after somebody was checked in (`done`, `undone`, `problem`, `verdicts`)."""
    school = school_of(scope)
    reading, today = reading_of(school), clock.today()
    programme = _key(query.get("programme"))
    rows = Admission.objects.filter(year=today.year)
    if programme:
        rows = rows.filter(programme=programme)
    desk = Desk(
        year=today.year,
        counts=counts_of(rows, reading),
        programmes=list(
            Programme.objects.filter(school=school, admissions__year=today.year)
            .distinct()
            .order_by("short_name")
            .values_list("pk", "short_name")
        ),
        programme=programme,
        typed=typed,
        **said,
    )
    if typed:
        found, desk.understood = found_at_desk(typed)
        elsewhere_known(found)
        desk.candidates = [_candidate(row, reading) for row in found]
    desk.recent = _recent()
    return desk


def counts_of(rows: AdmissionQuerySet, reading: Reading) -> dict[str, int]:
    """All, come, not yet come, and of these those whose day is over."""
    by_state = rows.counted()
    come = by_state.get("checked_in", 0) + by_state.get("registered", 0)
    awaited = by_state.get("admitted", 0) + by_state.get("deferred", 0)
    lost = by_state.get("forfeited", 0) + by_state.get("cancelled", 0)
    return {
        "all": sum(by_state.values()),
        "come": come,
        "awaited": awaited,
        "overdue": rows.overdue(reading.day).count(),
        "deferred": by_state.get("deferred", 0),
        "kept": by_state.get("kept", 0),
        "lost": lost,
    }


def _candidate(row: Admission, reading: Reading) -> Candidate:
    if row.state not in _AT_DESK:
        return Candidate(line_of(row, reading, reading.day), [], False)
    said: Verdicts = reading.check_in(row, reading.day)
    return Candidate(line_of(row, reading, reading.day), list(said), not said.blocks)


def _recent() -> list[AdmissionEvent]:
    rows = AdmissionEvent.objects.filter(verb__in=[Verb.CHECK_IN, Verb.UNDO], at__gte=clock.now() - _SHOWN_FOR)
    return list(rows.select_related("admission__programme").order_by("-pk")[:RECENT])


def _key(value: Any) -> int | None:
    return whole(value)
