"""Which rows below the headings are students: not the totals, signatures, repeated headings and examples around them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from students.rosters.headings import Mapping
from xueji.codes.text import compact

_FOOTER = re.compile(
    r"^(合计|总计|小计|共计|共?\d+[人名]$|共\d+|本页|以下空白|以下无|制表|填表|审核人?[:(]|校长[:(签]|班主任[:(签]"
    r"|填报|负责人[:(签]|经办人|联系人[:(]|日期[:(]|打印|说明[:(]|注[:(]|备注[:(]|注意|填写说明|附[:(注])"
)
_EXAMPLE = re.compile(r"^[(【\[]?(示例|样例|举例|范例|填写示例|例)([)】\]:、-]|$)")
_PERSONAL = (
    "name", "identity_number", "sex", "birth_date", "phone", "school_number", "name_pinyin", "former_name",
    "candidate_number", "exam_ticket", "member1_name", "guardian_name",
)  # fmt: skip
_SAME_SHARE = 0.8


class Row(StrEnum):
    """What a row below the headings is."""

    STUDENT = "student"
    BLANK = "blank"
    PREFILLED = "prefilled"
    """Only what a drop-down was filled down with: nobody stands in it."""
    FOOTER = "footer"
    HEADINGS = "headings"
    EXAMPLE = "example"


@dataclass(frozen=True)
class Sorter:
    """Tells rows apart by a mapping; built once for a sheet."""

    positions: tuple[int, ...]
    personal: tuple[int, ...]
    headings: tuple[tuple[int, str], ...]
    identity: int
    name: int

    @classmethod
    def of(cls, mapping: Mapping) -> "Sorter":
        at = {mapped.column.field: mapped.at for mapped in mapping.columns}
        return cls(
            tuple(at.values()),
            tuple(at[field] for field in _PERSONAL if field in at),
            tuple((mapped.at, mapped.text) for mapped in mapping.columns),
            at.get("identity_number", -1),
            at.get("name", -1),
        )

    def kind_of(self, row: Sequence[object]) -> Row:
        """What this row is. A row with a whole identity number and a name is a student without a closer look."""
        identity, name = self._text(row, self.identity), self._text(row, self.name)
        if (
            len(identity) >= 15
            and name
            and not name.startswith(("示", "样", "例", "举", "范", "填", "(", "（", "【", "["))
        ):
            return Row.STUDENT
        if not any(self._text(row, at) for at in self.positions):
            return Row.BLANK
        if name and _EXAMPLE.match(compact(name)):
            return Row.EXAMPLE
        if len(identity) < 15 and self._is_footer(row):
            return Row.FOOTER
        if self._repeats_headings(row):
            return Row.HEADINGS
        return Row.STUDENT if any(self._text(row, at) for at in self.personal) else Row.PREFILLED

    @staticmethod
    def _text(row: Sequence[object], at: int) -> str:
        cell = row[at] if 0 <= at < len(row) else ""
        return "" if cell in ("", None) else str(cell).strip()

    def _is_footer(self, row: Sequence[object]) -> bool:
        first = next((str(cell) for cell in row if cell not in ("", None) and str(cell).strip()), "")
        return bool(_FOOTER.match(compact(first))) or bool(_FOOTER.match(compact(self._text(row, self.name))))

    def _repeats_headings(self, row: Sequence[object]) -> bool:
        same = sum(1 for at, text in self.headings if compact(self._text(row, at)) == compact(text))
        return same >= max(3, _SAME_SHARE * len(self.headings))
