"""The page of the snapshots: year beside year, what is missing, how it stood with the definition."""

from typing import Any

from django.utils.translation import gettext as _

from students.statistics import pages
from students.statistics.asking import Asked
from students.statistics.dimensions import BY_KEY, Dimension
from students.statistics.people import PEOPLE
from students.statistics.snapshots import compared, latest_year, snapshots_of
from xueji import clock
from xueji.database.fence import Level
from xueji.organizations.scope import Scope
from xueji.web.formats import cn_date_full, cn_datetime

YEARS, BACK, LINES = 5, 3, 6


def snapshots_page(scope: Scope, asked: Asked) -> dict[str, Any]:
    """Kept figures by a dimension, newest year first; the chart of the largest rows; what an officer may still keep."""
    found = snapshots_of(scope)
    shown = found[:YEARS]
    rows = asked.rows if asked.rows.kept else BY_KEY["cohort"]
    lines, sums = compared(shown, asked.people, rows)
    years = [snapshot.year for snapshot in shown]
    return {
        "asked": asked,
        "snapshots": shown,
        "rows": rows,
        "years": years,
        "lines": lines,
        "table": [(line, _changes(line.counts, years)) for line in lines],
        "sums": sums,
        "total": _changes(sums, years),
        "menus": _menus(asked, rows),
        "missing": _missing(scope, {snapshot.year for snapshot in found}),
        "chart": _chart(lines, sums, years) if len(years) > 1 else None,
        "workbook_url": asked.url("snapshots_workbook", rows=rows.key),
    }


def _changes(counts: dict[int, int], years: list[int]) -> list[tuple[int, int | None]]:
    """The count of each year beside its change against the year before, where that is kept."""
    return [(counts[year], counts[year] - counts[year - 1] if year - 1 in counts else None) for year in years]


def _menus(asked: Asked, rows: Dimension) -> list[pages.Menu]:
    people = [
        pages.Option(str(each.label), asked.url("snapshots", people=each.key), each is asked.people)
        for each in PEOPLE.values()
    ]
    by = [
        pages.Option(str(each.label), asked.url("snapshots", rows=each.key), each is rows)
        for each in asked.offered
        if each.kept
    ]
    return [pages.Menu(_("人员"), str(asked.people.label), people), pages.Menu(_("按"), str(rows.label), by)]


def _missing(scope: Scope, kept: set[int]) -> list[int]:
    """The years that an officer of the province may still keep."""
    if scope.level is not Level.PROVINCE or not scope.allows("oversee"):
        return []
    latest = latest_year(clock.today())
    return [year for year in range(latest, latest - BACK, -1) if year not in kept]


def _chart(lines: list[Any], sums: dict[int, int], years: list[int]) -> dict[str, Any]:
    ordered = sorted(years)
    largest = sorted(lines, key=lambda line: -max(line.counts.values()))[:LINES]
    series = [(_("合计"), [sums[year] for year in ordered])] if len(lines) <= LINES else []
    return pages.line_chart(
        ordered, [*series, *((line.label, [line.counts[year] for year in ordered]) for line in largest)]
    )


def notes_of(asked: Asked, page: dict[str, Any]) -> list[str]:
    """What stands under the title of the workbook: of each year when it was kept, by which definition."""
    kept = [
        _("%(year)s 年：截至%(day)s终了，%(at)s 留存，口径 %(version)s")
        % {
            "year": snapshot.year,
            "day": cn_date_full(snapshot.day),
            "at": cn_datetime(snapshot.taken_at),
            "version": snapshot.version,
        }
        for snapshot in page["snapshots"]
    ]
    return [_("范围：%(name)s") % {"name": asked.reader.name}, *kept]
