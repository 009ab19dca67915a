"""Chains as data: who submits, who approves in turn or side by side, who is told; and how seats melt."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.db.models.enums import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .citations import Citation
from .parameters import Values
from .verdicts import Level


class StepKind(TextChoices):
    """What an organisation does in a step."""

    SUBMISSION = "submission", _("提交")
    APPROVAL = "approval", _("核办")
    FILING = "filing", _("备案")
    OUTSIDE = "outside", _("系统外意见")


class Late(TextChoices):
    """What being late leads to; never a silent consent."""

    REMIND = "remind", _("提醒")
    ESCALATE = "escalate", _("报上一级督办")


_LATE = {StepKind.APPROVAL: Late.ESCALATE, StepKind.FILING: Late.REMIND}


class Party(TextChoices):
    """The seats of a chain. Matters of one school use the short names, transfers the two-sided ones."""

    SCHOOL = "school", _("学校")
    AUTHORITY = "authority", _("主管部门")
    CITY = "city", _("设区市")
    PROVINCE = "province", _("省级教育行政部门")
    FROM_SCHOOL = "from_school", _("转出学校")
    TO_SCHOOL = "to_school", _("转入学校")
    FROM_AUTHORITY = "from_authority", _("转出方主管部门")
    TO_AUTHORITY = "to_authority", _("转入方主管部门")
    FROM_LOCAL_EDUCATION = "from_local_education", _("转出学校所在地教育部门")
    TO_LOCAL_EDUCATION = "to_local_education", _("转入学校所在地教育部门")
    FROM_CITY = "from_city", _("转出方设区市")
    TO_CITY = "to_city", _("转入方设区市")
    FROM_PROVINCE = "from_province", _("转出方省级教育行政部门")
    TO_PROVINCE = "to_province", _("转入方省级教育行政部门")


class Route(TextChoices):
    """Which way a matter goes; matters of one school have one route only."""

    ONLY = "only", _("本校")
    INSIDE = "inside", _("省内")
    ACROSS = "across", _("跨省")


@dataclass(frozen=True, slots=True)
class OutsideParty:
    """A body outside the system: ``answered_by`` enters its opinion with the paper as evidence."""

    name: str
    answered_by: int


Seat = int | OutsideParty | None
Parties = Mapping[Party, Seat] | Mapping[str, Seat]


@dataclass(frozen=True, slots=True)
class ChainStep:
    """One seat of a chain. Steps of one ``group`` open together.

    ``budget`` names a number of working days; ``decides_exceptions`` marks who may grant what the text
    refuses in principle; an ``only_with_exception`` step is planned only when a case asks for one. Where the
    text leaves open whether the seat decides or is told, ``kind_from`` names the reading that says so (with the
    word of a kind), and ``labels`` what the step is called as either.
    """

    key: str
    party: Party
    kind: StepKind
    group: int
    label: str | Promise
    citation: Citation
    level: Level
    budget: str | None = None
    late: Late = Late.ESCALATE
    decides_exceptions: bool = False
    only_with_exception: bool = False
    budget_working_days: int | None = None
    kind_from: str | None = None
    labels: tuple[tuple[StepKind, str | Promise], ...] = ()

    @property
    def reads(self) -> tuple[str, ...]:
        """The keys of the number and the reading that the step depends on."""
        return tuple(key for key in (self.budget, self.kind_from) if key)

    def bound(self, values: Values) -> "ChainStep":
        """The step as the numbers and readings of one day make it."""
        step = replace(self, budget_working_days=values.integer(self.budget)) if self.budget else self
        if not step.kind_from:
            return step
        kind = StepKind(values.text(step.kind_from))
        return replace(step, kind=kind, late=_LATE[kind], label=dict(step.labels).get(kind, step.label))


@dataclass(frozen=True)
class Chain:
    """The path of one kind of matter on one route."""

    key: str
    kind: str
    route: Route
    label: str | Promise
    initiator: Party
    steps: tuple[ChainStep, ...]
    effective_from: date | None = None
    effective_until: date | None = None

    def in_force(self, on: date) -> bool:
        """Whether the chain holds on a day; without dates it holds as long as its regulation."""
        started = self.effective_from is None or self.effective_from <= on
        return started and (self.effective_until is None or on <= self.effective_until)

    @property
    def groups(self) -> tuple[tuple[ChainStep, ...], ...]:
        """The steps by group, in order: what opens together stands together."""
        numbers = sorted({step.group for step in self.steps})
        return tuple(tuple(step for step in self.steps if step.group == number) for number in numbers)

    def bound(self, values: Values) -> "Chain":
        """The chain with its budgets and open kinds filled in from the numbers and readings of one day."""
        return replace(self, steps=tuple(step.bound(values) for step in self.steps))


@dataclass(frozen=True, slots=True)
class MeltedStep:
    """A seat that the same organisation already fills: it decides once."""

    key: str
    party: str
    label: str


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """A step with its organisation. ``group`` counts from 1 without gaps, ``position`` in reading order."""

    key: str
    party: str
    kind: StepKind
    group: int
    position: int
    organization_id: int
    label: str
    citation: Citation
    level: Level
    budget_working_days: int | None
    late: Late
    decides_exceptions: bool
    melted: tuple[MeltedStep, ...] = ()
    outside_name: str = ""

    @property
    def title(self) -> str:
        """The seats that this step fills, in the order of the chain: ``转出方主管部门、转出方设区市``."""
        return "、".join([seat.label for seat in self.melted] + [self.label])

    @property
    def holds_up(self) -> bool:
        """Whether the next group waits for this step; a filing never holds a matter up."""
        return self.kind is not StepKind.FILING


HostFinder = Callable[[PlannedStep, list[PlannedStep]], PlannedStep | None]


def plan(chain: Chain, parties: Parties, *, with_exception: bool = False) -> tuple[PlannedStep, ...]:
    """Seat the parties of one case: absent parties drop out, seats of one organisation melt.

    An organisation that would approve twice in a row, or twice side by side, approves once, in the later
    seat and within the shortest of the budgets: one body needs the time of one seat, and a merged seat
    must not make the applicant wait longer than the strictest of them. A filing melts into the same
    organisation's approval, because who decided has been told. A submission melts with nothing: applying
    is not deciding.

    A body outside the system answers on paper, by way of the party that enters its opinion. It never opens a matter (who
    answers for it does, and its opinion follows as a step of its own) and never grants an exception (the same seat of
    the other side does); what it is told of is a filing and holds nothing up.
    """
    by_seat = {str(party): value for party, value in parties.items()}
    seats = [
        seat
        for step in sorted(chain.steps, key=lambda step: step.group)
        if with_exception or not step.only_with_exception
        for seat in _seated(step, by_seat, chain)
    ]
    return _numbered(_melt(_melt(seats, _later_approval), _who_was_told))


def _seated(step: ChainStep, parties: Mapping[str, Seat], chain: Chain) -> Iterable[PlannedStep]:
    seat = parties.get(step.party.value)
    if isinstance(seat, OutsideParty) and step.only_with_exception:
        seat = parties.get(_other_side(step.party))
    if seat is None:
        return
    if not isinstance(seat, OutsideParty):
        yield _step(step, seat)
    elif step.kind is StepKind.SUBMISSION:
        yield replace(_step(step, seat.answered_by), label=gettext("代为提交"))
        if not any(other.party == step.party and other.kind is StepKind.APPROVAL for other in chain.steps):
            # Between the submission and what comes next: groups are counted in twos.
            yield replace(_outside(step, seat), key=step.party.value, group=step.group * 2 + 1)
    else:
        yield _outside(step, seat)


def _step(step: ChainStep, organization_id: int) -> PlannedStep:
    return PlannedStep(
        key=step.key,
        party=step.party.value,
        kind=step.kind,
        group=step.group * 2,
        position=0,
        organization_id=organization_id,
        label=str(step.label),
        citation=step.citation,
        level=step.level,
        budget_working_days=step.budget_working_days,
        late=step.late,
        decides_exceptions=step.decides_exceptions,
    )


def _outside(step: ChainStep, party: OutsideParty) -> PlannedStep:
    """A seat on paper. Nobody above can press it, so being late only reminds."""
    return replace(
        _step(step, party.answered_by),
        kind=StepKind.FILING if step.kind is StepKind.FILING else StepKind.OUTSIDE,
        late=Late.REMIND,
        decides_exceptions=False,
        outside_name=party.name,
    )


def _other_side(party: Party) -> str:
    """from_city ↔ to_city."""
    side, _gap, seat = party.value.partition("_")
    return f"{'to' if side == 'from' else 'from'}_{seat}"


def _melt(seats: list[PlannedStep], find_host: HostFinder) -> list[PlannedStep]:
    """Merge seats into their hosts, front to back, until none finds a host any more."""
    remaining = list(seats)
    while pair := next(_pairs(remaining, find_host), None):
        seat, host = pair
        remaining[remaining.index(host)] = _melted(seat, host)
        remaining.remove(seat)
    return remaining


def _pairs(seats: list[PlannedStep], find_host: HostFinder) -> Iterator[tuple[PlannedStep, PlannedStep]]:
    for seat in seats:
        if host := find_host(seat, seats):
            yield seat, host


def _later_approval(seat: PlannedStep, seats: list[PlannedStep]) -> PlannedStep | None:
    """The same organisation's approval beside this one or in the next group that is left."""
    if seat.kind is not StepKind.APPROVAL:
        return None
    next_group = min((other.group for other in seats if other.group > seat.group), default=None)
    for other in seats[seats.index(seat) + 1 :]:
        if _same_body(seat, other, StepKind.APPROVAL) and other.group in (seat.group, next_group):
            return other
    return None


