"""The pages of the statistics."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from students.parties import policy_key_of
from students.statistics import kept, pages, people
from students.statistics.asking import ONLY, Asked, asked_of, value_of
from students.statistics.flows import BY_KEY, CATEGORIES, MOVED, flow_table
from students.statistics.lists import flow_list, standing_list
from students.statistics.seats import notes_since
from students.statistics.snapshots import snapshot_take_missed
from students.statistics.tables import cross_table
from students.statistics.workbook import workbook
from xueji.errors import Conflict
from xueji.organizations.models import Organization
from xueji.web.access import permission_required, scope_of
from xueji.web.asked import whole
from xueji.web.formats import cn_date_full

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
counter = permission_required("view_students")


@counter
@require_GET
def table(request: HttpRequest) -> HttpResponse:
    """Students on a day, by two dimensions."""
    asked = _asked(request)
    found = cross_table(scope_of(request), asked.question)
    page = pages.table_page(asked, found) | {"notes": notes_since(scope_of(request), asked.day)}
    return render(request, "statistics/table.html", page)


@counter
@require_GET
def table_workbook(request: HttpRequest) -> HttpResponse:
    """The same as a workbook."""
    asked = _asked(request)
    found = cross_table(scope_of(request), asked.question)
    headings = [str(asked.rows.label), *(label for _value, label in found.columns if label), _("合计")]
    columns = [value for value, label in found.columns if label]
    rows = [
        [label, *(found.count(value, column) for column in columns), found.of_row(value)] for value, label in found.rows
    ]
    total = [_("合计"), *(found.of_column(column) for column in columns), found.total]
    title = pages.title_of(asked, asked.rows, asked.columns)
    notes = [*pages.notes_of(asked), *notes_since(scope_of(request), asked.day)]
    data = workbook(title, notes, headings, rows, total, _maker(request))
    return _download(data, f"{title}_{asked.day:%Y%m%d}.xlsx")


@counter
@require_GET
def students(request: HttpRequest) -> HttpResponse:
    """The students of a cell."""
    asked = _asked(request)
    part = standing_list(asked.question, offset=_offset(request.GET))
    return render(request, "statistics/students.html", _list_page(request, asked, part))


@counter
@require_GET
def flow(request: HttpRequest) -> HttpResponse:
    """The flow table of a school year or of any two days."""
    asked = _asked(request)
    found = flow_table(scope_of(request), asked.flow)
    page = pages.flow_page(asked, found) | {"notes": notes_since(scope_of(request), asked.period.before)}
    return render(request, "statistics/flow.html", page)


@counter
@require_GET
def flow_workbook(request: HttpRequest) -> HttpResponse:
    """The same as a workbook."""
    asked = _asked(request)
    found = flow_table(scope_of(request), asked.flow)
    shown = pages.shown_categories(found)
    labels = [f"{pages.SIGNS[side]}{label}" for _key, label, side in shown]
    headings = [str(asked.flow.rows.label), _("期初人数"), *labels, _("期末人数"), _("差额")]
    rows = [pages.flow_cells(row, shown) for row in found.rows]
    title = _("%(people)s变动情况") % {"people": asked.people.label}
    notes = [*pages.notes_of(asked, flow=True), *notes_since(scope_of(request), asked.period.before)]
    data = workbook(title, notes, headings, rows, pages.flow_cells(found.total, shown), _maker(request))
    return _download(data, f"{title}_{asked.period.first:%Y%m%d}-{asked.period.last:%Y%m%d}.xlsx")


@counter
@require_GET
def flow_students(request: HttpRequest) -> HttpResponse:
    """The changes of a cell of the flow table."""
    asked = _asked(request)
    category = request.GET.get("category", "")
    if category not in BY_KEY and category not in MOVED:
        return redirect(asked.url("flow"))
    part = flow_list(asked.flow, category, value_of(request.GET), offset=_offset(request.GET))
    label = BY_KEY[category].label if category in BY_KEY else MOVED[category]
    context = _list_page(request, asked, part) | {"label": label, "value": _value_label(asked, request)}
    return render(request, "statistics/flow_students.html", context)


@counter
@require_GET
def snapshots(request: HttpRequest) -> HttpResponse:
    """What was kept on each 1 September, year beside year."""
    asked = _asked(request)
    return render(request, "statistics/snapshots.html", kept.snapshots_page(scope_of(request), asked))


@counter
@require_GET
def snapshots_workbook(request: HttpRequest) -> HttpResponse:
    """The same as a workbook."""
    asked = _asked(request)
    page = kept.snapshots_page(scope_of(request), asked)
    years = page["years"]
    headings = [str(page["rows"].label), *(_("%(year)s 年") % {"year": year} for year in years)]
    rows = [[line.label, *(line.counts[year] for year in years)] for line in page["lines"]]
    total = [_("合计"), *(page["sums"][year] for year in years)]
    title = _("历年 9 月 1 日%(people)s人数") % {"people": asked.people.label}
    data = workbook(title, kept.notes_of(asked, page), headings, rows, total, _maker(request))
    return _download(data, f"{title}.xlsx")


@require_POST
@counter
def snapshot_take(request: HttpRequest) -> HttpResponse:
    """Keep a year's figures that the system missed."""
    year = request.POST.get("year", "")
    try:
        snapshot = snapshot_take_missed(actor=scope_of(request), year=whole(year) or 0)
    except Conflict as error:
        messages.warning(request, str(error.message))
    else:
        known = {"year": snapshot.year, "day": cn_date_full(snapshot.day)}
        messages.success(request, _("%(year)s 年 9 月 1 日的数已留存（截至%(day)s终了），今后不再改动。") % known)
    return redirect("statistics:snapshots")


