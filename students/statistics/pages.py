"""The pages of the statistics as templates show them: menus, tables with links, charts, workbooks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from students.statistics.asking import ONLY, Asked
from students.statistics.dimensions import Dimension
from students.statistics.flows import INS, MOVED, OUTS, FlowRow, FlowTable
from students.statistics.people import PEOPLE, VERSION
from students.statistics.snapshots import counting_day, latest_year
from students.statistics.tables import CrossTable
from xueji import clock
from xueji.calendars.terms import school_year_of, school_year_span
from xueji.web.formats import cn_date_full, cn_datetime

BARS, SLICES, STACKS = 14, 8, 8
_CODED = frozenset({"group", "major"})
SIGNS = {"in": "＋", "out": "－", "moved": ""}
_BELOW = {"city": "county", "county": "school", "school": "major", "group": "major", "major": "cohort"}


@dataclass(frozen=True)
class Option:
    label: str
    url: str
    active: bool


@dataclass(frozen=True)
class Menu:
    """A chip with what can be chosen instead."""

    label: str
    value: str
    options: list[Option]


@dataclass(frozen=True)
class Cell:
    """A number, where it leads, and its share of the row's sum for the eye."""

    count: int
    url: str = ""


@dataclass(frozen=True)
class Line:
    """A row: what it is about, where that narrows to, its numbers."""

    label: str
    url: str
    cells: list[Cell]
    total: Cell | None = None
    difference: int = 0


@dataclass(frozen=True)
class Held:
    """What the table is narrowed to, and the address without it."""

    label: str
    value: str
    url: str


def menus(asked: Asked, page: str) -> list[Menu]:
    """The chips of a table or (page "flow") of the flow table."""
    flows = page == "flow"
    offered = [each for each in asked.offered if each.flows or not flows]
    rows = asked.flow.rows if flows else asked.rows
    found = [
        Menu(_("人员"), str(asked.people.label), [
            Option(str(each.label), asked.url(page, people=each.key), each is asked.people) for each in PEOPLE.values()
        ]),
        Menu(_("按"), str(rows.label), [
            Option(str(each.label), asked.url(page, rows=each.key), each is rows) for each in offered
        ]),
    ]  # fmt: skip
    if not flows:
        none = Option(_("不分列"), asked.url(page, columns=""), asked.columns is None)
        others = [
            Option(str(each.label), asked.url(page, columns=each.key), each is asked.columns)
            for each in offered
            if each is not rows
        ]
        found.append(Menu(_("分"), str(asked.columns.label) if asked.columns else _("不分列"), [none, *others]))
    return found


def held(asked: Asked, page: str) -> list[Held]:
    """What the figures are narrowed to, each to be taken away."""
    return [
        Held(str(each.dimension.label), each.label, asked.url(page, **{ONLY + each.dimension.key: None}))
        for each in asked.only
    ]


def table_page(asked: Asked, table: CrossTable) -> dict[str, Any]:
    """Rows, totals and charts of a cross-table."""
    lines = [
        Line(
            label,
            _narrower(asked, value, "table"),
            [_cell(asked, table.count(value, column), value, column) for column, _label in table.columns],
            _cell(asked, table.of_row(value), value, None),
        )
        for value, label in table.rows
    ]
    return {
        "asked": asked,
        "table": table,
        "lines": lines,
        "sums": [_cell(asked, table.of_column(column), None, column) for column, _label in table.columns],
        "total": _cell(asked, table.total, None, None),
        "menus": menus(asked, "table"),
        "held": held(asked, "table"),
        "hidden": hidden(asked, "day"),
        "days": days(asked),
        "workbook_url": asked.url("table_workbook"),
        "bar": bar_chart(table),
        "pie": pie_chart(table),
        "version": VERSION,
    }


def _narrower(asked: Asked, value: str, page: str) -> str:
    """A row about a place leads to the same table of that place, by what lies below it."""
    rows = asked.rows if page == "table" else asked.flow.rows
    below = _BELOW.get(rows.key)
    return asked.url(page, rows=below, **{ONLY + rows.key: value}) if below and value else ""


