"""One scenario judged: every rule that spoke, and the chain with the latest day of each step."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from xueji.calendars.working_days import WorkingCalendar
from xueji.policies.engine import registry
from xueji.policies.engine.chains import Chain, PlannedStep, Route, StepKind
from xueji.policies.engine.check import check
from xueji.policies.engine.policy import NoSuchChain, Policy
from xueji.policies.engine.registry import UnknownPolicy
from xueji.policies.engine.verdicts import Outcome, Verdict, Verdicts
from xueji.policies.matters import Matter, UnknownMatter, matter, matters

from .build import built, stated
from .coerce import ALL
from .defaults import Known
from .describe import plain
from .errors import ScenarioError, unknown
from .seats import seats
from .shortcuts import Relation

_WORST = (Outcome.FORBIDDEN, Outcome.EXCEPTION, Outcome.EVIDENCE)


@dataclass(frozen=True)
class Scenario:
    """What is asked: a regulation, a kind, a day, facts; who sits in the chain, the route, the exceptions granted."""

    regulation: str
    kind: str
    as_of: date
    facts: Mapping[str, Any]
    id: str = ""
    title: str = ""
    parties: Mapping[str, Any] = field(default_factory=dict)
    route: str = ""
    exceptions: tuple[str, ...] = ()
    school_rules: Mapping[str, Any] = field(default_factory=dict)
    expect: Mapping[str, Any] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()


@dataclass(frozen=True)
class TimedStep:
    """A step with its organisation and, when every step before takes all its time, its first and last day."""

    step: PlannedStep
    organization: str
    opens_on: date
    due_on: date | None
    provisional: bool


@dataclass(frozen=True)
class Judgement:
    """The answer to one scenario."""

    scenario: Scenario
    matter: Matter
    version: str
    verdicts: Verdicts
    chain: Chain | None
    steps: tuple[TimedStep, ...]
    facts: Mapping[str, Any]
    assumed: tuple[str, ...]

    @property
    def outcome(self) -> str:
        """The worst that still holds the matter up, else ``allowed``."""
        holding = {verdict.outcome for verdict in self.verdicts if verdict.blocks}
        return next((outcome.value for outcome in _WORST if outcome in holding), Outcome.ALLOWED.value)

    def to_dict(self) -> dict[str, Any]:
        """The answer as ``manage.py judge --json`` prints it."""
        asked = self.scenario
        return {
            "id": asked.id,
            "title": asked.title,
            "regulation": asked.regulation,
            "kind": asked.kind,
            "kind_label": str(self.matter.label),
            "as_of": asked.as_of.isoformat(),
            "policy_version": self.version,
            "outcome": self.outcome,
            "allowed": not self.verdicts.blocks,
            "blocked": self.verdicts.blocks,
            "counts": self.verdicts.counts,
            "missing_evidence": [{"key": need.key, "label": need.label} for need in self.verdicts.missing_evidence],
            "rules": [_rule(verdict) for verdict in self.verdicts],
            "chain": self._chain(),
            "facts": plain_facts(self.facts),
            "assumed": list(self.assumed),
        } | self._besides()

    def _besides(self) -> dict[str, Any]:
        """What only some answers have: where it is not as expected, and the scenario's keys that nobody read."""
        asked = self.scenario
        said: dict[str, Any] = {"unexpected": self.unexpected} if asked.expect else {}
        return said | ({"ignored": list(asked.ignored)} if asked.ignored else {})

    @property
    def unexpected(self) -> list[str]:
        """Where the answer is not what the scenario expects: the outcome, a rule's outcome, the parties, the last day."""
        expect = self.scenario.expect
        said = {verdict.rule.partition(".")[2]: verdict.outcome.value for verdict in self.verdicts}
        found: dict[str, Any] = {"outcome": self.outcome}
        found["parties"] = [step.step.party for step in self.steps]
        found["due"] = [step.due_on.isoformat() if step.due_on else None for step in self.steps]
        found |= {f"rules.{name}": said.get(name, "silent") for name in expect.get("rules", {})}
        wanted = {name: value for name, value in expect.items() if name != "rules"}
        wanted |= {f"rules.{name}": value for name, value in expect.get("rules", {}).items()}
        wanted["due"] = [str(day) if day else None for day in expect.get("due", found["due"])]
        return [
            _("%(name)s 应为 %(wanted)s，实为 %(found)s") % {"name": name, "wanted": value, "found": found.get(name)}
            for name, value in wanted.items()
            if found.get(name) != value
        ]

    def _chain(self) -> dict[str, Any] | None:
        if self.chain is None:
            return None
        due = [step.due_on for step in self.steps if step.due_on and step.step.holds_up]
        return {
            "key": self.chain.key,
            "route": self.chain.route.value,
            "label": str(self.chain.label),
            "initiator": self.chain.initiator.value,
            "steps": [_step(step) for step in self.steps],
            "takes_effect_by": max(due).isoformat() if due else None,
            "provisional": any(step.provisional for step in self.steps),
        }


