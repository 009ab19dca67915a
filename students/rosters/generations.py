"""Which generation of the national template a sheet is, told by its headings."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from students.rosters.headings import Mapping, key_of

_DATA = Path(__file__).parent / "data"
_LIKE_ENOUGH = 0.8


@dataclass(frozen=True)
class Generation:
    """One edition of the template: the year it is known by, its number of columns, its headings as keys."""

    key: str
    label: object
    keys: frozenset[str]


_EDITIONS = (
    ("2009", "national_2009_36_columns", _("国家模板 2009 版（36 列）")),
    ("2010", "national_2010_45_columns", _("国家模板 2010 版（45 列）")),
    ("2018", "national_2018_48_columns", _("国家模板 2018 版（48 列）")),
    ("2019", "national_2019_73_columns", _("国家模板 2019 版（73 列）")),
)


@cache
def generations() -> tuple[Generation, ...]:
    """The editions whose headings are known, oldest first."""
    return tuple(Generation(key, label, frozenset(map(key_of, headings_of(name)))) for key, name, label in _EDITIONS)


def headings_of(name: str) -> list[str]:
    """The heading row of an edition in data/, in its order."""
    with (_DATA / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return next(csv.reader(file))


def generation_of(mapping: Mapping) -> Generation | None:
    """The edition most like the sheet; None for a school's own sheet. Renamed headings of 2022 count as 2019."""
    found = {key_of(mapped.text) for mapped in mapping.columns} | {cell.key for cell in mapping.left}

    def likeness(generation: Generation) -> float:
        return len(found & generation.keys) / len(found | generation.keys)

    best = max(generations(), key=likeness)
    return best if likeness(best) >= _LIKE_ENOUGH else None
