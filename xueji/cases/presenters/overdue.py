"""The page of oversight: its headline, numbers, charts and tables."""

from collections.abc import Iterable
from datetime import date
from itertools import count
from types import SimpleNamespace
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from xueji.calendars.loader import get_calendar
from xueji.cases import oversight, registry, to_do, trends
from xueji.cases.models import Step
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope
from xueji.web.formats import cn_month_day

PAGE = 50
BAR = 390  # the length of the longest bar, in units of the drawing
BAR_LEFT = 88
ROW = 32
BARS = 6
SPARK_WEEKS = 8
CHART_LEFT, CHART_RIGHT, CHART_TOP, CHART_BOTTOM = 44, 524, 20, 170
GRID = (0, 1, 2, 3)


def overdue_page(scope: Scope, reader: Organization, query: QueryDict) -> dict[str, Any]:
    """The context of cases/overdue.html."""
    filters = oversight.Filters.of(query)
    branches = oversight.branches(scope, reader, filters)
    trend = trends.overdue_by_week(scope, filters)
    steps = oversight.overdue_steps(scope, reader, filters)
    overdue = sum(branch.overdue for branch in branches)
    at_schools = sum(branch.at_schools for branch in branches)
    running = sum(branch.running for branch in branches)
    late = [branch for branch in branches if branch.overdue]
    # The worst is open until the reader says otherwise.
    opened = query.getlist("open") or [str(branch.organization.pk) for branch in late[:1]]
    return {
        "headline": _headline(overdue, trend.total[-1]),
        "running": running,
        "overdue": overdue,
        "share": f"{100 * overdue / running:.1f}%" if overdue else "",
        "soon": sum(branch.soon for branch in branches),
        "at_schools": at_schools,
        "at_bureaus": overdue - at_schools,
        "escalated": oversight.below(scope).filter(escalated_to=reader.pk).count(),
        "branches": [_branch(branch, trend, query, opened) for branch in branches],
        "bars": _bars(late[:BARS]),
        "curve": _curve(trend, overdue) if late else None,
        "chips": _chips(filters, query),
        "only": Organization.objects.filter(pk=filters.organization or filters.under or 0).first(),
        "all_url": _without(query, "organization", "under", "after"),
        "reader": reader,
        **_rows(steps, scope, query),
    }


def _headline(overdue: int, a_week_ago: int) -> str:
    if not overdue:
        return _("没有超期的办件")
    text = _("%(count)d 件超期") % {"count": overdue}
    if overdue < a_week_ago:
        return text + _("，比上周少 %(count)d 件") % {"count": a_week_ago - overdue}
    if overdue > a_week_ago:
        return text + _("，比上周多 %(count)d 件") % {"count": overdue - a_week_ago}
    return text + _("，与上周相同")


def _rows(steps: Any, scope: Scope, query: QueryDict) -> dict[str, Any]:
    """A page of the list by keyset, with whom each case lies."""
    after = query.get("after", "")
    found: list[Step] = list(oversight.behind(steps, after)[: PAGE + 1])
    shown = found[:PAGE]
    calendar = get_calendar()
    held = oversight.holders(shown)
    rows = [
        SimpleNamespace(row=row, holder=held[row.step.pk])
        for row in to_do.rows_of(shown, scope.organization_id, calendar)
    ]
    following = oversight.cursor_of(shown[-1]) if len(found) > PAGE else None
    pager = SimpleNamespace(
        previous_url=_without(query, "after") if after else "",
        next_cursor=following,
        previous_cursor=None,
        summary=_("本页 %(count)d 件") % {"count": len(shown)},
    )
    return {"rows": rows, "page": pager if after or following else None}


def _branch(branch: oversight.Branch, trend: trends.Trend, query: QueryDict, opened: list[str]) -> SimpleNamespace:
    """A branch with its bodies, their sparks, and the way to its cases."""
    bodies = [
        SimpleNamespace(
            body=body,
            url=_with(query, organization=body.organization.pk),
            spark=_spark([*trend.by_organization.get(body.organization.pk, [0] * (trends.WEEKS - 1)), body.overdue]),
        )
        for body in branch.bodies
    ]
    weeks = [trend.by_organization.get(body.organization.pk, [0] * (trends.WEEKS - 1)) for body in branch.bodies]
    pressed = max((body for body in branch.bodies if body.pressed_on), key=_pressed_on, default=None)
    key = str(branch.organization.pk)
    is_open = key in opened
    return SimpleNamespace(
        branch=branch,
        url=_with(query, under=branch.organization.pk),
        bodies=[] if branch.is_single else bodies,
        is_open=is_open,
        toggle_url=_opened(query, [each for each in opened if each != key] if is_open else [*opened, key]),
        pressed=pressed,
        usual=_mean(body.usual for body in branch.bodies),
        spark=_spark([*(sum(numbers) for numbers in zip(*weeks, strict=True)), branch.overdue]),
    )


def _pressed_on(body: oversight.Body) -> date:
    return body.pressed_on or date.min


