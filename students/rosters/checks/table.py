"""The sheet while it is being judged: values by column, problems by row."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

from students.rosters.checks.cells import Day, cell_text
from students.rosters.headings import Mapped
from students.rosters.problems import Fault, Problem
from students.rosters.workbook import Raw, Sheet
from xueji.codes.identity import Identity

_LONGEST = 1_000

Corrections = Mapping[int, Mapping[str, str]]
"""Row number in the sheet → field → the value to read instead of the cell."""


@dataclass
class Table:
    """`values[field][at]` is what a cell was understood as (None: nothing usable), `texts` what stood there, `spellings` the
    different texts of a column."""

    sheet: Sheet
    day: Day
    raws: dict[str, list[Raw]] = field(default_factory=dict)
    texts: dict[str, list[str]] = field(default_factory=dict)
    spellings: dict[str, set[str]] = field(default_factory=dict)
    values: dict[str, list[Any]] = field(default_factory=dict)
    identities: list[Identity] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    bad: set[int] = field(default_factory=set)
    tidied: Counter[str] = field(default_factory=Counter)
    cohorts: dict[int, int] = field(default_factory=dict)
    """The cohorts of those who are on the register already, by position: a sheet without that column does not move them."""

    @classmethod
    def of(cls, sheet: Sheet, day: Day, corrections: Corrections) -> "Table":
        table = cls(sheet, day)
        laid = list(zip_longest(*sheet.rows, fillvalue=""))
        for mapped in sheet.mapping.columns:
            column = laid[mapped.at] if mapped.at < len(laid) else [""] * len(sheet.rows)
            table.raws[mapped.column.field] = list(column)
        position = {number: at for at, number in enumerate(sheet.numbers)}
        for number, changes in corrections.items():
            for name, text in changes.items():
                if number in position and name in table.raws:
                    table.raws[name][position[number]] = text
        for name, cells in table.raws.items():
            table.texts[name], table.spellings[name] = _texts_of(cells)
        return table

    def __len__(self) -> int:
        return len(self.sheet.rows)

    def mapped(self, name: str) -> Mapped | None:
        """The sheet's column for a field; None when the sheet lacks it."""
        return next((mapped for mapped in self.sheet.mapping.columns if mapped.column.field == name), None)

    def has(self, name: str) -> bool:
        return name in self.raws

    def value(self, name: str, at: int) -> Any:
        """What was understood; None for an empty or unusable cell or a missing column."""
        found = self.values.get(name)
        return found[at] if found else None

    def text(self, name: str, at: int) -> str:
        """What stands in the cell; empty for a missing column."""
        found = self.texts.get(name)
        return found[at] if found else ""

    def add(self, at: int, name: str, fault: Fault) -> None:
        """Note a problem; an error makes the row bad."""
        mapped = self.mapped(name)
        heading = mapped.text if mapped else name
        self.problems.append(Problem(at, self.sheet.numbers[at], name, heading, self.text(name, at), fault))
        if not fault.is_hint:
            self.bad.add(at)


def _longest_of(cells: set[Raw]) -> int:
    try:
        return max(map(len, cells), default=0)  # type: ignore[arg-type]
    except TypeError:  # numbers and days among them
        return max((len(cell) for cell in cells if type(cell) is str), default=0)


def _texts_of(cells: list[Raw]) -> tuple[list[str], set[str]]:
    """The cells as texts, and the different ones among them. Most columns say the same in every row: comparing is faster
    than hashing."""
    different = {cells[0]} if cells and cells.count(cells[0]) == len(cells) else set(cells)
    if _longest_of(different) > _LONGEST:
        # No column is so wide: it is told as too long, and nobody looks at the rest of it.
        cells[:] = [cell[:_LONGEST] if type(cell) is str else cell for cell in cells]
        different = set(cells)
    if all(type(cell) is str and cell[:1] != "'" for cell in different):
        return cells, different  # type: ignore[return-value]
    texts = [cell if type(cell) is str and cell[:1] != "'" else cell_text(cell) for cell in cells]
    return texts, set(texts)
