"""Finding the heading row and what each of its cells means."""

import re
from collections import Counter
from collections.abc import Mapping as Map
from collections.abc import Sequence
from dataclasses import dataclass, replace

from students.rosters.columns import DERIVED, MARKS_OF_2010, OPTIONAL_IN_2010, Column
from students.rosters.spellings import ROSTER, Vocabulary, plain

SEARCHED_ROWS = 20
ADDED = ("错误说明（导入时忽略）", "怎么改（导入时忽略）")
"""The columns that our error workbook puts in front."""
IGNORED = ""
"""The choice for a heading that a person does not want to be read."""

Choices = Map[str, str]
"""Key of a heading (see `key_of`) → field, or IGNORED: what persons of the school said about headings nobody knew."""

_LONGEST_HEADING = 60


@dataclass(frozen=True)
class Mapped:
    """A cell of the heading row that means a column. `at` counts from 0; `required` as the sheet's generation has it;
    `is_implied`: no column of the sheet, but what the sheet says beside it (see implied.py)."""

    at: int
    text: str
    column: Column
    required: bool
    is_chosen: bool = False
    is_implied: bool = False


@dataclass(frozen=True)
class Left:
    """A cell of the heading row that is not read, and why: "unknown", "repeated", "not_kept" or "ignored"."""

    at: int
    text: str
    key: str
    why: str


@dataclass(frozen=True)
class Mapping:
    """What a heading row says: `row` counts from 1 as in the sheet, the last one where headings take two rows."""

    row: int
    columns: tuple[Mapped, ...]
    left: tuple[Left, ...] = ()
    vocabulary: Vocabulary = ROSTER

    @property
    def fields(self) -> frozenset[str]:
        return frozenset(mapped.column.field for mapped in self.columns)

    @property
    def missing(self) -> tuple[str, ...]:
        """The headings of indispensable columns that the sheet lacks."""
        known = self.vocabulary
        return tuple(known.columns[field].heading for field in known.indispensable if field not in self.fields)

    @property
    def is_enough(self) -> bool:
        """Whether nothing is missing but what the register knows by a column that is there."""
        told_by, fields = self.vocabulary.told_by, self.fields
        return all(field in fields or told_by.get(field) in fields for field in self.vocabulary.indispensable)

    @property
    def absent(self) -> tuple[str, ...]:
        """The headings that the national template requires, the sheet does not have and the register cannot fill in."""
        known, told_by = self.vocabulary.columns.items(), self.vocabulary.told_by
        return tuple(
            column.heading
            for field, column in known
            if column.required and not {field, told_by.get(field)} & self.fields and field not in DERIVED
        )

    def left_out(self, why: str) -> tuple[str, ...]:
        """The texts of the headings that are not read for one reason."""
        return tuple(cell.text for cell in self.left if cell.why == why)

    @property
    def unknown(self) -> tuple[str, ...]:
        return self.left_out("unknown")


def find_headings(
    rows: Sequence[Sequence[object]], choices: Choices | None = None, vocabulary: Vocabulary = ROSTER
) -> Mapping | None:
    """The best heading row, or pair of rows, near the top; None when no row has enough known headings."""
    best: Mapping | None = None
    for number, row in enumerate(rows[:SEARCHED_ROWS], 1):
        single = read_headings(row, number, choices, vocabulary)
        mapping = _in_two_rows(rows, number, single, choices)
        if len(mapping.columns) >= vocabulary.fewest and (best is None or len(mapping.columns) > len(best.columns)):
            best = mapping
    return best


def likely_headings(
    rows: Sequence[Sequence[object]], choices: Choices | None = None, vocabulary: Vocabulary = ROSTER
) -> Mapping | None:
    """The row near the top that looks most like headings, when none was known: for a person to say what they mean."""
    best, most = None, vocabulary.fewest - 1
    for number, row in enumerate(rows[:SEARCHED_ROWS], 1):
        texts = {_text(cell) for cell in row} - {""}
        if len(texts) > most and not any(re.search(r"\d{4}", text) for text in texts):
            best, most = read_headings(row, number, choices, vocabulary), len(texts)
    return best