@counter
@require_GET
def definitions(request: HttpRequest) -> HttpResponse:
    """What each figure counts, and on what that stands."""
    asked = _asked(request)
    key = policy_key_of(asked.reader)
    who = [(each, each.source_for(key)) for each in people.PEOPLE.values()]
    context = {"people": who, "categories": CATEGORIES, "version": people.VERSION, "asked": asked}
    return render(request, "statistics/definitions.html", context)


def _asked(request: HttpRequest) -> Asked:
    scope = scope_of(request)
    reader = Organization.objects.get(pk=scope.organization_id or 0)
    return asked_of(request.GET, scope, reader)


def _list_page(request: HttpRequest, asked: Asked, part: Any) -> dict[str, Any]:
    def at(offset: int | None) -> str:
        query = request.GET.copy()
        query["offset"] = str(offset)
        return "" if offset is None else f"?{query.urlencode()}"

    return {
        "asked": asked,
        "part": part,
        "held": pages.held(asked, "table"),
        "back_url": asked.url("table", **_widened(request)),
        "back_flow_url": asked.url("flow"),
        "next_url": at(part.next_offset),
        "previous_url": at(part.previous_offset),
        "first": part.offset + 1,
        "last": part.offset + len(part.rows),
    }


def _widened(request: HttpRequest) -> dict[str, Any]:
    """The table from which a list was reached: not held to what its rows and columns are about."""
    keys = (request.GET.get("rows", ""), request.GET.get("columns", ""))
    return {ONLY + key: None for key in keys if ONLY + key in request.GET}


def _value_label(asked: Asked, request: HttpRequest) -> str:
    value = value_of(request.GET)
    if value is None:
        return ""
    return asked.flow.rows.names([value]).get(value, value)


def _offset(query: QueryDict) -> int:
    text = query.get("offset", "")
    return min(whole(text) or 0, 10_000_000)


def _maker(request: HttpRequest) -> str:
    return f"{request.user.get_full_name()}"  # type: ignore[union-attr]


def _download(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=WORKBOOK)
    response["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response
