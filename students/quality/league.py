"""The league of a bureau: the bodies below it by completeness or by late registration for the term, beside last week.

Ranks compare exact fractions. Who stands alike has the same rank, and what is not alike is shown with as many digits as it
takes to tell it apart: two that read the same are the same.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from students.quality import queries
from students.quality.queries import Standing
from xueji.organizations.models import Organization

_DIGITS = range(1, 7)
OF: dict[str, str | Promise] = {"city": _("设区市"), "county": _("县（市、区）"), "school": _("学校")}


@dataclass(frozen=True)
class Ranked:
    """A body in the league. `value` in hundredths, `text` the same as it is shown, `change` against last week in hundredths,
    `before` its rank then."""

    rank: int
    name: str
    url: str
    standing: Standing
    value: float
    text: str
    change: float | None
    before: int | None


@dataclass(frozen=True)
class Choice:
    """By what the league may compare instead."""

    label: str | Promise
    url: str
    active: bool


def league_page(by: str, reader: Organization, of: str = "") -> dict[str, Any]:
    """Those below a bureau (of: "school", "county", "city"; schools unless told) by completeness or by late registration for
    the term (by: "complete", "late"), the best first."""
    offered = queries.places_below(reader)
    of = of if of in offered else "school"
    now, before = (queries.by_place(days.values(), of) for days in queries.today_and_last_week())
    ranked, earlier = ranking(now, by), ranking(before, by)
    rank_before = {key: rank for rank, key, _value in earlier}
    value_before = {key: value for _rank, key, value in earlier}
    names, texts = queries.place_names(now), shown(value for _rank, _key, value in ranked)
    lines = [
        Ranked(
            rank,
            names.get(key, ""),
            f"{reverse('quality:overview')}?{of}={key}",
            now[key],
            float(100 * value),
            texts[value],
            float(100 * (value - value_before[key])) if key in value_before else None,
            rank_before.get(key),
        )
        for rank, key, value in ranked
    ]
    choices = [
        Choice(OF[kind], f"{reverse('quality:league')}?by={by}&of={kind}", kind == of) for kind in reversed(offered)
    ]
    return {
        "by": by,
        "of": OF[of],
        "choices": choices if len(choices) > 1 else [],
        "lines": lines,
        "unranked": len(now) - len(lines),
    }


def ranking(standings: Mapping[int, Standing], by: str) -> list[tuple[int, int, Fraction]]:
    """Rank, key, value, the best first: who stands alike has the same rank."""
    values = {
        key: standing.completeness if by == "complete" else standing.lateness for key, standing in standings.items()
    }
    known = [(key, value) for key, value in values.items() if value is not None]
    better = -1 if by == "complete" else 1
    known.sort(key=lambda pair: (better * pair[1], pair[0]))
    found: list[tuple[int, int, Fraction]] = []
    for place, (key, value) in enumerate(known, 1):
        same = found and found[-1][2] == value
        found.append((found[-1][0] if same else place, key, value))
    return found


def shown(values: Iterable[Fraction]) -> dict[Fraction, str]:
    """Shares as percentages: one digit behind the point, more where two that differ would read the same, or one that is not
    whole would read as 100 or 0."""
    waiting, texts = set(values), dict[Fraction, str]()
    for digits in _DIGITS:
        same: dict[str, list[Fraction]] = {}
        for value in waiting:
            same.setdefault(f"{float(100 * value):.{digits}f}%", []).append(value)
        for text, alike in same.items():
            if len(alike) == 1 and (alike[0] in (0, 1) or float(text[:-1]) not in (0, 100)) or digits == _DIGITS[-1]:
                texts |= dict.fromkeys(alike, text)
        waiting -= texts.keys()
    return texts