def _cell(asked: Asked, count: int, row: str | None, column: str | None) -> Cell:
    more = {}
    if row is not None:
        more[ONLY + asked.rows.key] = row
    if column is not None and asked.columns is not None:
        more[ONLY + asked.columns.key] = column
    return Cell(count, asked.url("students", **more) if count else "")


def hidden(asked: Asked, *without: str) -> list[tuple[str, str]]:
    """What a form of the page sends along."""
    return [(key, value) for key, value in asked.values().items() if key not in without]


def days(asked: Asked) -> list[Option]:
    """Days that are asked for often."""
    today = clock.today()
    latest = latest_year(today)
    found = [Option(_("今天"), asked.url("table", day=today), asked.day == today)]
    for year in (latest, latest - 1):
        day = counting_day(year)
        label = _("%(year)s 年 9 月 1 日零时") % {"year": year}
        found.append(Option(label, asked.url("table", day=day), asked.day == day))
    return found


def flow_page(asked: Asked, table: FlowTable) -> dict[str, Any]:
    """Rows, sums, the balance and the chart of a flow table."""
    categories = shown_categories(table)
    return {
        "asked": asked,
        "table": table,
        "categories": categories,
        "lines": [_flow_line(asked, row, categories) for row in table.rows],
        "total": _flow_line(asked, table.total, categories, whole=True),
        "menus": menus(asked, "flow"),
        "held": [each for each in held(asked, "flow") if each.value],
        "hidden": hidden(asked, "first", "last"),
        "years": school_years(asked),
        "workbook_url": asked.url("flow_workbook"),
        "chart": flow_chart(table),
        "version": VERSION,
    }


def shown_categories(table: FlowTable) -> list[tuple[str, str, str]]:
    """Key, words and side of the columns: every category that is usual or not empty."""
    rare = {"listed", "other_in", "other_out", "completed"}
    kept = [
        (category.key, str(category.label), category.side)
        for category in (*INS, *OUTS)
        if category.key not in rare or table.total.changes.get(category.key)
    ]
    moved = [(key, str(label), "moved") for key, label in MOVED.items()] if table.has_moves else []
    ins = [each for each in kept if each[2] == "in"]
    return [*ins, *(each for each in kept if each[2] == "out"), *moved]


def flow_cells(row: FlowRow, categories: Sequence[tuple[str, str, str]]) -> list[str | int]:
    """A row of the flow table as a workbook has it."""
    changes = [row.changes.get(key, 0) for key, _label, _side in categories]
    return [row.label, row.start, *changes, row.end, row.difference]


def _flow_line(asked: Asked, row: FlowRow, categories: Sequence[tuple[str, str, str]], *, whole: bool = False) -> Line:
    question = asked.flow
    own = {} if whole else {ONLY + question.rows.key: row.value}
    period = question.period
    cells = [
        Cell(row.start, asked.url("students", day=period.before, **own)),
        *(
            Cell(row.changes.get(key, 0), asked.url("flow_students", category=key, value=None if whole else row.value))
            for key, _label, _side in categories
        ),
        Cell(row.end, asked.url("students", day=period.last, **own)),
    ]
    cells = [cell if cell.count else Cell(0) for cell in cells]
    return Line(row.label, "" if whole else _narrower(asked, row.value, "flow"), cells, None, row.difference)


def school_years(asked: Asked) -> list[Option]:
    """The last school years, and the running one."""
    today = clock.today()
    running = int(school_year_of(today)[:4])
    found = []
    for year in (running, running - 1, running - 2, running - 3):
        first, last = school_year_span(f"{year}-{year + 1}")
        last = min(last, today)
        label = _("%(first)s—%(second)s 学年") % {"first": year, "second": year + 1}
        active = (asked.period.first, asked.period.last) == (first, last)
        found.append(
            Option(label if last < today else label + _("（至今）"), asked.url("flow", first=first, last=last), active)
        )
    return found


