"""The table of kinds: which facts each kind of matter is judged on, and whether one school or two sit in its chain.

A chapter enters its kind with one line beside its facts class::

    @facts_of("leave", label=_("休学"))
    @dataclass(frozen=True, slots=True)
    class LeaveFacts: ...
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import TypeVar

from django.utils.functional import Promise

F = TypeVar("F", bound=type)

# The order of the regulations' chapters; a kind that is not named here comes after them.
_ORDER = (
    "check_in",
    "check_in_deferral",
    "forfeiture",
    "entry_health",
    "health_recheck",
    "admission_cancellation",
    "papers_return",
    "registration",
    "duplicate_proof",
    "duplicate_correction",
    "duplicate_deletion",
    "person_merge",
    "term_registration",
    "transfer",
    "major_change",
    "retention",
    "leave",
    "resumption",
    "restoration",
    "withdrawal",
    "required_withdrawal",
    "cancellation",
    "special_placement",
    "special_return",
    "information",
    "revocation",
    "graduation",
)


class UnknownMatter(LookupError):
    """No chapter entered a kind of that key."""


@dataclass(frozen=True)
class Part:
    """One set of facts of a kind, and the key under which rules on it are registered."""

    rules: str
    facts: type


@dataclass(frozen=True)
class Matter:
    """A kind of matter. Most have one part; a registration has the roster and the student on it.

    What is done ``by_school`` alone goes through no chain, and a regulation may be silent on it.
    """

    key: str
    label: str | Promise
    parts: tuple[Part, ...]
    two_schools: bool
    by_school: bool = False

    @property
    def rule_kinds(self) -> tuple[str, ...]:
        """The kinds under which its rules are registered."""
        return tuple(part.rules for part in self.parts)


_entered: dict[str, Matter] = {}


def facts_of(
    kind: str, *, label: str | Promise = "", rules: str = "", two_schools: bool = False, by_school: bool = False
) -> Callable[[F], F]:
    """Class decorator: enter a facts class for a kind of matter.

    ``rules`` names the rules' kind where it is not the matter's own (the second part of a kind);
    ``two_schools`` says that the chain has a from-side and a to-side, as a transfer's has; ``by_school`` that there is none.
    """

    def enter(facts: F) -> F:
        known = _entered.get(kind)
        parts = tuple(part for part in known.parts if part.rules != (rules or kind)) if known else ()
        _entered[kind] = Matter(
            key=kind,
            label=label or (known.label if known else kind),
            parts=(*parts, Part(rules or kind, facts)),
            two_schools=two_schools or bool(known and known.two_schools),
            by_school=by_school or bool(known and known.by_school),
        )
        return facts

    return enter


def matters() -> tuple[Matter, ...]:
    """Every kind that facts were entered for, in the order of the chapters."""
    import_module("xueji.policies.facts")
    rank = {key: position for position, key in enumerate(_ORDER)}
    return tuple(sorted(_entered.values(), key=lambda matter: rank.get(matter.key, len(rank))))


def matter(key: str) -> Matter:
    """The kind of that key; UnknownMatter when nobody entered it."""
    import_module("xueji.policies.facts")
    try:
        return _entered[key]
    except KeyError:
        raise UnknownMatter(key) from None
