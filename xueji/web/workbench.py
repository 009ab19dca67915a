"""The registry of the workbench: numbers of the strip and windows at the side. Chapters fill it from their `cards.py`,
which is imported when everything is ready; xueji.web itself knows no chapter.

    workbench.register_numbers("students", students_by_status, order=10)

A page has one statement for all that is merely counted: chapters say what by `register_counts`.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise

from xueji.database.counting import count_together
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope, asked_once

STRIP = 6  # so many numbers fit into one line


@dataclass(frozen=True)
class Number:
    """One number of the strip; `note` stands small behind it, `tone` is bad or wait, `url` leads to what is counted."""

    label: str | Promise
    value: int
    note: str | Promise = ""
    url: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Card:
    """A section of the page: a template and what it shows. `place` is main (below the to-do list) or aside."""

    key: str
    template: str
    build: Callable[[Scope, Organization], dict[str, Any] | None]
    place: str = "main"
    order: int = 100


CountBuilder = Callable[[Scope, Organization], dict[str, QuerySet[Any]]]
NumberBuilder = Callable[[Scope, Organization], list[Number]]
_numbers: dict[str, tuple[int, NumberBuilder]] = {}
_cards: dict[str, Card] = {}
_counts: dict[str, CountBuilder] = {}


def register_numbers(key: str, build: NumberBuilder, *, order: int = 100) -> None:
    """Add or replace (by key) a source of numbers; it is asked once a page, inside the reader's scope."""
    _numbers[key] = (order, build)


def register_card(card: Card) -> None:
    """Add or replace (by key) a section. Its `build` answers None where there is nothing to show."""
    _cards[card.key] = card


def register_counts(key: str, build: CountBuilder) -> None:
    """Add or replace (by key) rows that numbers and cards want counted; `counts_for` counts those of all chapters in one
    statement. Names begin with the chapter's; what is not the reader's is left out."""
    _counts[key] = build


def counts_for(scope: Scope, organization: Organization) -> dict[str, int]:
    """What the chapters wanted counted, by name; asked once a request. What was left out is 0."""
    return asked_once(f"workbench_counts_{organization.pk}", lambda: _counted(scope, organization))


def _counted(scope: Scope, organization: Organization) -> dict[str, int]:
    asked = [build(scope, organization) for build in _counts.values()]
    return defaultdict(int, count_together({name: rows for each in asked for name, rows in each.items()}))


def numbers_for(scope: Scope, organization: Organization) -> list[Number]:
    """The strip: what the sources answer, in their order, as many as fit."""
    builders = [build for _order, build in sorted(_numbers.values(), key=lambda pair: pair[0])]
    return [number for build in builders for number in build(scope, organization)][:STRIP]


def cards_for(scope: Scope, organization: Organization, place: str) -> list[tuple[str, dict[str, Any]]]:
    """The sections of a place that have something to show: template and context."""
    cards = sorted((card for card in _cards.values() if card.place == place), key=lambda card: card.order)
    built = ((card.template, card.build(scope, organization)) for card in cards)
    return [(template, context) for template, context in built if context is not None]
