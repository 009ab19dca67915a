"""Which article is carried by what: rules, numbers, chains, screens and tests, and what is still owed.

Rules, numbers and chain steps name their article themselves; ``coverage.yaml`` in a regulation's folder adds
screens, tests and a status. The list of what is owed is ``articles.tsv``.
"""

import ast
import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.translation import gettext as _

from .engine.chains import Chain
from .engine.citations import Citation
from .engine.parameters import Interpretation, Parameter, Values
from .engine.policy import Policy
from .engine.registry import HOME, get
from .engine.rules import AnyRule

ROOT = HOME.parent.parent
STATUSES = ("done", "partial", "todo")


@dataclass(frozen=True)
class Article:
    """One article: what it asks of the software (our words) and everything that carries it."""

    citation: Citation
    chapter: str
    summary: str
    rules: tuple[AnyRule, ...]
    numbers: tuple[Parameter, ...]
    interpretations: tuple[Interpretation, ...]
    chains: tuple[Chain, ...]
    claimed_rules: tuple[str, ...]
    claimed_parameters: tuple[str, ...]
    claimed_chains: tuple[str, ...]
    screens: tuple[str, ...]
    tests: tuple[str, ...]
    status: str

    def to_dict(self) -> dict[str, Any]:
        """The row that ``manage.py articles --json`` prints."""
        policy = self.citation.policy
        rules = [rule.key for rule in self.rules]
        parameters = [f"{policy}.{item.key}" for item in (*self.numbers, *self.interpretations)]
        chains = [f"{policy}.{chain.key}" for chain in self.chains]
        return {
            "regulation": policy,
            "article": str(self.citation.article),
            "summary": self.summary,
            "rules": _together(rules, self.claimed_rules),
            "parameters": _together(parameters, self.claimed_parameters),
            "chains": _together(chains, self.claimed_chains),
            "screens": list(self.screens),
            "tests": list(self.tests),
            "status": self.status,
        }

    def detailed(self) -> dict[str, Any]:
        """The row with everything that the regulation's page shows of the article."""
        return self.to_dict() | {
            "label": self.citation.label,
            "rule_details": [_rule_row(rule) for rule in self.rules],
            "numbers": [_parameter_row(item) for item in self.numbers],
            "interpretations": [_reading_row(item) for item in self.interpretations],
            "chain_details": [_chain_row(chain) for chain in self.chains],
        }


def articles(policy_key: str, on: date | None = None) -> tuple[Article, ...]:
    """Every article of a regulation in the order of the text, as read on a day (by default its first).

    For the base, whose articles are cited by subject, one entry for each subject.
    """
    policy = get(policy_key)
    values = policy.parameters(on or policy.effective_from)
    owed = [row for row in owed_rows() if row["regulation"] == policy_key] or _subjects(policy)
    claims = _claims(policy)
    return tuple(_article(policy, values, row, claims.get(row["article"], {})) for row in owed)


