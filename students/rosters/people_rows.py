"""Which rows below the headings are students: not the totals, signatures, repeated headings, notes and examples around."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from students.rosters.broken_cells import UNCALCULATED
from students.rosters.checks.cells import Day, Reader, cell_text, reader_of
from students.rosters.columns import Column, Kind
from students.rosters.headings import Mapping
from xueji.codes.names import name_problems, normalise_name
from xueji.codes.text import compact

_FOOTER = re.compile(
    r"^(合计|总计|小计|共计|共?\d+[人名]$|共\d+|总?人数|总数|[男女]生?(人数)?[:(]|统计|本[页表班校]|以下空白|以下无|以上|制表"
    r"|填表|填写人|审核|校长[:(签]|教务|学校(公章|盖章|意见)|盖章|班主任[:(签]|填报|负责人|经办人|联系人[:(]|日期[:(]|打印"
    r"|说明[:(]|注[:(]|备注[:(]|注意|填写说明|附[:(注]|[*※])"
)
_TOTAL = re.compile(r"[小合总]计")
_EXAMPLE = re.compile(r"^[(【\[]?(示例|样例|举例|范例|例如|填写示例|例)([)】\]:、-]|\d|$)")
PERSONAL = (
    "name", "identity_number", "sex", "birth_date", "phone", "school_number", "name_pinyin", "former_name",
    "candidate_number", "exam_ticket", "member1_name", "guardian_name",
)  # fmt: skip
_CHECKED = frozenset({Kind.CHOICE, Kind.DATE, Kind.MONTH, Kind.PHONE, Kind.DIVISION, Kind.YEAR, Kind.SCORE, Kind.BIRTH})
_NOTE = re.compile(r"必填|选填|一致|填写|文本|汉字")
_SAME_SHARE = 0.8
_BEGINNINGS = ("示", "样", "例", "举", "范", "填", "(", "（", "【", "[")
_ANY_DAY = Day(date(2100, 1, 1))
_NOTHING = ("", None, UNCALCULATED)  # formulas are filled down where nobody stands
_LINE = "-—–_=~*·.…/\\"  # a row of these is a line drawn
_LOOKED_AT = 200  # characters: whoever sends a book in a cell waits no longer for it
_FEW = 2  # a line of totals or a signature fills so many cells of the table at most


class Row(StrEnum):
    """What a row below the headings is."""

    STUDENT = "student"
    BLANK = "blank"
    PREFILLED = "prefilled"
    """Only what a drop-down was filled down with: nobody stands in it."""
    FOOTER = "footer"
    HEADINGS = "headings"
    NOTES = "notes"
    """How the columns are to be filled in, or what they are called elsewhere, below the headings."""
    EXAMPLE = "example"


@dataclass(frozen=True)
class Sorter:
    """Tells rows apart by a mapping; built once for a sheet."""

    positions: tuple[int, ...]
    personal: tuple[int, ...]
    headings: tuple[tuple[int, str], ...]
    identity: int
    name: int
    readers: tuple[tuple[int, Column, Reader], ...]

    @classmethod
    def of(cls, mapping: Mapping) -> "Sorter":
        own = [mapped for mapped in mapping.columns if not mapped.is_implied]
        at = {mapped.column.field: mapped.at for mapped in own}
        checked = [mapped for mapped in own if mapped.column.kind in _CHECKED]
        return cls(
            tuple(at.values()),
            tuple(at[field] for field in PERSONAL if field in at),
            tuple((mapped.at, compact(mapped.text)) for mapped in own),
            at.get("identity_number", -1),
            at.get("name", -1),
            tuple((mapped.at, mapped.column, reader_of(mapped.column)) for mapped in checked),
        )

    def kind_of(self, row: Sequence[object], *, is_first: bool = False) -> Row:
        """What this row is; `is_first`: no student came before it. A row with a whole identity number and a name is a
        student without a closer look."""
        identity, name = self._text(row, self.identity), self._text(row, self.name)
        start = row[0] if row and isinstance(row[0], str) else ""
        if len(identity) >= 15 and name and not name.startswith(_BEGINNINGS) and not start.startswith(_BEGINNINGS):
            return Row.STUDENT
        if not any(self._text(row, at).strip(_LINE) for at in self.positions):
            return Row.BLANK
        if _EXAMPLE.match(compact(name)) or _EXAMPLE.match(compact(start)):
            return Row.EXAMPLE
        if len(identity) < 15 and self._is_footer(row, name):
            return Row.FOOTER
        if self._repeats_headings(row):
            return Row.HEADINGS
        if is_first and self._is_note(row, identity):
            return Row.NOTES
        return Row.STUDENT if any(self._text(row, at) for at in self.personal) else Row.PREFILLED

    @staticmethod
    def _text(row: Sequence[object], at: int) -> str:
        cell = row[at] if 0 <= at < len(row) else ""
        if cell in _NOTHING:
            return ""
        text = str(cell).strip()
        return text if len(text) <= _LOOKED_AT else text[:_LOOKED_AT]

    def _is_footer(self, row: Sequence[object], name: str) -> bool:
        first = next((text for at in range(len(row)) if (text := self._text(row, at))), "")
        if _FOOTER.match(compact(first)) or _FOOTER.match(compact(name)) or _TOTAL.search(compact(name)):
            return True
        filled = sum(1 for at in self.positions if self._text(row, at))
        if filled == 1 and not name and not self._text(row, self.identity):
            return True  # the day under a signature, in whatever column
        # Nothing but a count or a sentence, in the column of names by chance.
        return 0 < filled <= _FEW and bool(name) and bool(name_problems(normalise_name(name)))

    def _repeats_headings(self, row: Sequence[object]) -> bool:
        needed = max(3, _SAME_SHARE * len(self.headings))
        others = 0
        for at, text in self.headings:
            others += compact(self._text(row, at)) != text
            if len(self.headings) - others < needed:
                return False
        return True

    def _is_note(self, row: Sequence[object], identity: str) -> bool:
        """Whether no student can stand here: the identity number is words, and most of the cells that have a form are
        none; or the columns are counted."""
        if sum(map(str.isdigit, identity)) >= 6 or not identity or identity.startswith("#"):
            return False
        counted = [cell for at in self.positions if (cell := self._text(row, at).removesuffix(".0"))]
        if len(counted) >= 3 and all(text.isdigit() for text in counted) and len(set(counted)) == len(counted):
            return True
        texts = [(column, read, cell_text(row[at])) for at, column, read in self.readers if self._text(row, at)]
        wrong = sum(1 for column, read, text in texts if read(column, text, _ANY_DAY).fault is not None)
        certain = wrong >= 2 or bool(_NOTE.search(self._text(row, self.name)))
        return bool(wrong) and certain and 2 * wrong > len(texts)
