"""What the pages of an import show, made from the roster's row."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, QueryDict
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from students.models import Roster
from students.rosters.problems import GROUPS
from students.rosters.working import KEPT_PROBLEMS
from xueji.web.asked import whole
from xueji.web.formats import thousands

PER_PAGE = 20
HINTS = "hint"
SORTS = {"new": lazy("新增"), "changed": lazy("改动"), "same": lazy("不变")}
STEPS = (lazy("选文件"), lazy("认列"), lazy("试导入"), lazy("提交"), lazy("查重与上报"))
_TIDIED = {"width": lazy("全角字符"), "space": lazy("多余空格"), "spelling": lazy("其他写法"), "date": lazy("日期写法")}


@dataclass(frozen=True)
class Chip:
    label: str
    value: int
    url: str
    active: bool


@dataclass(frozen=True)
class ProblemPage:
    """One page of problems; the cursor is the position in the roster's list, which a check lays anew."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    summary: str = ""
    previous_url: str = ""
    next_url: str = ""


@dataclass(frozen=True)
class ResultPage:
    """Everything that the result of a dry run or a commit shows."""

    roster: Roster
    title: str
    subtitle: str
    step: int
    chips: list[Chip]
    page: ProblemPage
    tidied: str
    bar: tuple[float, float]
    registration_url: str

    @property
    def only_hints(self) -> bool:
        return not self.roster.count("problems") and bool(self.roster.count("hints"))


def result_page(roster: Roster, query: QueryDict) -> ResultPage:
    """The result page of a roster that is not being worked on; `query` has group, after and before."""
    group = query.get("group", "")
    share = 100 * roster.count("accepted") / max(roster.count("rows"), 1)
    return ResultPage(
        roster=roster,
        title=_title(roster),
        subtitle=_subtitle(roster),
        step=5 if roster.state == Roster.State.COMMITTED else 3,
        chips=_chips(roster, group),
        page=_page(roster, group, query),
        tidied="、".join(f"{_TIDIED[key]} {number}" for key, number in roster.counts.get("tidied", {}).items()),
        bar=(round(share, 2), round(100 - share, 2)),
        registration_url=_optional_url("students:registration_open"),
    )


def _title(roster: Roster) -> str:
    if roster.state == Roster.State.UNDONE:
        return _("这次导入已撤销")
    if roster.state == Roster.State.COMMITTED:
        return _("已写入 %(count)s 行，尚未上报注册") % {"count": thousands(roster.count("stored"))}
    if roster.is_stale:
        return _("有改正还没有核对")
    if not roster.to_store and not roster.count("rejected"):
        return _("各行都已在本校名册中，不用再提交")
    return _("试导入完成，尚未写入任何数据")


def _subtitle(roster: Roster) -> str:
    mapping = roster.mapping
    known = len(mapping.get("columns", []))
    text = _("%(rows)s 行，全部规则核对用时 %(seconds)s 秒；表头在第 %(row)s 行") % {
        "rows": thousands(roster.count("rows")),
        "seconds": f"{roster.seconds:.1f}",
        "row": mapping.get("row", ""),
    }
    if mapping.get("unknown"):
        count = len(mapping["unknown"])
        return _("%(text)s，认出 %(known)s 列，%(count)s 列没有认出") % {"text": text, "known": known, "count": count}
    return _("%(text)s，%(known)s 列全部按列名认出") % {"text": text, "known": known}


def _chips(roster: Roster, group: str) -> list[Chip]:
    groups = roster.counts.get("groups", {})
    found = [("", _("全部"), roster.count("problems"))] if groups else []
    found += [(key, str(label), groups[key]) for key, label in GROUPS.items() if key in groups]
    if roster.count("hints"):
        found.append((HINTS, _("提示"), roster.count("hints")))
        group = group or ("" if groups else HINTS)
    return [
        Chip(label, number, f"?{urlencode({'group': key})}" if key else "?", key == group)
        for key, label, number in found
    ]


def _page(roster: Roster, group: str, query: QueryDict) -> ProblemPage:
    chosen = [
        problem for problem in roster.problems if _is_in(problem, group or ("" if roster.count("problems") else HINTS))
    ]
    if not chosen:
        return ProblemPage()
    start = min(max(_number(query.get("after")), 0), len(chosen) - 1) // PER_PAGE * PER_PAGE
    end = min(start + PER_PAGE, len(chosen))
    summary = _("第 %(first)s—%(last)s 处，共 %(count)s 处，按行号") % {
        "first": start + 1, "last": end, "count": thousands(len(chosen)),
    }  # fmt: skip
    if roster.count("problems") > KEPT_PROBLEMS:
        summary += _("；只列前 %(count)s 处，其余见错误表") % {"count": thousands(KEPT_PROBLEMS)}
    return ProblemPage(
        chosen[start:end],
        summary,
        _page_url(group, start - PER_PAGE) if start else "",
        _page_url(group, end) if end < len(chosen) else "",
    )


def _page_url(group: str, after: int) -> str:
    return f"?{urlencode({'group': group, 'after': after} if group else {'after': after})}"


def _is_in(problem: dict[str, Any], group: str) -> bool:
    if group == HINTS or problem["is_hint"]:
        return group == HINTS and bool(problem["is_hint"])
    return not group or problem["group"] == group


def _number(text: str | None) -> int:
    return whole(text) or 0


def _optional_url(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


@dataclass(frozen=True)
class PreviewPage:
    """One page of rows of one sort, and the tabs to the others."""

    sort: str
    tabs: list[Chip]
    rows: list[dict[str, Any]]
    summary: str
    previous_url: str = ""
    next_url: str = ""


def preview_page(roster: Roster, sort: str, query: QueryDict) -> PreviewPage:
    """The rows of one sort that a commit would write; Http404 for a sort that is none."""
    if sort not in SORTS:
        raise Http404
    tabs = [
        Chip(str(label), roster.count(key), reverse("students:roster_preview", args=[roster.pk, key]), key == sort)
        for key, label in SORTS.items()
    ]
    chosen = roster.preview.get(sort, [])
    start = min(max(_number(query.get("after")), 0), max(len(chosen) - 1, 0)) // PER_PAGE * PER_PAGE
    end = min(start + PER_PAGE, len(chosen))
    text = _("第 %(first)s—%(last)s 行，共 %(count)s 行") if chosen else _("没有这样的行")
    summary = text % {"first": start + 1, "last": end, "count": thousands(roster.count(sort))}
    if roster.count(sort) > len(chosen):
        summary += _("；只列前 %(count)s 行") % {"count": thousands(len(chosen))}
    return PreviewPage(
        sort,
        tabs,
        chosen[start:end],
        summary,
        _page_url("", start - PER_PAGE) if start else "",
        _page_url("", end) if end < len(chosen) else "",
    )