def _mean(days: Iterable[float | None]) -> float | None:
    known = [number for number in days if number is not None]
    return sum(known) / len(known) if known else None


def _spark(numbers: list[int]) -> SimpleNamespace:
    """The last eight weeks as a line of 72 by 20 units; the last point is marked while something is overdue."""
    last = numbers[-SPARK_WEEKS:]
    top = max(*last, 1)
    points = [(2 + 68 * at // (len(last) - 1), round(18 - 16 * number / top)) for at, number in enumerate(last)]
    return SimpleNamespace(
        path="M" + " ".join(f"{x} {y}" for x, y in points), x=points[-1][0], y=points[-1][1], marked=last[-1] > 0
    )


def _curve(trend: trends.Trend, overdue: int) -> SimpleNamespace:
    """How much was overdue at the end of each week, up to today."""
    numbers = [*trend.total, overdue]
    top = _round_up(max(numbers))
    wide, high = CHART_RIGHT - CHART_LEFT, CHART_BOTTOM - CHART_TOP
    points = [
        (CHART_LEFT + round(wide * at / (len(numbers) - 1)), round(CHART_BOTTOM - high * number / top))
        for at, number in enumerate(numbers)
    ]
    grid = [
        SimpleNamespace(value=round(top * step / GRID[-1]), y=round(CHART_BOTTOM - high * step / GRID[-1]))
        for step in GRID
    ]
    words = {"first": numbers[0], "top": max(numbers), "last": overdue}
    return SimpleNamespace(
        path="M" + " ".join(f"{x} {y}" for x, y in points),
        x=points[-1][0],
        y=points[-1][1],
        text_y=points[-1][1] - 10 if points[-1][1] > CHART_TOP + 14 else points[-1][1] + 20,
        last=overdue,
        grid=grid,
        first_day=cn_month_day(trend.days[0]),
        middle_day=cn_month_day(trend.days[len(trend.days) // 2]),
        said=_("近 12 周超期件数，从 %(first)d 起，最多 %(top)d，今天 %(last)d") % words,
    )


def _round_up(number: int) -> int:
    """The top of the scale: 3, 6, 15, 30, 60, 150 …, so that each third of it is a whole number."""
    return next(base * 10**power for power in count() for base in (3, 6, 15) if base * 10**power >= number)


def _bars(branches: list[oversight.Branch]) -> SimpleNamespace | None:
    """Lengths of the bars in the drawing's units; attributes of SVG, so no style is needed."""
    if not branches:
        return None
    longest = max(branch.overdue for branch in branches)
    rows = []
    for number, branch in enumerate(branches):
        bureau = round(BAR * (branch.overdue - branch.at_schools) / longest)
        school = round(BAR * branch.at_schools / longest)
        rows.append(
            SimpleNamespace(
                label=(branch.organization.place or branch.organization.name)[:6],
                y=number * ROW + 8,
                text_y=number * ROW + 23,
                bureau=bureau,
                school=school,
                school_x=BAR_LEFT + bureau + (2 if bureau else 0),
                end_x=BAR_LEFT + bureau + school + 12,
                total=branch.overdue,
            )
        )
    said = "，".join(f"{row.label} {row.total}" for row in rows)
    return SimpleNamespace(rows=rows, height=len(rows) * ROW + 8, said=said, left=BAR_LEFT, label_x=BAR_LEFT - 12)


def _chips(filters: oversight.Filters, query: QueryDict) -> list[SimpleNamespace]:
    """The filters as menus: kind of case, where it lies, how late."""
    kinds = [("", _("全部")), *((kind.key, kind.label) for kind in registry.all_kinds())]
    places = [("", _("各级")), (oversight.BUREAUS, _("教育局与主管单位")), (oversight.SCHOOLS, _("学校"))]
    days = [("", _("不限")), *((str(n), _("%(days)d 个工作日以上") % {"days": n}) for n in oversight.LATE_FROM)]
    return [
        _menu("kind", _("种类"), kinds, filters.kind, query),
        _menu("at", _("停在"), places, filters.at, query),
        _menu("late", _("超期"), days, str(filters.late or ""), query),
    ]


def _menu(name: str, label: str, options: list[tuple[str, Any]], chosen: str, query: QueryDict) -> SimpleNamespace:
    return SimpleNamespace(
        label=label,
        value=next(text for key, text in options if key == chosen),
        active=bool(chosen),
        options=[
            SimpleNamespace(
                label=text, active=key == chosen, url=_with(query, **{name: key}) if key else _without(query, name)
            )
            for key, text in options
        ],
    )


def _opened(query: QueryDict, keys: list[str]) -> str:
    kept = query.copy()
    kept.setlist("open", keys or ["none"])
    return f"?{kept.urlencode()}"


def _with(query: QueryDict, **changes: Any) -> str:
    kept = query.copy()
    kept.pop("after", None)
    for name, value in changes.items():
        kept[name] = str(value)
    return f"?{kept.urlencode()}"


def _without(query: QueryDict, *names: str) -> str:
    kept = query.copy()
    for name in ("after", *names):
        kept.pop(name, None)
    return f"?{kept.urlencode()}"
