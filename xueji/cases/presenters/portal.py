"""The student's portal: where each application lies and why, in plain words, and what to do now."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from xueji.calendars.loader import get_calendar
from xueji.calendars.working_days import WorkingCalendar
from xueji.cases import clocks, registry
from xueji.cases.models import Case, Decision, Step
from xueji.cases.states import FINAL, CaseState, DecisionVerb, StepKind, StepState
from xueji.organizations.models import User
from xueji.organizations.scope import Scope
from xueji.web.formats import cn_date

SHOWN = 10
_FINISHED = {CaseState.EFFECTIVE, *FINAL}


Section = Callable[[Scope], dict[str, Any] | None]
_sections: list[tuple[str, Section]] = []


def register_section(template: str, build: Section) -> None:
    """Add a part of the student's first page, above the running cases; `build` answers None where there is nothing."""
    if (template, build) not in _sections:
        _sections.append((template, build))


def portal_page(scope: Scope) -> dict[str, Any]:
    """The context of portal/home.html. Drafts of the school are not the student's business yet."""
    cases = list(
        Case.objects.exclude(state=CaseState.DRAFT)
        .filter(submitted_at__isnull=False)
        .select_related("opened_for")
        .prefetch_related("steps__organization", "decisions", "evidence")
        .order_by("-pk")[:SHOWN]
    )
    calendar = get_calendar()
    views = [_case_view(case, calendar) for case in cases]
    return {
        "student_name": User.objects.filter(pk=scope.user_id or 0).values_list("name", flat=True).first() or "",
        "running": [view for view in views if not view.is_finished],
        "finished": [view for view in views if view.is_finished],
        "links": _links(),
        "sections": [(template, found) for template, build in _sections if (found := build(scope)) is not None],
    }


def _links() -> list[SimpleNamespace]:
    """The student's own pages that exist."""
    wanted = [
        ("applications:start", _("我要申请"), "plus"),
        ("students:me", _("我的学籍记录"), "id-badge-2"),
        ("certificates:mine", _("我的证书"), "certificate"),
        ("password_change", _("修改密码"), "key"),
    ]
    found = []
    for name, label, icon in wanted:
        try:
            found.append(SimpleNamespace(url=reverse(name), label=label, icon=icon))
        except NoReverseMatch:
            continue
    return found


def _case_view(case: Case, calendar: WorkingCalendar) -> SimpleNamespace:
    kind = registry.get(case.kind)
    steps = sorted(case.steps.all(), key=lambda step: (step.group, step.position))
    decisions = list(case.decisions.all())
    return SimpleNamespace(
        pk=case.pk,
        label=kind.label,
        state=case.state,
        lead=_lead(case, steps),
        call=_call(case, decisions),
        sub=_("%(school)s 于 %(day)s 提交") % {"school": case.opened_for.name, "day": cn_date(case.submitted_at)},
        steps=[_step(number, step, calendar) for number, step in enumerate(steps, start=1)],
        papers=[] if case.is_batch else [_paper(case, row) for row in case.evidence.all()],
        is_finished=case.state in _FINISHED,
        withdraw_url=_withdraw_url(case),
        ended_on=case.closed_at or case.effective_at,
    )


def _withdraw_url(case: Case) -> str:
    """Where the student takes the application back; empty where that is not possible (any more)."""
    applied = registry.get(case.kind).student_may_apply and not case.is_batch
    running = case.state in {CaseState.RUNNING, CaseState.RETURNED}
    return reverse("cases:withdraw_own", args=[case.pk]) if applied and running else ""


def _lead(case: Case, steps: list[Step]) -> str:
    """One sentence: 等青塘区教育局审核，最迟 9月15日."""
    if case.state == CaseState.RETURNED:
        return _("退回补正，学校正在补")
    if case.state != CaseState.RUNNING:
        return {
            CaseState.EFFECTIVE: _("已经办好，正在备案"),
            CaseState.CLOSED: _("已经办好"),
            CaseState.REJECTED: _("没有获得同意"),
            CaseState.WITHDRAWN: _("学校已撤回"),
            CaseState.REVOKED: _("已经撤销，学籍恢复到办理以前"),
        }[CaseState(case.state)]
    open_steps = [step for step in steps if step.state == StepState.OPEN]
    names = "、".join(dict.fromkeys(step.organization.name for step in open_steps))
    latest = max((step.due_on for step in open_steps if step.due_on), default=None)
    if latest is None:
        return _("等%(names)s办理") % {"names": names}
    return _("等%(names)s审核，期限到 %(day)s") % {"names": names, "day": cn_date(latest)}


def _call(case: Case, decisions: list[Decision]) -> SimpleNamespace:
    """What to do now, and why."""
    if case.state == CaseState.RETURNED:
        back = next((said for said in decisions if said.verb == DecisionVerb.RETURN), None)
        text = _("要补的是：%(what)s") % {"what": back.opinion} if back else ""
        return SimpleNamespace(title=_("现在要做：把材料交给学校"), text=text, tone="wait")
    if case.state == CaseState.REJECTED:
        said = next((said for said in decisions if said.verb == DecisionVerb.REJECT), None)
        text = said.opinion if said else ""
        return SimpleNamespace(title=_("不同意的理由"), text=text, tone="bad")
    if case.state == CaseState.RUNNING:
        return SimpleNamespace(title=_("现在不用做什么"), text=_("有变化会在这里说明；要补材料时学校会找你。"), tone="")
    return SimpleNamespace(title="", text="", tone="")


def _step(number: int, step: Step, calendar: WorkingCalendar) -> SimpleNamespace:
    looks = {StepState.DONE: "done", StepState.OBJECTED: "done", StepState.OPEN: "now"}
    return SimpleNamespace(
        number=number,
        state=looks.get(StepState(step.state), ""),
        label=f"{step.organization.name}　{step.get_kind_display()}",
        text=_step_text(step, calendar),
    )


def _step_text(step: Step, calendar: WorkingCalendar) -> str:
    clock = clocks.view(step, calendar=calendar)
    if step.state in {StepState.DONE, StepState.OBJECTED}:
        return _("%(day)s 办好") % {"day": cn_date(step.done_on)}
    if step.state == StepState.CANCELLED:
        return _("不再办理")
    if step.kind == StepKind.FILING:
        return _("你不用做什么，不影响生效")
    if step.state == StepState.STOPPED:
        return _("等材料补齐后接着办，计时已停")
    if step.state == StepState.OPEN and clock is not None:
        return _late_text(clock)
    return _("最多 %(days)d 个工作日") % {"days": step.budget} if step.budget else _("轮到时办理")


def _late_text(clock: clocks.ClockView) -> str:
    if clock.state in {"late", "late_soft"}:
        return _("已过期限 %(day)s，已提醒并可报上级督办") % {"day": cn_date(clock.due_on)}
    days = {"left": clock.remaining, "day": cn_date(clock.due_on)}
    return _("还剩 %(left)d 个工作日，期限到 %(day)s") % days


def _paper(case: Case, row: Any) -> SimpleNamespace:
    return SimpleNamespace(label=row.label, url=reverse("cases:evidence", args=[case.pk, row.pk]))
