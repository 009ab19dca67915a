"""One look for each state: the words, the tone (ok, wait, except, bad, info, 2nd or none) and the icon of
every mark.

A chapter whose states are not here adds them once with `register_states`; templates only name the state.
"""

from dataclasses import dataclass
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


STATES: dict[str, Mark] = {}


def register_states(states: dict[str, Mark]) -> None:
    """Add marks under their keys (the values stored in the database); a later registration replaces an
    earlier one.
    """
    STATES.update(states)


def mark_of(state: Any) -> Mark:
    """The mark of a state: a key, a Chinese label, an enum member, or anything with `value`/`label`;
    unknown ones are plain.
    """
    key = str(getattr(state, "value", state) or "")
    if key in STATES:
        return STATES[key]
    label = getattr(state, "label", key)
    for mark in STATES.values():
        if str(mark.label) == str(label):
            return mark
    return Mark(label)


register_states(
    {
        # a student's status
        "enrolled": Mark(_("在读"), "ok", "circle-check"),
        "on_leave": Mark(_("休学"), "wait", "player-pause"),
        "unregistered": Mark(_("未注册"), "", "circle-dashed"),
        "not_reported": Mark(_("未报到"), "wait", "user-question"),
        "admitted": Mark(_("已录取"), "", "circle-dashed"),
        "forfeited": Mark(_("放弃入学资格"), "2nd", "minus"),
        "transferred_out": Mark(_("已转出"), "2nd", "logout"),
        "graduated": Mark(_("毕业"), "2nd", "school"),
        "completed": Mark(_("结业"), "2nd", "school"),
        "withdrawn_from_school": Mark(_("退学"), "2nd", "minus"),
        "expelled": Mark(_("开除学籍"), "bad", "ban"),
        "cancelled": Mark(_("注销"), "bad", "ban"),
        # a case, a step, an item
        "draft": Mark(_("草稿"), "", "pencil"),
        "running": Mark(_("办理中"), "info", "clock"),
        "submitted": Mark(_("已提交"), "ok", "check"),
        "approved": Mark(_("同意"), "ok", "check"),
        "returned": Mark(_("退回补正"), "wait", "arrow-back-up"),
        "rejected": Mark(_("不同意"), "bad", "x"),
        "filed": Mark(_("已备案"), "ok", "file-check"),
        "objected": Mark(_("有异议"), "bad", "gavel"),
        "withdrawn": Mark(_("已撤回"), "2nd", "arrow-back-up"),
        "applied": Mark(_("已生效"), "ok", "circle-check"),
        "on_notice": Mark(_("公示中"), "info", "speakerphone"),
        "needs_exception": Mark(_("需例外"), "except", "square-rotated"),
        "needs_evidence": Mark(_("待补证据"), "wait", "file-alert"),
        "overdue": Mark(_("超期"), "bad", "alarm"),
        # a certificate
        "valid": Mark(_("有效"), "ok", "circle-check"),
        "issued": Mark(_("已签发"), "ok", "circle-check"),
        "replaced": Mark(_("已换发"), "", "replace"),
        "revoked": Mark(_("作废"), "bad", "ban"),
        # a job
        "queued": Mark(_("排队中"), "", "hourglass"),
        "done": Mark(_("完成"), "ok", "check"),
        "failed": Mark(_("没有办成"), "bad", "alert-circle"),
    }
)


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
