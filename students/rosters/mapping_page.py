"""The page on which a person says what headings mean: their cells to look at, a suggestion for each unknown one."""

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from students.models import Roster
from students.rosters import files
from students.rosters.checks.cells import cell_text
from students.rosters.headings import IGNORED, Choices, Mapping, key_of
from students.rosters.spellings import ROSTER, Vocabulary
from students.rosters.workbook import Rows, sample_of
from xueji.codes.gb11643 import has_valid_check
from xueji.codes.identity import mask

SKIP_IT = "-"
"""The choice "do not import", as the form sends it; empty means that nothing was chosen."""
_SAMPLES, _LOOKED_AT, _LONGEST = 3, 200, 24
_LIKE = 0.6
_MOSTLY = 0.6
_LONG_NUMBER = re.compile(r"^[0-9A-Za-z]{8,}$")
_WHY = {
    "unknown": _("没有认出"), "repeated": _("与前面的列重复"), "not_kept": _("认得，学籍不收"), "ignored": _("已选不导入"),
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One heading of the sheet: what it is taken for now (`field`), and what is proposed where nobody knows."""

    key: str
    text: str
    samples: tuple[str, ...]
    field: str = ""
    why: str = ""
    suggestion: str = ""
    is_open: bool = False
    heading: str = ""
    """The column it is read as."""

    @property
    def chosen(self) -> str:
        """What the list has selected: the present choice, or the proposal."""
        return SKIP_IT if self.why == "ignored" else self.field or self.suggestion


@dataclass(frozen=True)
class MappingPage:
    """The sheet, its headings in order, what is missing, and the columns to choose from."""

    sheet: str
    row: int
    lines: list[Line]
    missing: list[str]
    options: list[tuple[str, list[tuple[str, str]]]] = field(default_factory=list)

    @property
    def open(self) -> list[Line]:
        return [line for line in self.lines if line.is_open]

    @property
    def settled(self) -> list[Line]:
        return [line for line in self.lines if not line.is_open]


def mapping_page(roster: Roster, choices: Choices, again: str = "") -> MappingPage | None:
    """The page of a roster's file; None when nothing in it looks like headings. `again` is the key of a known heading that
    somebody wants to choose anew. Raises Unreadable as the reading does."""
    return page_of(files.fetch(roster.sha256), choices, again)


def page_of(data: bytes, choices: Choices, again: str = "", vocabulary: Vocabulary = ROSTER) -> MappingPage | None:
    """The page of any file whose headings are of a vocabulary."""
    found = sample_of(data, choices, vocabulary)
    if found is None:
        return None
    name, mapping, rows = found
    lines = _lines(mapping, rows, choices, again)
    return MappingPage(name, mapping.row, lines, list(mapping.missing), _options(vocabulary))


def _lines(mapping: Mapping, rows: Rows, choices: Choices, again: str) -> list[Line]:
    taken = set(mapping.fields)
    found: list[tuple[int, Line]] = []
    for mapped in mapping.columns:
        key = key_of(mapped.text)
        is_open = mapped.is_chosen or key == again
        samples = _samples(rows, mapped.at)
        heading = mapped.column.heading
        line = Line(key, mapped.text, samples, mapped.column.field, is_open=is_open, heading=heading)
        found.append((mapped.at, line))
    for cell in mapping.left:
        samples = _samples(rows, cell.at)
        suggestion = (
            "" if cell.key in choices else suggest(cell.text, _raw_samples(rows, cell.at), taken, mapping.vocabulary)
        )
        if cell.why == "not_kept" and cell.key != again:
            found.append((cell.at, Line(cell.key, cell.text, samples, why=str(_WHY[cell.why]))))
            continue
        taken |= {suggestion}
        why = cell.why if cell.why == "ignored" else str(_WHY[cell.why])
        found.append((cell.at, Line(cell.key, cell.text, samples, why=why, suggestion=suggestion, is_open=True)))
    return [line for _at, line in sorted(found, key=lambda pair: pair[0])]


def suggest(text: str, samples: Sequence[str], taken: set[str], vocabulary: Vocabulary = ROSTER) -> str:
    """The field that a heading most likely means, by its cells where they speak for themselves, else by its name; empty
    when nothing is near. Never one that the sheet already has."""
    by_content = _by_content(samples)
    if by_content and by_content not in taken:
        return by_content
    sayings = vocabulary.own
    near = difflib.get_close_matches(key_of(text), sayings, n=5, cutoff=_LIKE)
    return next((field for saying in near if (field := sayings[saying]) not in taken), "")


def _by_content(samples: Sequence[str]) -> str:
    def mostly(found: Sequence[bool]) -> bool:
        return len(found) > 0 and sum(found) >= _MOSTLY * len(found)

    plain = [sample.strip().upper() for sample in samples]
    if mostly([bool(re.fullmatch(r"\d{17}[0-9X]", each)) and has_valid_check(each) for each in plain]):
        return "identity_number"
    if mostly([bool(re.fullmatch(r"1[3-9]\d{9}", each)) for each in plain]):
        return "phone"
    return "sex" if mostly([each in {"男", "女"} for each in plain]) else ""


def _raw_samples(rows: Rows, at: int) -> list[str]:
    texts = (cell_text(row[at]).strip() for row in rows[:_LOOKED_AT] if at < len(row))
    return [text for text in texts if text]


def _samples(rows: Rows, at: int) -> tuple[str, ...]:
    """A few different cells; long numbers masked, because the page is for understanding columns and not for reading."""
    different = list(dict.fromkeys(_raw_samples(rows, at)))[:_SAMPLES]
    return tuple(mask(text) if _LONG_NUMBER.match(text) else text[:_LONGEST] for text in different)


@cache
def _options(vocabulary: Vocabulary) -> list[tuple[str, list[tuple[str, str]]]]:
    columns = vocabulary.columns
    must = [(name, columns[name].heading) for name in vocabulary.indispensable]
    rest = [(name, column.heading) for name, column in columns.items() if name not in vocabulary.indispensable]
    return [(str(_("不可少的列")), must), (str(_("其他列")), rest)]


def chosen_in(data: QueryDict, vocabulary: Vocabulary = ROSTER) -> dict[str, tuple[str, str]]:
    """What the form says: key → (text, field). Lists left at "请选择" are left out; unknown fields as well."""
    found: dict[str, tuple[str, str]] = {}
    for key, text, chosen in zip(data.getlist("key"), data.getlist("text"), data.getlist("field"), strict=False):
        if chosen == SKIP_IT:
            found[key[:80]] = (text, IGNORED)
        elif chosen in vocabulary.columns:
            found[key[:80]] = (text, chosen)
    return found
