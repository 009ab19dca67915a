"""Finding the heading row and what each of its cells means."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from students.rosters.columns import COLUMNS, INDISPENSABLE, MARKS_OF_2010, NOT_KEPT, OPTIONAL_IN_2010, Column
from xueji.codes.text import compact

SEARCHED_ROWS = 10
FEWEST = 3  # so many known headings make a heading row
ADDED = ("错误说明（导入时忽略）", "怎么改（导入时忽略）")
"""The columns that our error workbook puts in front."""

_BRACKETS = re.compile(r"[(\[【].*?[)\]】]")
_MARKS = re.compile(r"[*＊※:：★●]")


@dataclass(frozen=True)
class Mapped:
    """A cell of the heading row that means a column. `at` counts from 0; `required` as the sheet's generation has it."""

    at: int
    text: str
    column: Column
    required: bool


@dataclass(frozen=True)
class Mapping:
    """What a heading row says: `row` counts from 1 as in the sheet."""

    row: int
    columns: tuple[Mapped, ...]
    unknown: tuple[str, ...] = ()
    repeated: tuple[str, ...] = ()
    not_kept: tuple[str, ...] = ()

    @property
    def fields(self) -> frozenset[str]:
        return frozenset(mapped.column.field for mapped in self.columns)

    @property
    def missing(self) -> tuple[str, ...]:
        """The headings of indispensable columns that the sheet lacks."""
        return tuple(COLUMNS[field].heading for field in INDISPENSABLE if field not in self.fields)

    @property
    def absent(self) -> tuple[str, ...]:
        """The headings that the national template requires and the sheet does not have."""
        return tuple(
            column.heading for field, column in COLUMNS.items() if column.required and field not in self.fields
        )


def find_headings(rows: Sequence[Sequence[object]]) -> Mapping | None:
    """The best heading row among the first ten; None when no row has three known headings."""
    best: Mapping | None = None
    for number, row in enumerate(rows[:SEARCHED_ROWS], 1):
        mapping = read_headings(row, number)
        if len(mapping.columns) >= FEWEST and (best is None or len(mapping.columns) > len(best.columns)):
            best = mapping
    return best


def read_headings(row: Sequence[object], number: int) -> Mapping:
    """What the cells of one row mean, as far as they are known."""
    columns: dict[str, Mapped] = {}
    unknown: list[str] = []
    repeated: list[str] = []
    not_kept: list[str] = []
    for at, cell in enumerate(row):
        text = " ".join(str(cell).split()) if isinstance(cell, str) else ""
        column = column_of(text)
        if not text or text in ADDED:
            continue
        if column is None:
            (not_kept if _plain(text) in _not_kept() else unknown).append(text)
        elif column.field in columns:
            repeated.append(text)
        else:
            columns[column.field] = Mapped(at, text, column, column.required)
    found = list(columns.values())
    if any(mapped.text in MARKS_OF_2010 for mapped in found):
        found = [
            replace(mapped, required=False) if mapped.column.field in OPTIONAL_IN_2010 else mapped for mapped in found
        ]
    return Mapping(number, tuple(found), tuple(unknown), tuple(repeated), tuple(not_kept))


def column_of(heading: str) -> Column | None:
    """The column that a heading means, whatever its brackets, stars, spaces and widths; None for an unknown one."""
    known = _known()
    plain = _plain(heading)
    field = known.get(plain) or known.get(_BRACKETS.sub("", plain))
    return COLUMNS[field] if field else None


def _plain(heading: str) -> str:
    return _MARKS.sub("", compact(heading)).removesuffix("必填").removesuffix("选填")


@cache
def _not_kept() -> frozenset[str]:
    return frozenset(_plain(text) for text in NOT_KEPT)


@cache
def _known() -> dict[str, str]:
    known: dict[str, str] = {}
    for column in COLUMNS.values():
        for text in (column.heading, *column.aliases):
            known.setdefault(_plain(text), column.field)
    for column in COLUMNS.values():
        for text in (column.heading, *column.aliases):
            known.setdefault(_BRACKETS.sub("", _plain(text)), column.field)
    return known
