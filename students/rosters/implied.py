"""What a sheet says of all its rows outside of the table: the class in the sheet's title, a caption above the headings,
whose parent a column is. Such values become columns behind the others."""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from students.rosters.checks.cells import cell_text
from students.rosters.headings import Mapped, Mapping
from students.rosters.spellings import PARENT, RELATION_OF, number_of_member, plain
from xueji.codes.text import clean

Row = Sequence[object]
_CAPTIONED = ("class_name", "programme", "study_length", "entry_month", "cohort")
_PAIR = re.compile(r"([^\s:：]{1,12})\s*[:：]\s*([^\s:：]*)")
_CLASS = re.compile(r"班(?:级)?(?:[（(].{1,8}[)）])?$")
_NO_CLASS = re.compile(r"^(?:各|全|分|按|所有|未)?班级?$|新生|名[单册]|花名|学生|汇总|全[校部]|所有")
_COUNTED = re.compile(r"[（(]?(?:共|计)?\s*\d+\s*[人名][）)]?$")
_LIST = re.compile(
    r"(?:全[体班]|在[籍校])?(?:学生|新生|同学)?(?:基本|基础|学籍)?(?:信息|情况)?(?:花?名[册单]|登记表|统计表|一览表|情况表|表)$"
)
_BEFORE = re.compile(r"^.*(?:学校|学院|中学|中专|职高|技校|学年|学期|秋季|春季|年度)")
_PARTS_OF_BIRTH = ("出生年", "出生月", "出生日")
_GROUPED = 3  # a line between the students that names their class fills so many cells at most


@dataclass(frozen=True)
class _Implied:
    """A column that every row gets: its value for a row (`value` where it is the same for all), how it is told, and which
    rows do nothing but say it."""

    field: str
    text: str
    value_in: Callable[[Row], object]
    value: str = ""
    is_line: Callable[[Row], bool] = lambda _row: False


def with_implied(name: str, mapping: Mapping, rows: Sequence[Row]) -> tuple[Mapping, Sequence[Row], list[str]]:
    """The mapping and the rows with what the sheet of this name implies, and what is to be told of it."""
    above = [*_captions(mapping, rows), *_title(name, mapping, rows)]
    mapping, birth = _birth_in_parts(mapping)
    found = [*_with_lines(above, mapping, rows), *_relations(mapping), *birth]
    if not found:
        return mapping, rows, []
    width = max(map(len, rows))
    columns = [
        Mapped(width + at, each.text, mapping.vocabulary.columns[each.field], False, is_implied=True)
        for at, each in enumerate(found)
    ]
    laid: list[Row] = list(rows[: mapping.row])
    for row in rows[mapping.row :]:
        more = [each.value_in(row) for each in found]
        if not any(cell not in ("", None) for cell in row):
            more = [""] * len(found)
        elif any(each.is_line(row) for each in found):
            row, more = [], [""] * len(found)  # it has said what it says; nobody stands in it
        laid.append([*row, *[""] * (width - len(row)), *more])
    told = [each.text for each in found if not number_of_member(each.field) and each.field != "birth_date"]
    notes = [_("工作表“%(name)s”里没有的列，取自表外：%(columns)s") % {"name": name, "columns": "、".join(told)}]
    return replace(mapping, columns=(*mapping.columns, *columns)), laid, notes if told else []


def _always(value: str) -> Callable[[Row], object]:
    return lambda _row: value


def _captions(mapping: Mapping, rows: Sequence[Row]) -> list[_Implied]:
    """ "班级：26计算机1班  专业：计算机应用" above the headings, in one cell or in two."""
    found: dict[str, _Implied] = {}
    for row in rows[: mapping.row - 1]:
        for label, said in _pairs([clean(cell) for cell in row if isinstance(cell, str) and clean(cell)]):
            field = mapping.vocabulary.field_of(label)
            if said and field in _CAPTIONED and field not in mapping.fields:
                heading = mapping.vocabulary.columns[field].heading
                found.setdefault(field, _Implied(field, f"{heading}（{said}）", _always(said), said))
    return list(found.values())


