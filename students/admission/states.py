"""What may become of an admission: the states, the verbs, and the only table of what may follow what."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AdmissionState(TextChoices):
    ADMITTED = "admitted", _("待报到")
    DEFERRED = "deferred", _("延期报到")
    CHECKED_IN = "checked_in", _("已报到")
    KEPT = "kept", _("保留入学资格")
    FORFEITED = "forfeited", _("放弃入学资格")
    CANCELLED = "cancelled", _("取消入学资格")
    REGISTERED = "registered", _("已注册")


AWAITED = (AdmissionState.ADMITTED, AdmissionState.DEFERRED)
PRESENT = (AdmissionState.CHECKED_IN, AdmissionState.REGISTERED)
LOST = (AdmissionState.FORFEITED, AdmissionState.CANCELLED)


class Verb(TextChoices):
    """What happens to an admission, as its history names it."""

    LIST = "list", _("列入录取名单")
    AMEND = "amend", _("更正录取信息")
    SET_DAY = "set_day", _("改定报到日期")
    ASK = "ask", _("申请延期报到")
    DEFER = "defer", _("准予延期报到")
    REFUSE = "refuse", _("不准延期报到")
    CHECK_IN = "check_in", _("报到")
    UNDO = "undo", _("撤回报到")
    EXAMINE = "examine", _("登记体检")
    KEEP = "keep", _("保留入学资格")
    RECHECK = "recheck", _("登记健康复查")
    FORFEIT = "forfeit", _("确认放弃入学资格")
    CANCEL = "cancel", _("确认取消入学资格")
    REINSTATE = "reinstate", _("恢复入学资格")
    RETURN = "return", _("退回招生材料")
    PLACE = "place", _("编入班级")
    RELEASE = "release", _("撤出班级")
    SCHOOLING = "schooling", _("完成义务教育")


@dataclass(frozen=True)
class Transition:
    """From which states a verb may be done, and where it may lead (nowhere: the state stays)."""

    sources: tuple[AdmissionState, ...]
    targets: tuple[AdmissionState, ...] = ()


_STATE = AdmissionState

# REGISTERED is reached by the student's record alone: a trigger follows it (migrations/0001_initial.py).
TRANSITIONS: dict[Verb, Transition] = {
    Verb.AMEND: Transition((_STATE.ADMITTED, _STATE.DEFERRED, _STATE.CHECKED_IN, _STATE.KEPT)),
    Verb.SET_DAY: Transition((_STATE.ADMITTED,)),
    Verb.ASK: Transition(AWAITED),
    Verb.DEFER: Transition(AWAITED, (_STATE.DEFERRED,)),
    Verb.REFUSE: Transition(AWAITED),
    Verb.CHECK_IN: Transition((_STATE.ADMITTED, _STATE.DEFERRED, _STATE.KEPT), (_STATE.CHECKED_IN,)),
    Verb.UNDO: Transition((_STATE.CHECKED_IN,), (_STATE.ADMITTED, _STATE.DEFERRED, _STATE.KEPT)),
    Verb.EXAMINE: Transition((_STATE.ADMITTED, _STATE.DEFERRED, _STATE.CHECKED_IN, _STATE.REGISTERED)),
    Verb.KEEP: Transition((_STATE.ADMITTED, _STATE.DEFERRED, _STATE.CHECKED_IN), (_STATE.KEPT,)),
    Verb.RECHECK: Transition((_STATE.KEPT,)),
    Verb.FORFEIT: Transition(AWAITED, (_STATE.FORFEITED,)),
    Verb.CANCEL: Transition((_STATE.KEPT,), (_STATE.CANCELLED,)),
    Verb.REINSTATE: Transition(LOST, (_STATE.ADMITTED, _STATE.DEFERRED, _STATE.KEPT)),
    Verb.RETURN: Transition(LOST),
    Verb.PLACE: Transition((_STATE.CHECKED_IN,)),
    Verb.RELEASE: Transition((_STATE.CHECKED_IN,)),
    Verb.SCHOOLING: Transition(PRESENT),
}