def _in_two_rows(rows: Sequence[Sequence[object]], number: int, single: Mapping, choices: Choices | None) -> Mapping:
    """The row together with the one below, where that makes more of them known: a group over several columns
    ("成员1" over "姓名", "关系") and single headings beside it that stand in one of the rows."""
    if number >= len(rows) or not any(_text(cell) for cell in rows[number]):
        return single
    known = single.vocabulary
    joined = _joined(rows[number - 1], rows[number], known)
    pair = read_headings(joined, number + 1, choices, known)
    below = read_headings(rows[number], number + 1, choices, known)
    return pair if len(pair.columns) > max(len(single.columns), len(below.columns)) else single


def _joined(upper: Sequence[object], lower: Sequence[object], known: Vocabulary) -> list[str]:
    found, group = [], ""
    for at in range(max(len(upper), len(lower))):
        top = _text(upper[at]) if at < len(upper) else ""
        below = _text(lower[at]) if at < len(lower) else ""
        group = top or (group if below else "")
        both = group + below
        found.append(both if not below or known.field_of(both) or not known.field_of(below) else below)
    return found


def read_headings(
    row: Sequence[object], number: int, choices: Choices | None = None, vocabulary: Vocabulary = ROSTER
) -> Mapping:
    """What the cells of one row mean, as far as they are known or were chosen."""
    chosen = choices or {}
    columns: dict[str, Mapped] = {}
    left: list[Left] = []
    weak: list[tuple[Mapped, str]] = []
    seen: Counter[str] = Counter()
    for at, cell in enumerate(row):
        text = _text(cell)
        if not text or text in ADDED:
            continue
        seen[plain(text)] += 1
        key = key_of(text, seen[plain(text)])
        field = chosen.get(key)
        column = vocabulary.columns.get(field) if field else None if key in chosen else vocabulary.column_of(text)
        if column is not None and key not in chosen and vocabulary.is_weak(text):
            weak.append((Mapped(at, text, column, column.required), key))
        elif column is not None and column.field not in columns:
            columns[column.field] = Mapped(at, text, column, column.required, key in chosen)
        else:
            left.append(Left(at, text, key, _why(text, key in chosen and column is None, column, vocabulary)))
    for mapped, key in weak:
        if columns.setdefault(mapped.column.field, mapped) is not mapped:
            left.append(Left(mapped.at, mapped.text, key, "not_kept"))
    found = sorted(columns.values(), key=lambda mapped: mapped.at)
    return Mapping(number, tuple(_as_in_2010(found)), tuple(sorted(left, key=lambda cell: cell.at)), vocabulary)


def _why(text: str, is_ignored: bool, column: Column | None, vocabulary: Vocabulary) -> str:
    if is_ignored:
        return "ignored"
    if column is not None:
        return "repeated"
    return "not_kept" if vocabulary.is_not_kept(text) else "unknown"


def _as_in_2010(found: list[Mapped]) -> list[Mapped]:
    if not any(mapped.text in MARKS_OF_2010 for mapped in found):
        return found
    return [replace(mapped, required=False) if mapped.column.field in OPTIONAL_IN_2010 else mapped for mapped in found]


def key_of(heading: str, occurrence: int = 1) -> str:
    """Under what a choice for a heading is remembered: the heading without marks, and which one of several it is."""
    text = plain(heading)[:_LONGEST_HEADING]
    return text if occurrence == 1 else f"{text}#{occurrence}"


def column_of(heading: str) -> Column | None:
    """The column that a heading means, whatever its brackets, stars, spaces and widths; None for an unknown one."""
    return ROSTER.column_of(heading)


def known_in(row: Sequence[object], vocabulary: Vocabulary = ROSTER) -> int:
    """How many cells of a row are known headings."""
    return sum(1 for cell in row if (text := _text(cell)) and vocabulary.field_of(text) is not None)


def _text(cell: object) -> str:
    return " ".join(cell.split())[:200] if isinstance(cell, str) else ""