def _pairs(cells: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Labels with what they say, in the same cell or in the next one."""
    for at, cell in enumerate(cells):
        for label, value in _PAIR.findall(cell):
            yield label, value or (cells[at + 1] if at + 1 < len(cells) and ":" not in cells[at + 1] else "")


def _title(name: str, mapping: Mapping, rows: Sequence[Row]) -> list[_Implied]:
    """The class, where every class has its sheet and only the sheet's name tells which."""
    if "class_name" not in mapping.vocabulary.indispensable or "class_name" in mapping.fields:
        return []
    if any(each.field == "class_name" for each in _captions(mapping, rows)):
        return []
    above = [clean(cell) for row in rows[: mapping.row - 1] for cell in row if isinstance(cell, str)]
    named = [found for text in (clean(name), *above) if (found := _class_in(text))]
    # "1班" on the sheet's tab is short for "26计算机1班" in its title.
    title = max((each for each in named if each.endswith(named[0])), key=len, default="")
    heading = mapping.vocabulary.columns["class_name"].heading
    return [_Implied("class_name", f"{heading}（{title}）", _always(title), title)] if title else []


def _class_in(text: str) -> str:
    """The class that a text names and nothing else ("26计算机1班（32 人）", "…学校26计算机1班学生花名册"); empty where it
    names none."""
    name = _COUNTED.sub("", text).strip()
    if (shorter := _LIST.sub("", name)) != name:
        name = _BEFORE.sub("", shorter)
    return name if _CLASS.search(name) and not _NO_CLASS.search(name) and ":" not in name else ""


def _with_lines(above: list[_Implied], mapping: Mapping, rows: Sequence[Row]) -> list[_Implied]:
    """What stands above the headings, and lines between the students: each names the class, programme… of those below it."""
    known, said = mapping.vocabulary, {each.field: each for each in above}
    if not said and mapping.fields.issuperset(known.indispensable):
        return []  # nothing is missing that would have to be looked for in every row
    below = {name for row in rows[mapping.row :] for name in _said_in_line(row, mapping)} - mapping.fields
    lines = [
        _by_lines(name, known.columns[name].heading, mapping, said[name].value if name in said else "")
        for name in _CAPTIONED
        if name in below
    ]
    return [*(each for each in above if each.field not in below), *lines]


def _by_lines(name: str, heading: str, mapping: Mapping, first: str) -> _Implied:
    current = first

    def value_in(row: Row) -> str:
        nonlocal current
        current = _said_in_line(row, mapping).get(name, current)
        return current

    text = _("%(heading)s（名单中间各行）") % {"heading": heading}
    return _Implied(name, text, value_in, is_line=lambda row: name in _said_in_line(row, mapping))


def _said_in_line(row: Row, mapping: Mapping) -> dict[str, str]:
    """What a row says that holds nothing but a class, or labels with their values; empty for any other row."""
    cells = [cell for cell in row if cell not in ("", None)]
    texts = [clean(cell) for cell in cells[: _GROUPED + 1] if isinstance(cell, str)]
    if not 0 < len(cells) == len(texts) <= _GROUPED:
        return {}
    if len(set(texts)) == 1 and "class_name" in mapping.vocabulary.indispensable and (name := _class_in(texts[0])):
        return {"class_name": name}
    found = {mapping.vocabulary.field_of(label): _COUNTED.sub("", value) for label, value in _pairs(texts)}
    return {name: value for name, value in found.items() if name in _CAPTIONED and value}


def _relations(mapping: Mapping) -> list[_Implied]:
    """ "父亲姓名" says the relation, too."""
    found = []
    for mapped in mapping.columns:
        parent = PARENT.match(plain(mapped.text))
        number = number_of_member(mapped.column.field)
        relation = f"member{number}_relation"
        if parent and mapped.column.field == f"member{number}_name" and relation not in mapping.fields:
            heading = mapping.vocabulary.columns[relation].heading
            places = [each.at for each in mapping.columns if number_of_member(each.column.field) == number]
            found.append(_Implied(relation, heading, _where(places, RELATION_OF[parent["who"]])))
    return found


def _where(places: Collection[int], value: str) -> Callable[[Row], object]:
    """The value in rows that have a cell in one of these places."""
    return lambda row: value if any(at < len(row) and str(row[at] or "").strip() for at in places) else ""


def _birth_in_parts(mapping: Mapping) -> tuple[Mapping, list[_Implied]]:
    """Year, month and day of birth in a column each are one date."""
    headings = [(cell.at, cell.text) for cell in mapping.columns] + [(cell.at, cell.text) for cell in mapping.left]
    texts = [(at, plain(text).removesuffix("份")) for at, text in headings]
    places = {text: at for at, text in reversed(texts) if text in _PARTS_OF_BIRTH}
    if len(places) < len(_PARTS_OF_BIRTH) or "birth_date" not in mapping.vocabulary.columns:
        return mapping, []
    order = [places[part] for part in _PARTS_OF_BIRTH]

    def value_in(row: Row) -> str:
        parts = [cell_text(row[at]).strip().rstrip("年月日") if at < len(row) else "" for at in order]
        return "-".join(parts) if any(parts) else ""

    columns = tuple(mapped for mapped in mapping.columns if mapped.at not in order)
    left = tuple(cell for cell in mapping.left if cell.at not in order)
    return replace(mapping, columns=columns, left=left), [_Implied("birth_date", _("出生日期"), value_in)]
