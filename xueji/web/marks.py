"""One look for each state: the words, the tone (ok, wait, except, bad, info, 2nd or none) and the icon.

STUDENT holds the statuses of a student, PROCESS the states of cases, steps, decisions, certificates and jobs. A
chapter whose states are missing adds them here (`marks.PROCESS["…"] = Mark(…)` in its AppConfig.ready()).
"""

from dataclasses import dataclass, replace
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Mark:
    """What a state looks like: `label` for people, `tone` a colour role of the style sheet, `icon` a name
    of the sprite.
    """

    label: str | Promise
    tone: str = ""
    icon: str = "circle-dot"


STUDENT: dict[str, Mark] = {
    "pending": Mark(_("未注册"), "", "circle-dashed"),
    "not_reported": Mark(_("未报到"), "wait", "user-question"),
    "studying": Mark(_("在读"), "ok", "circle-check"),
    "on_leave": Mark(_("休学"), "wait", "player-pause"),
    "transferred": Mark(_("已转出"), "2nd", "logout"),
    "withdrawn": Mark(_("退学"), "2nd", "minus"),
    "graduated": Mark(_("毕业"), "2nd", "school"),
    "completed": Mark(_("结业"), "2nd", "school"),
    "cancelled": Mark(_("注销"), "bad", "ban"),
}

PROCESS: dict[str, Mark] = {
    # cases, their items and steps
    "draft": Mark(_("草稿"), "", "pencil"),
    "pending": Mark(_("待办"), "", "clock"),
    "running": Mark(_("办理中"), "info", "clock"),
    "returned": Mark(_("退回补正"), "wait", "arrow-back-up"),
    "effective": Mark(_("已生效，待备案"), "ok", "circle-check"),
    "applied": Mark(_("已生效"), "ok", "circle-check"),
    "closed": Mark(_("办结"), "ok", "check"),
    "rejected": Mark(_("不同意"), "bad", "x"),
    "withdrawn": Mark(_("已撤回"), "", "arrow-back-up"),
    "revoked": Mark(_("已撤销"), "bad", "ban"),  # of certificates too, which bring their own word
    "waiting": Mark(_("未到"), "", "hourglass"),
    "open": Mark(_("在办"), "info", "clock"),
    "stopped": Mark(_("停钟"), "wait", "player-pause"),
    "objected": Mark(_("有异议"), "bad", "gavel"),
    "cancelled": Mark(_("不再办理"), "", "minus"),
    # decisions
    "submit": Mark(_("提交"), "", "send"),
    "approve": Mark(_("同意"), "ok", "check"),
    "return": Mark(_("退回补正"), "wait", "arrow-back-up"),
    "reject": Mark(_("不同意"), "bad", "x"),
    "withdraw": Mark(_("撤回"), "", "arrow-back-up"),
    "file": Mark(_("备案"), "ok", "file-check"),
    "object": Mark(_("提出异议"), "bad", "gavel"),
    "apply": Mark(_("生效"), "ok", "circle-check"),
    "close": Mark(_("办结"), "ok", "check"),
    "evidence": Mark(_("补交材料"), "", "upload"),
    # certificates
    "valid": Mark(_("有效"), "ok", "circle-check"),
    "issued": Mark(_("已签发"), "ok", "circle-check"),
    "active": Mark(_("有效"), "ok", "circle-check"),
    "replaced": Mark(_("已换发"), "", "replace"),
    # jobs and imports
    "done": Mark(_("完成"), "ok", "check"),
    "failed": Mark(_("没有办成"), "bad", "alert-circle"),
}


def mark_of(state: Any, marks: dict[str, Mark]) -> Mark:
    """The mark of a state: a key or an enum member; one that is not in `marks` is shown plainly by its label.

    An enum member whose own label differs from the mark's keeps its own: the chapter knows better what it is called.
    """
    key = str(getattr(state, "value", state) or "")
    label = getattr(state, "label", None)
    mark = marks.get(key, Mark(label or key))
    return replace(mark, label=label) if label else mark


@dataclass(frozen=True)
class Outcome:
    """How a verdict of the rules is shown; `rank` orders trouble first, `is_open` tints the row."""

    label: str | Promise
    tone: str
    shape: str
    rank: int
    is_open: bool


OUTCOMES = {
    "forbidden": Outcome(_("禁止"), "bad", "octagon", 0, True),
    "exception": Outcome(_("原则上不予"), "except", "diamond", 1, True),
    "evidence": Outcome(_("待补证据"), "wait", "sheet", 2, True),
    "allowed": Outcome(_("允许"), "ok", "circle", 3, False),
    "warning": Outcome(_("提示"), "wait", "triangle", 4, False),
}


def outcome_of(verdict: Any) -> Outcome:
    """The look of a verdict, or of an outcome given as a key or an enum member; KeyError for an outcome
    that does not exist.
    """
    outcome = getattr(verdict, "outcome", verdict)
    return OUTCOMES[str(getattr(outcome, "value", outcome))]
