"""Cases as their list shows them, what is to be done, and what is overdue below a bureau with the bodies where it lies."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from students.exports.sources.base import Asked, Column, Pairs, Source
from students.exports.sources.lines import day, moment
from students.exports.texts import Row
from xueji import clock
from xueji.calendars.loader import get_calendar
from xueji.cases import listing, oversight, registry, to_do
from xueji.cases.models import Case, Step
from xueji.cases.states import CaseState
from xueji.database.fence import Level
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope
from xueji.policies.engine.registry import get as policy
from xueji.web.formats import cn_date_full

_CASES = (
    Column("number", gettext_lazy("办件号"), 20),
    Column("kind", gettext_lazy("事项"), 14),
    Column("subject", gettext_lazy("学生"), 16),
    Column("opened_for", gettext_lazy("开办单位"), 26),
    Column("state", gettext_lazy("状态"), 10),
    Column("place", gettext_lazy("停在哪里"), 26),
    Column("due_on", gettext_lazy("到期日"), 12),
    Column("created", gettext_lazy("开办时间"), 18),
    Column("submitted", gettext_lazy("提交时间"), 18),
    Column("effective", gettext_lazy("生效时间"), 18),
    Column("answer", gettext_lazy("规则提示"), 30, usual=False),
)
_TO_DO = (
    Column("remaining", gettext_lazy("剩余工作日"), 12),
    Column("due_on", gettext_lazy("到期日"), 12),
    Column("group", gettext_lazy("何时"), 16),
    Column("action", gettext_lazy("要办的事"), 12),
    Column("kind", gettext_lazy("事项"), 14),
    Column("subject", gettext_lazy("学生"), 16),
    Column("detail", gettext_lazy("说明"), 30),
    Column("number", gettext_lazy("办件号"), 20),
    Column("step", gettext_lazy("步骤"), 12),
    Column("opened_for", gettext_lazy("开办单位"), 26),
    Column("organization", gettext_lazy("停在单位"), 26),
    Column("article", gettext_lazy("依据"), 24),
)
_SHOWN = {"mine": gettext_lazy("我办"), "others": gettext_lazy("等他人"), "all": gettext_lazy("全部")}
_STEPS = (
    Column("number", gettext_lazy("办件号"), 20),
    Column("kind", gettext_lazy("事项"), 14),
    Column("subject", gettext_lazy("学生"), 16),
    Column("step", gettext_lazy("步骤"), 12),
    Column("organization", gettext_lazy("停在单位"), 26),
    Column("holder", gettext_lazy("经办人"), 16),
    Column("due_on", gettext_lazy("到期日"), 12),
    Column("late", gettext_lazy("超期（工作日）"), 14),
    Column("escalated", gettext_lazy("已报本级"), 10),
)


class Cases(Source):
    """办件清单."""

    key = "cases"
    label = gettext_lazy("办件清单")
    unit = gettext_lazy("件")
    back = "cases:list"

    def may(self, scope: Scope) -> bool:
        return scope.office_id is not None

    def columns(self, scope: Scope) -> Sequence[Column]:
        return _CASES

    def said(self, query: QueryDict) -> dict[str, Any]:
        return {"query": _kept(query, "state", "kind", "place", "organization")}

    def described(self, asked: Asked) -> Pairs:
        filters = listing.Filters.of(asked.query)
        state = (
            _("在办") if filters.state == listing.OPEN else str(dict(CaseState.choices).get(filters.state, _("全部")))
        )
        place = str(listing.PLACES.get(filters.place, _("不限")))
        return [(_("状态"), state), (_("事项"), _kind(filters.kind)), (_("停在哪里"), place)]

    def keys(self, asked: Asked) -> Sequence[int]:
        cases = listing.filtered(listing.Filters.of(asked.query), asked.scope)
        return list(cases.order_by("-pk").values_list("pk", flat=True))

    def students(self, keys: Sequence[int]) -> Iterable[int]:
        return ()

    def rows(self, asked: Asked, keys: Sequence[int]) -> Iterable[Row]:
        cases: QuerySet[Case] = Case.objects.select_related("opened_for").filter(pk__in=list(keys)).order_by("-pk")
        for line in listing.lines_of(list(cases)):
            case = line.case
            texts = {
                "number": case.number,
                "kind": line.kind_label,
                "subject": line.subject,
                "opened_for": case.opened_for.name,
                "state": str(case.get_state_display()),
                "place": line.place,
                "due_on": day(getattr(line.clock, "due_on", None)),
                "created": moment(case.created_at),
                "submitted": moment(case.submitted_at),
                "effective": moment(case.effective_at),
                "answer": line.answer,
            }
            yield [texts[key] for key in asked.columns]


class ToDo(Source):
    """待办清单, as the workbench shows it."""

    key = "to_do"
    label = gettext_lazy("待办清单")
    unit = gettext_lazy("件")
    back = "web:workbench"

    def may(self, scope: Scope) -> bool:
        return scope.office_id is not None

    def columns(self, scope: Scope) -> Sequence[Column]:
        return _TO_DO

    def said(self, query: QueryDict) -> dict[str, Any]:
        return {"show": query["show"]} if query.get("show") in _SHOWN else {}

    def described(self, asked: Asked) -> Pairs:
        return [(_("范围"), str(_SHOWN[_shown(asked)])), (_("截至"), cn_date_full(clock.today()))]

    def keys(self, asked: Asked) -> Sequence[int]:
        reader = asked.scope.organization_id
        steps = {
            "mine": lambda: Step.objects.to_do(reader),
            "others": lambda: Step.objects.with_others(reader),
            "all": lambda: Step.objects.filter(state="open", parties__contains=[reader]).by_deadline(),
        }[_shown(asked)]()
        return list(steps.values_list("pk", flat=True))

    def students(self, keys: Sequence[int]) -> Iterable[int]:
        return ()

    def rows(self, asked: Asked, keys: Sequence[int]) -> Iterable[Row]:
        for row in to_do.rows_of(_steps(keys), asked.scope.organization_id, get_calendar()):
            step, cited = row.step, row.citation
            texts = {
                "remaining": _remaining(row),
                "due_on": day(step.due_on),
                "group": row.group,
                "action": str(row.action),
                "kind": row.kind_label,
                "subject": row.subject,
                "detail": row.detail,
                "number": step.case.number,
                "step": step.label,
                "opened_for": step.case.opened_for.name,
                "organization": step.organization.name,
                "article": f"{policy(cited.policy).short_name}{cited.label}" if cited else "",
            }
            yield [texts[key] for key in asked.columns]


def _shown(asked: Asked) -> str:
    return str(asked.said.get("show", "mine"))


def _remaining(row: to_do.Row) -> str:
    """3, or 超期 5: a number with a minus would be taken for a formula."""
    if row.clock is None:
        return ""
    left = row.clock.remaining
    return str(left) if left >= 0 else _("超期 %(days)d") % {"days": -left}


def _steps(keys: Sequence[int]) -> list[Step]:
    """The steps of these ids that are still there, in their order."""
    found = {step.pk: step for step in Step.objects.with_case().filter(pk__in=list(keys))}
    return [found[key] for key in keys if key in found]


class Overdue(Source):
    """超期办件, with the bodies at which things lie on a sheet of their own."""

    key = "overdue"
    label = gettext_lazy("超期与督办")
    unit = gettext_lazy("件")
    permission = "oversee"
    back = "cases:overdue"

    def may(self, scope: Scope) -> bool:
        return super().may(scope) and scope.level is not Level.SCHOOL

    def columns(self, scope: Scope) -> Sequence[Column]:
        return _STEPS

    def said(self, query: QueryDict) -> dict[str, Any]:
        return {"query": _kept(query, "kind", "at", "late", "organization", "under")}

    def described(self, asked: Asked) -> Pairs:
        filters = oversight.Filters.of(asked.query)
        at = {oversight.SCHOOLS: _("学校"), oversight.BUREAUS: _("教育局与主管单位")}.get(filters.at, _("各级"))
        late = _("%(days)d 个工作日以上") % {"days": filters.late} if filters.late else _("不限")
        pairs: Pairs = [(_("种类"), _kind(filters.kind)), (_("停在"), at), (_("超期"), late)]
        only = Organization.objects.filter(pk=filters.organization or filters.under or 0).first()
        return [*pairs, (_("单位"), only.name)] if only else pairs

    def keys(self, asked: Asked) -> Sequence[int]:
        steps = oversight.overdue_steps(asked.scope, _reader(asked), oversight.Filters.of(asked.query))
        return [step.pk for step in steps]

    def students(self, keys: Sequence[int]) -> Iterable[int]:
        return ()

    def rows(self, asked: Asked, keys: Sequence[int]) -> Iterable[Row]:
        steps = _steps(keys)
        calendar, reader = get_calendar(), asked.scope.organization_id
        held = oversight.holders(steps)
        for row in to_do.rows_of(steps, reader, calendar):
            step = row.step
            texts = {
                "number": step.case.number,
                "kind": row.kind_label,
                "subject": row.subject,
                "step": step.label,
                "organization": step.organization.name,
                "holder": held[step.pk],
                "due_on": day(step.due_on),
                "late": str(oversight.days_late(step, calendar)),
                "escalated": _("是") if step.escalated_to_id == reader else "",
            }
            yield [texts[key] for key in asked.columns]

    def extra_sheets(self, asked: Asked) -> Iterator[tuple[str, Sequence[str], list[Row]]]:
        headings = (_("所属"), _("单位"), _("在办步骤"), _("超期"), _("3 日内到期"), _("最长超期（工作日）"),
                    _("近三月平均用时（工作日）"), _("上次督办"))  # fmt: skip
        branches = oversight.branches(asked.scope, _reader(asked), oversight.Filters.of(asked.query))
        rows = [_body(branch.organization.name, body) for branch in branches for body in branch.bodies]
        yield _("按单位"), headings, rows


def _body(branch: str, body: oversight.Body) -> Row:
    usual = f"{body.usual:.1f}" if body.usual is not None else ""
    numbers = (str(body.running), str(body.overdue), str(body.soon), str(body.longest))
    return [branch, body.organization.name, *numbers, usual, day(body.pressed_on)]


def _reader(asked: Asked) -> Organization:
    return Organization.objects.get(pk=asked.scope.organization_id or 0)


def _kind(key: str) -> str:
    return str(registry.get(key).label) if key else _("全部")


def _kept(query: QueryDict, *names: str) -> str:
    kept = QueryDict(mutable=True)
    for name in names:
        if query.get(name):
            kept[name] = query.get(name, "")
    return kept.urlencode()