def judged(scenario: Scenario, calendar: WorkingCalendar) -> Judgement:
    """Judge one scenario; ScenarioError when it cannot be understood."""
    kind, policy = _matter(scenario.kind), _policy(scenario.regulation)
    if scenario.as_of < policy.effective_from:
        message = _("%(name)s自 %(day)s 起施行，%(asked)s 尚不适用") % {
            "name": policy.short_name,
            "day": policy.effective_from,
            "asked": scenario.as_of,
        }
        raise ScenarioError("not_in_force", message, name=scenario.regulation)
    given = stated(kind, scenario.facts)
    known = Known(kind.key, policy, scenario.as_of, calendar, given)
    facts = built(kind, known)
    verdicts = _asked(kind, policy, facts, scenario)
    chain, steps = _path(kind, policy, facts, known, scenario, with_exception=bool(verdicts.exceptions))
    return Judgement(
        scenario=replace(scenario, kind=kind.key, regulation=policy.key),
        matter=kind,
        version=policy.version(scenario.as_of),
        verdicts=verdicts,
        chain=chain,
        steps=steps,
        facts=facts,
        assumed=tuple(name for name in known.made if name not in given),
    )


def timed(
    planned: tuple[PlannedStep, ...], names: Mapping[int, str], start: date, calendar: WorkingCalendar
) -> tuple[TimedStep, ...]:
    """The latest days: each group opens on the latest day of the one before; filings hold nothing up."""
    opens, group, latest, provisional = start, 0, start, False
    found = []
    for step in planned:
        if step.group != group:
            opens, group = latest, step.group
        due: date | None = None
        if step.kind is StepKind.SUBMISSION:
            due = opens
        elif step.budget_working_days is not None:
            counted = calendar.add(opens, step.budget_working_days)
            due, provisional = counted.day, provisional or counted.provisional
        if step.holds_up and due is not None:
            latest = max(latest, due)
        found.append(TimedStep(step, names.get(step.organization_id, ""), opens, due, provisional and due is not None))
    return tuple(found)


