"""What notices speak of: the kinds of lines in a few events that a person can choose among, and what a role gets unasked."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from xueji.notices.models import Channel, Timing

SCREEN = "screen"
OFF, NOW, DAILY = Timing.OFF, Timing.NOW, Timing.DAILY
STUDENT = "student"


@dataclass(frozen=True)
class Event:
    """One thing that a person may want to hear of.

    `kinds` are the kinds of lines in it, `says` the sentence of a mail or an SMS (never with a name), `asks` whether it
    asks for work that a digest leaves out once it is done.
    """

    key: str
    label: str | Promise
    hint: str | Promise
    says: str | Promise
    kinds: frozenset[str]
    icon: str
    tone: str = "2nd"
    asks: bool = False


EVENTS: tuple[Event, ...] = (
    Event(
        "work",
        _("新到待办"),
        _("办件到了本单位，等核办或备案"),
        _("有新的办件到了贵单位"),
        frozenset({"arrived", "filing"}),
        "inbox",
        asks=True,
    ),
    Event(
        "deadline",
        _("将到期"),
        _("本单位的步骤快到期、当天到期"),
        _("有办件快到期了"),
        frozenset({"reminder", "due", "moved"}),
        "clock",
        "wait",
        asks=True,
    ),
    Event(
        "overdue",
        _("超期与督办"),
        _("本单位超期、下级超期报上来、被催办"),
        _("有办件超期"),
        frozenset({"overdue", "repeated", "escalated", "reminded", "pressed"}),
        "alarm",
        "bad",
        asks=True,
    ),
    Event(
        "returned",
        _("退回补正"),
        _("本单位提交的办件被退回"),
        _("有办件被退回补正"),
        frozenset({"returned", "item_returned"}),
        "arrow-back-up",
        "wait",
    ),
    Event(
        "outcome",
        _("办理结果"),
        _("生效、不同意、撤回、撤销、办结"),
        _("有办件出了结果"),
        frozenset({"effective", "rejected", "withdrawn", "closed", "applied", "undone", "revoked", "certificate"}),
        "circle-check",
        "ok",
    ),
    Event(
        "objection",
        _("异议与责令改正"),
        _("备案单位提出异议、责令改正"),
        _("有办件被提出异议"),
        frozenset({"objected", "corrected", "correction"}),
        "gavel",
        "bad",
    ),
    Event(
        "watch",
        _("期限看守"),
        _("休学将满、窗口开启，系统备好草稿等人确认"),
        _("有事项到了办理期"),
        frozenset({"watch", "drafted", "window"}),
        "calendar-time",
        "wait",
    ),
    Event(
        "office",
        _("人员变动"),
        _("任职、代理、移交；下级学籍管理人员变动"),
        _("有人员变动"),
        frozenset({"office", "hand_over"}),
        "user-cog",
    ),
    Event(
        "application",
        _("我的申请"),
        _("学生的申请走到哪一步、要补什么、结果如何"),
        _("您的申请有了新的进展"),
        frozenset({"application", "consent", "announcement"}),
        "file-text",
        "info",
    ),
    Event("other", _("其他"), _("以上各类之外的消息"), _("有新的消息"), frozenset(), "bell"),
)
_BY_KEY = {event.key: event for event in EVENTS}
_BY_KIND = {kind: event for event in EVENTS for kind in event.kinds}


def event_of(kind: str) -> Event:
    """The event that a kind of line belongs to; "other" for one nobody has named."""
    return _BY_KIND.get(kind, _BY_KEY["other"])


def event(key: str) -> Event:
    """The event of that key; "other" where it no longer exists."""
    return _BY_KEY.get(key, _BY_KEY["other"])


# By role: the events that it does not see on the screen, those mailed at once, those in the daily mail, those by SMS at once.
# What is in none of them is on the screen alone.
_UNSEEN: dict[str, frozenset[str]] = {
    "class_teacher": frozenset({"work", "deadline", "overdue", "office"}),
}
_MAILED_NOW: dict[str, frozenset[str]] = {
    "registrar": frozenset({"returned", "overdue", "objection"}),
    "school_head": frozenset({"overdue", "objection"}),
    "reviewer": frozenset({"overdue", "objection"}),
    STUDENT: frozenset({"application"}),
}
_MAILED_DAILY: dict[str, frozenset[str]] = {
    "registrar": frozenset({"work", "deadline", "outcome", "watch"}),
    "school_head": frozenset({"work", "deadline"}),
    "reviewer": frozenset({"work", "deadline"}),
    "chief": frozenset({"overdue", "objection", "office"}),
}
_BY_SMS: dict[str, frozenset[str]] = {STUDENT: frozenset({"application"})}


def defaults(role: str) -> dict[str, dict[str, str]]:
    """Event → channel → timing for somebody of that role who chose nothing."""
    found: dict[str, dict[str, str]] = {}
    for each in EVENTS:
        mail = NOW if each.key in _MAILED_NOW.get(role, ()) else OFF
        if each.key in _MAILED_DAILY.get(role, ()):
            mail = DAILY
        found[each.key] = {
            SCREEN: OFF if each.key in _UNSEEN.get(role, ()) else NOW,
            Channel.EMAIL: mail,
            Channel.SMS: NOW if each.key in _BY_SMS.get(role, ()) else OFF,
        }
    return found


def offered(role: str) -> list[Event]:
    """The events that concern somebody of that role: applications are for students, offices' work for officers."""
    if role == STUDENT:
        return [_BY_KEY["application"], _BY_KEY["other"]]
    return [each for each in EVENTS if each.key != "application"]
