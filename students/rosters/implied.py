"""What a sheet says of all its rows outside of the table: the class in the sheet's title, a caption above the headings,
whose parent a column is. Such values become columns behind the others."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from students.rosters.headings import Mapped, Mapping
from students.rosters.spellings import PARENT, RELATION_OF, number_of_member, plain
from xueji.codes.text import clean

Row = Sequence[object]
_CAPTIONED = ("class_name", "programme", "study_length", "entry_month", "cohort")
_PAIR = re.compile(r"([^\s:：]{1,12})\s*[:：]\s*([^\s:：]*)")
_CLASS = re.compile(r"班(?:级)?(?:[（(].{1,8}[)）])?$")
_NO_CLASS = re.compile(r"^(?:各|全|分|按|所有|未)?班级?$|新生|名[单册]|花名|学生|汇总|全[校部]|所有")


@dataclass(frozen=True)
class _Implied:
    """A column that every row gets: its value for a row, and how it is told."""

    field: str
    text: str
    value_in: Callable[[Row], object]


def with_implied(name: str, mapping: Mapping, rows: Sequence[Row]) -> tuple[Mapping, Sequence[Row], list[str]]:
    """The mapping and the rows with what the sheet of this name implies, and what is to be told of it."""
    found = [*_captions(mapping, rows), *_title(name, mapping, rows), *_relations(mapping)]
    if not found:
        return mapping, rows, []
    width = max(map(len, rows))
    columns = [
        Mapped(width + at, each.text, mapping.vocabulary.columns[each.field], False) for at, each in enumerate(found)
    ]
    laid: list[Row] = list(rows[: mapping.row])
    for row in rows[mapping.row :]:
        is_empty = not any(cell not in ("", None) for cell in row)
        more = [""] * len(found) if is_empty else [each.value_in(row) for each in found]
        laid.append([*row, *[""] * (width - len(row)), *more])
    told = [each.text for each in found if not number_of_member(each.field)]
    notes = [_("工作表“%(name)s”里没有的列，取自表外：%(columns)s") % {"name": name, "columns": "、".join(told)}]
    return replace(mapping, columns=(*mapping.columns, *columns)), laid, notes if told else []


def _always(value: str) -> Callable[[Row], object]:
    return lambda _row: value


def _captions(mapping: Mapping, rows: Sequence[Row]) -> list[_Implied]:
    """ "班级：26计算机1班  专业：计算机应用" above the headings, in one cell or in two."""
    found: dict[str, _Implied] = {}
    for row in rows[: mapping.row - 1]:
        cells = [clean(cell) for cell in row if isinstance(cell, str) and clean(cell)]
        for at, cell in enumerate(cells):
            for label, value in _PAIR.findall(cell):
                said = value or (cells[at + 1] if at + 1 < len(cells) and ":" not in cells[at + 1] else "")
                field = mapping.vocabulary.field_of(label)
                if said and field in _CAPTIONED and field not in mapping.fields:
                    heading = mapping.vocabulary.columns[field].heading
                    found.setdefault(field, _Implied(field, f"{heading}（{said}）", _always(said)))
    return list(found.values())


def _title(name: str, mapping: Mapping, rows: Sequence[Row]) -> list[_Implied]:
    """The class, where every class has its sheet and only the sheet's name tells which."""
    if "class_name" not in mapping.vocabulary.indispensable or "class_name" in mapping.fields:
        return []
    if any(each.field == "class_name" for each in _captions(mapping, rows)):
        return []
    title = clean(name)
    if not _CLASS.search(title) or _NO_CLASS.search(title):
        return []
    heading = mapping.vocabulary.columns["class_name"].heading
    return [_Implied("class_name", f"{heading}（{title}）", _always(title))]


def _relations(mapping: Mapping) -> list[_Implied]:
    """ "父亲姓名" says the relation, too."""
    found = []
    for mapped in mapping.columns:
        parent = PARENT.match(plain(mapped.text))
        number = number_of_member(mapped.column.field)
        relation = f"member{number}_relation"
        if parent and mapped.column.field == f"member{number}_name" and relation not in mapping.fields:
            heading = mapping.vocabulary.columns[relation].heading
            found.append(_Implied(relation, heading, _where(mapped.at, RELATION_OF[parent["who"]])))
    return found


def _where(at: int, value: str) -> Callable[[Row], object]:
    """The value in rows that have a cell there."""
    return lambda row: value if at < len(row) and str(row[at] or "").strip() else ""