def plain_facts(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts as judged, without the calendars, which are long and stand elsewhere."""
    rows: dict[str, Any] = {}
    for part in facts.values():
        rows |= plain(part)
    return {name: value for name, value in rows.items() if name not in {"terms", "rest_days"}}


def _matter(key: str) -> Matter:
    labels = {str(kind.label): kind.key for kind in matters()}
    try:
        return matter(labels.get(key, key))
    except UnknownMatter:
        raise unknown("unknown_kind", _("业务种类"), key, labels.values(), labels=labels) from None


def _policy(key: str) -> Policy:
    names = {str(policy.name): policy.key for policy in registry.all_policies()}
    try:
        return registry.get(names.get(key, key))
    except UnknownPolicy:
        within = next((found for name, found in names.items() if key and key in name), "")
        raise unknown("unknown_regulation", _("办法"), key, names.values(), labels=names, meant=within) from None


def _school_rules(policy: Policy, scenario: Scenario) -> Mapping[str, Any]:
    """What the scenario's school has set; ScenarioError for what the regulation does not leave to schools."""
    known = [item.key for item in policy.parameters_by_key if item.is_set_by_school]
    for name in scenario.school_rules:
        if name not in known:
            raise unknown("unknown_school_rule", _("留给学校规定的事项"), name, known)
    return scenario.school_rules


def _asked(kind: Matter, policy: Policy, facts: Mapping[str, Any], scenario: Scenario) -> Verdicts:
    own = _school_rules(policy, scenario)
    said = Verdicts.of(
        verdict
        for rules, part in facts.items()
        for verdict in check(policy, rules, part, scenario.as_of, school_rules=own)
    )
    if not scenario.exceptions:
        return said
    by_name = {verdict.rule: verdict.rule for verdict in said} | {
        verdict.rule.partition(".")[2]: verdict.rule for verdict in said
    }
    if any(name in ALL for name in scenario.exceptions):
        return said.granting([verdict.rule for verdict in said.exceptions])
    for name in scenario.exceptions:
        if name not in by_name:
            raise unknown("unknown_rule", _("规则"), name, [verdict.rule for verdict in said])
    return said.granting([by_name[name] for name in scenario.exceptions])


def _path(
    kind: Matter, policy: Policy, facts: Mapping[str, Any], known: Known, scenario: Scenario, *, with_exception: bool
) -> tuple[Chain | None, tuple[TimedStep, ...]]:
    first = next(iter(facts.values()))
    relation = _relation(kind, first, known)
    route = scenario.route or _route(kind, relation)
    try:
        chain = policy.chain_for(kind.key, route, scenario.as_of)
    except NoSuchChain:
        if scenario.route:
            raise unknown("unknown_route", _("路径"), route, policy.routes(kind.key)) from None
        return None, ()
    parties, names = seats(kind, policy, first, relation, scenario.parties)
    planned = policy.plan(kind.key, route, parties, scenario.as_of, with_exception=with_exception)
    return chain, timed(planned, names, scenario.as_of, known.calendar)


def _relation(kind: Matter, facts: Any, known: Known) -> str:
    stated_relation = known.given.get("relation")
    if stated_relation:
        return str(stated_relation)
    return Relation.ACROSS_PROVINCES if getattr(facts, "across_provinces", False) else Relation.SAME_COUNTY


def _route(kind: Matter, relation: str) -> str:
    if not kind.two_schools:
        return Route.ONLY
    return Route.ACROSS if relation == Relation.ACROSS_PROVINCES else Route.INSIDE


def _rule(verdict: Verdict) -> dict[str, Any]:
    row = verdict.to_dict()
    row["concern"] = verdict.rule.partition(".")[2]
    row["label"] = verdict.label
    row["blocks"] = verdict.blocks
    row["citation"] = row["citation"] | {"label": verdict.citation.label}
    return row


def _step(timed_step: TimedStep) -> dict[str, Any]:
    step = timed_step.step
    return {
        "position": step.position,
        "group": step.group,
        "key": step.key,
        "party": step.party,
        "organization_role": step.title,
        "organization": timed_step.organization,
        "level": str(step.level),
        "kind": str(step.kind),
        "kind_label": str(step.kind.label),
        "working_days": step.budget_working_days,
        "opens_on": timed_step.opens_on.isoformat(),
        "due_on": timed_step.due_on.isoformat() if timed_step.due_on else None,
        "provisional": timed_step.provisional,
        "holds_up": step.holds_up,
        "late": str(step.late),
        "decides_exceptions": step.decides_exceptions,
        "melted": [seat.party for seat in step.melted],
        "outside": step.outside_name or None,
        "citation": step.citation.to_dict() | {"label": step.citation.label},
    }
