"""A judgement for a terminal."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from .judge import Judgement, TimedStep


def lines(found: Judgement) -> Iterator[str]:
    """The answer to one scenario, line by line."""
    asked = found.scenario
    head = f"{asked.regulation} {found.version} {found.matter.label} {asked.as_of}"
    yield f"== {asked.id} {asked.title}".rstrip() + f"  [{head}]"
    yield _("结论：%s") % (_("可以办理") if not found.verdicts.blocks else _("不能办理（%s）") % found.outcome)
    for verdict in found.verdicts:
        granted = _("（已作例外）") if verdict.granted else ""
        level = f" → {verdict.exception_level}" if verdict.exception_level else ""
        yield f"  {verdict.label}{granted}{level}  {verdict.citation.label}  {verdict.reason}  [{verdict.rule}]"
    if found.chain is None:
        yield _("  路径：本办法没有规定")
    for step in found.steps:
        yield _step(step)
    for difference in found.unexpected:
        yield _("  ✗ 与预期不符：%s") % difference


def _step(timed: TimedStep) -> str:
    step = timed.step
    days = _("%d 个工作日") % step.budget_working_days if step.budget_working_days else ""
    due = _("至 %s") % timed.due_on if timed.due_on else ""
    mark = _("（暂算）") if timed.provisional else ""
    return f"  {step.group}. {step.title}（{timed.organization}） {step.kind.label} {days} {due}{mark}".rstrip()