def bar_chart(table: CrossTable) -> dict[str, Any]:
    """The largest rows as bars, split by the columns where these are few."""
    largest = sorted(table.rows, key=lambda row: -table.of_row(row[0]))[:BARS]
    split = table.question.columns is not None and 1 < len(table.columns) <= STACKS
    columns = _spoken(table.question.columns, table.columns) if split else [("", str(table.question.people.label))]
    series = [
        {"name": label, "data": [table.count(row, value) if split else table.of_row(row) for row, _name in largest]}
        for value, label in columns
    ]
    labels = [label for _value, label in _spoken(table.question.rows, largest)]
    return {"kind": "bar", "labels": labels, "series": series, "stacked": True}


def pie_chart(table: CrossTable) -> dict[str, Any]:
    """Shares of the columns, or of the rows where there are no columns."""
    by_column = table.question.columns is not None
    by, pairs = (table.question.columns, table.columns) if by_column else (table.question.rows, table.rows)
    values = _spoken(by, pairs)
    counted = [(label, table.of_column(value) if by_column else table.of_row(value)) for value, label in values]
    # A few keep their order, and with it the colours that they have in the bars beside.
    largest = counted if len(counted) <= SLICES else sorted(counted, key=lambda pair: -pair[1])
    shown = largest[:SLICES]
    if rest := sum(count for _label, count in largest[SLICES:]):
        shown.append((_("其余"), rest))
    return {"kind": "pie", "data": [{"name": label, "value": count} for label, count in shown if count]}


def _spoken(by: Dimension | None, pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Values with their words, those of majors without the code before the name, for which a chart has no room."""
    coded = by is not None and by.key in _CODED
    return [(value, label.removeprefix(f"{value} ") if coded else label) for value, label in pairs]


def flow_chart(table: FlowTable) -> dict[str, Any]:
    """Who came and who left, by category."""
    came = [(str(category.label), table.total.changes.get(category.key, 0)) for category in INS]
    left = [(str(category.label), -table.total.changes.get(category.key, 0)) for category in OUTS]
    shown = [(f"{label}", count) for label, count in (*came, *left) if count]
    return {
        "kind": "bar",
        "labels": [label for label, _count in shown],
        "series": [
            {"name": _("增加"), "data": [max(count, 0) for _label, count in shown]},
            {"name": _("减少"), "data": [min(count, 0) for _label, count in shown]},
        ],
        "stacked": True,
    }


def line_chart(years: Iterable[int], series: Sequence[tuple[str, Sequence[int]]]) -> dict[str, Any]:
    """Kept figures year by year."""
    return {
        "kind": "line",
        "labels": [str(year) for year in years],
        "series": [{"name": name, "data": list(data)} for name, data in series],
    }


def notes_of(asked: Asked, *, flow: bool = False) -> list[str]:
    """What stands under the title of a workbook: the scope, the day or the days, the definition."""
    period = asked.period
    when = (
        _("统计期间：%(first)s至%(last)s（含首末两日）")
        % {"first": cn_date_full(period.first), "last": cn_date_full(period.last)}
        if flow
        else _("截至：%(day)s终了") % {"day": cn_date_full(asked.day)}
    )
    narrowed = "；".join(f"{each.dimension.label}：{each.label}" for each in asked.only)
    return [
        _("范围：%(name)s") % {"name": asked.reader.name} + (f"；{narrowed}" if narrowed else ""),
        when,
        _("口径：%(people)s，版本 %(version)s；%(at)s 计数")
        % {"people": asked.people.label, "version": VERSION, "at": cn_datetime(clock.now())},
    ]


def title_of(asked: Asked, rows: Dimension, columns: Dimension | None = None) -> str:
    """分学校、分性别在校生人数"""
    parts = [_("分%(what)s") % {"what": each.label} for each in (rows, columns) if each is not None]
    return "、".join(parts) + _("%(people)s人数") % {"people": asked.people.label}