@cache
def owed_rows() -> tuple[dict[str, str], ...]:
    """The rows of ``articles.tsv``: regulation, article, chapter_app, what the software must do."""
    with (HOME / "articles.tsv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file, delimiter="\t"))


def all_articles() -> tuple[Article, ...]:
    """One article for every row of ``articles.tsv``, in its order."""
    regulations = dict.fromkeys(row["regulation"] for row in owed_rows())
    return tuple(article for key in regulations for article in articles(key))


def problems() -> list[str]:
    """Claims that are not true: rules, parameters, chains, screens and tests that do not exist."""
    known = _known_names()
    found = [problem for article in all_articles() for problem in _false_claims(article, known)]
    for regulation in dict.fromkeys(row["regulation"] for row in owed_rows()):
        owed = {row["article"] for row in owed_rows() if row["regulation"] == regulation}
        for article in _claims(get(regulation)).keys() - owed:
            found.append(f"{regulation} {article}: no such row in articles.tsv")
    return found


def _article(policy: Policy, values: Values, row: dict[str, str], claim: dict[str, Any]) -> Article:
    number: int | str = int(row["article"]) if row["article"].isdigit() else row["article"]
    own = (policy.parameters_by_key.find(key) for key in policy.parameters_by_key.own)
    cited = [item for item in own if item.citation.article == number]
    return Article(
        citation=Citation(policy.key, number),
        chapter=row["chapter_app"],
        summary=_summaries(policy).get(row["article"], row["what the software must do"]),
        rules=tuple(
            rule(policy.key, values)
            for rule in sorted(policy.own_rules, key=lambda rule: (rule.paragraph or 0, rule.item or 0))
            if rule.article == number
        ),
        numbers=tuple(item for item in cited if not isinstance(item, Interpretation)),
        interpretations=tuple(item for item in cited if isinstance(item, Interpretation)),
        chains=tuple(
            chain.bound(values)
            for chain in policy.own_chains
            if any(step.citation.article == number for step in chain.steps)
        ),
        claimed_rules=tuple(claim.get("rules", ())),
        claimed_parameters=tuple(claim.get("parameters", ())),
        claimed_chains=tuple(claim.get("chains", ())),
        screens=tuple(claim.get("screens", ())),
        tests=tuple(claim.get("tests", ())),
        status=claim.get("status", "todo"),
    )


def _subjects(policy: Policy) -> list[dict[str, str]]:
    """A regulation without a list of articles is shown by what cites it."""
    cited = [rule.article for rule in policy.own_rules]
    cited += [item.citation.article for item in policy.parameters_by_key.own.values()]
    cited += [step.citation.article for chain in policy.own_chains for step in chain.steps]
    # In the order of the summaries, which is that of the text.
    order = {subject: at for at, subject in enumerate(_summaries(policy))}
    return [
        {"article": subject, "chapter_app": "", "what the software must do": ""}
        for subject in sorted(dict.fromkeys(map(str, cited)), key=lambda subject: order.get(subject, len(order)))
    ]


def _summaries(policy: Policy) -> dict[str, str]:
    """Each article in one sentence, from ``summaries.yaml``."""
    file = policy.folder / "summaries.yaml"
    return yaml.safe_load(file.read_text(encoding="utf-8")) if file.exists() else {}


def _rule_row(rule: AnyRule) -> dict[str, Any]:
    return {
        "rule": rule.key,
        "kinds": list(rule.kinds),
        "sentence": str(rule.sentence),
        "severity": rule.weight.value,
        "citation": rule.citation.label,
        "parameters": list(rule.reads),
    }


def _parameter_row(item: Parameter) -> dict[str, Any]:
    return {
        "key": item.key,
        "label": item.label,
        "unit": item.unit,
        "source": item.source,
        "citation": item.citation.label,
        "set_by": item.set_by,
        "bounds": {"min": item.minimum, "max": item.maximum, "choices": list(item.choices)},
        "values": [{"from": dated.since.isoformat(), "value": dated.value} for dated in item.values],
    }


def _reading_row(item: Interpretation) -> dict[str, Any]:
    return _parameter_row(item) | {
        "questions": list(item.questions),
        "reason": item.reason,
        "changed_by": item.changed_by,
    }


def _chain_row(chain: Chain) -> dict[str, Any]:
    return {
        "chain": chain.key,
        "kind": chain.kind,
        "route": chain.route.value,
        "label": str(chain.label),
        "steps": [
            {
                "group": step.group,
                "party": step.party.value,
                "label": str(step.label),
                "kind": step.kind.value,
                "citation": step.citation.label,
                "parameters": list(step.reads),
                "only_with_exception": step.only_with_exception,
            }
            for step in chain.steps
        ],
    }


def _claims(policy: Policy) -> dict[str, dict[str, Any]]:
    file = policy.folder / "coverage.yaml"
    return yaml.safe_load(file.read_text(encoding="utf-8")) if file.exists() else {}


def _known_names() -> dict[str, set[str]]:
    policies = [get(key) for key in dict.fromkeys(row["regulation"] for row in owed_rows())]
    policies += [policy.base for policy in policies if policy.base is not None]
    return {
        "rules": {key for policy in policies for key in policy.rule_keys},
        "parameters": {f"{policy.key}.{key}" for policy in policies for key in policy.parameters_by_key.own},
        "chains": {f"{policy.key}.{chain.key}" for policy in policies for chain in policy.own_chains},
        "screens": set(_url_names(get_resolver().url_patterns)),
    }


def _false_claims(article: Article, known: dict[str, set[str]]) -> Iterator[str]:
    row = article.to_dict()
    place = f"{row['regulation']} {row['article']}"
    for kind, names in known.items():
        for name in row[kind]:
            if name not in names:
                yield f"{place}: no {kind} named {name}"
    for test in article.tests:
        if not _test_exists(test):
            yield f"{place}: no test {test}"
    if article.status not in STATUSES:
        yield f"{place}: unknown status {article.status}"
    if article.status == "done" and not article.tests:
        yield f"{place}: done without a test"


def _url_names(patterns: Iterable[URLPattern | URLResolver], prefix: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from _url_names(pattern.url_patterns, inner)
        elif pattern.name:
            yield f"{prefix}{pattern.name}"


def _test_exists(name: str) -> bool:
    path, _separator, function = name.partition("::")
    file = ROOT / path
    if not file.is_file():
        return False
    return not function or function in _functions_of(file)


@cache
def _functions_of(file: Path) -> frozenset[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def _together(derived: Iterable[str], claimed: Iterable[str]) -> list[str]:
    return list(dict.fromkeys((*derived, *claimed)))


def status_label(status: str) -> str:
    """A status as the regulation's page shows it."""
    return {"done": _("已实现"), "partial": _("部分实现"), "todo": _("待实现")}[status]
