"""The students of a batch on the case page: each stands there once, with trouble first, and long lists are folded."""

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

from xueji.cases.forms import DecisionForm
from xueji.cases.models import Item
from xueji.cases.states import ItemState
from xueji.policies.engine.verdicts import Verdicts

SHOWN = 20
_LEFT = (ItemState.RETURNED, ItemState.REJECTED)

Pairs = Sequence[tuple[Any, Any]]
Lines = Sequence[tuple[Item, Pairs]]


def context(items: list[Item], form: DecisionForm | None, lines: Lines) -> dict[str, Any]:
    """The rows at sight and those to unfold; `lines` are what the kind says of each student."""
    rows = _rows(items, form, lines)
    shown = max(SHOWN, sum(bool(row.verdicts) for row in rows))
    return {
        "items": rows,
        "item_groups": _by_class(rows),
        "items_shown": rows[:shown],
        "items_folded": rows[shown:],
        "items_unfolded": form is not None,
    }


def _by_class(rows: list[SimpleNamespace]) -> list[SimpleNamespace]:
    """One group a class, those with trouble first, in each the wrong ones apart; empty where all are of one class."""
    found: dict[str, list[SimpleNamespace]] = {}
    for row in rows:
        found.setdefault(row.item.snapshot.get("class_name", ""), []).append(row)
    groups = [
        SimpleNamespace(
            name=name,
            count=len(own),
            wrong=[row for row in own if row.verdicts or not row.can_return],
            fine=[row for row in own if not row.verdicts and row.can_return],
        )
        for name, own in found.items()
    ]
    groups.sort(key=lambda group: (not any(row.can_return for row in group.wrong), group.name))
    return groups if len(groups) > 1 else []


def said_of_all(lines: Lines) -> list[tuple[Any, Any]]:
    """The labels and values that every student of a batch shares."""
    own = [described for _item, described in lines]
    return [pair for pair in own[0] if pair[1] and all(pair in described for described in own)] if own else []


def _rows(items: list[Item], form: DecisionForm | None, lines: Lines) -> list[SimpleNamespace]:
    """Those with trouble of their own first; what was written on them in a refused form stays.

    What a rule or the matter says of all alike stands above and is not said again with each of them. Who has left the case
    owes it nothing any more: of those the note says why.
    """
    written = form.data if form is not None else {}
    said = {item.pk: () if item.state in _LEFT else tuple(Verdicts.from_list(item.verdicts)) for item in items}
    staying = [set(said[item.pk]) for item in items if item.state not in _LEFT]
    of_all = set.intersection(*staying) if len(staying) > 1 else set()
    shared = said_of_all(lines)
    described = {item.pk: [pair for pair in pairs if pair[1] and pair not in shared] for item, pairs in lines}
    rows = [
        SimpleNamespace(
            item=item,
            reason=written.get(f"item_reason_{item.pk}", ""),
            verdicts=[verdict for verdict in said[item.pk] if verdict not in of_all],
            described=described.get(item.pk, []),
            can_return=item.state == ItemState.PENDING,
            state=ItemState(item.state),
        )
        for item in items
    ]
    return sorted(rows, key=lambda row: not row.verdicts and row.can_return)