def _who_was_told(seat: PlannedStep, seats: list[PlannedStep]) -> PlannedStep | None:
    """For a filing: the same organisation's approval, or its later filing."""
    if seat.kind is not StepKind.FILING:
        return None
    approvals = [other for other in seats if _same_body(seat, other, StepKind.APPROVAL)]
    later = seats[seats.index(seat) + 1 :]
    filings = [other for other in later if _same_body(seat, other, StepKind.FILING)]
    return next(iter(approvals[-1:] + filings), None)


def _same_body(one: PlannedStep, other: PlannedStep, kind: StepKind) -> bool:
    same = (one.organization_id, one.outside_name) == (other.organization_id, other.outside_name)
    return same and other.kind is kind


def _melted(earlier: PlannedStep, later: PlannedStep) -> PlannedStep:
    budgets = [seat.budget_working_days for seat in (earlier, later) if seat.budget_working_days is not None]
    seat = MeltedStep(earlier.key, earlier.party, earlier.label)
    return replace(
        later,
        budget_working_days=min(budgets, default=None),
        decides_exceptions=earlier.decides_exceptions or later.decides_exceptions,
        melted=(*earlier.melted, seat, *later.melted),
    )


def _numbered(seats: list[PlannedStep]) -> tuple[PlannedStep, ...]:
    groups = {group: number for number, group in enumerate(sorted({seat.group for seat in seats}), start=1)}
    return tuple(
        replace(seat, group=groups[seat.group], position=position) for position, seat in enumerate(seats, start=1)
    )
