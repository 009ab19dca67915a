"""Values of numbers and readings in the words of the office."""

import re
from typing import Any

from django.db.models.enums import Choices
from django.utils.translation import gettext as _

from .engine.rules import Severity
from .engine.verdicts import Level
from .vocabulary import (
    AdmissionSource,
    ArchiveReceiver,
    CancellationCause,
    DischargeReason,
    Evidence,
    HoldsUp,
    HospitalGrade,
    InformationField,
    LeaveGround,
    MajorChangeReason,
    MaterialKind,
    OtherLeavers,
    RetentionStart,
    Season,
    TransferReason,
)

_MONTH_DAY = re.compile(r"(\d\d)-(\d\d)")
_VOCABULARIES: tuple[type[Choices], ...] = (
    Season,
    TransferReason,
    AdmissionSource,
    MajorChangeReason,
    InformationField,
    HospitalGrade,
    LeaveGround,
    DischargeReason,
    Evidence,
    Severity,
    Level,
    CancellationCause,
    MaterialKind,
    RetentionStart,
    ArchiveReceiver,
    OtherLeavers,
    HoldsUp,
)


def value_text(value: Any) -> str:
    """A value of a parameter file as a person reads it: words for keys, 是 and 否, lists with 、."""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, dict):
        return "；".join(f"{_word(key)}：{value_text(item)}" for key, item in value.items())
    if isinstance(value, list):
        return "、".join(value_text(item) for item in value)
    return _word(value)


def _word(value: Any) -> str:
    moments = {
        "submission": _("提交之日"),
        "decision": _("最后决定之日"),
        "effect": _("转入之日"),
        "filed": _("按提交之日的规定"),
        "provisional": _("估算并标明暂算，公布后重算"),
        "once": _("只核办一次"),
        "in_turn": _("学校依次，双方上级并行"),
        "check_in": _("报到之日"),
        "registration": _("注册生效之日"),
        "programme": _("专业"),
        "lost": _("丧失资格之日"),
        "confirmed": _("学校确认之日"),
        "examined": _("体检之日"),
        "graduated": _("毕业"),
        "completed": _("结业"),
        "cancellation": _("注销学籍"),
        "window": _("期间"),
        "latest": _("最迟日"),
        "school_year": _("学年"),
        "from_next_opening": _("自下一学期开学起"),
        "keep": _("沿用"),
        "approval": _("核办"),
        "filing": _("备案"),
        "opener": _("原开办单位"),
        "decider": _("曾经核办的单位"),
    }
    if month_day := _MONTH_DAY.fullmatch(str(value)):
        return _("%(month)d月%(day)d日") % {"month": int(month_day[1]), "day": int(month_day[2])}
    for vocabulary in _VOCABULARIES:
        if value in vocabulary.values:
            return str(vocabulary(value).label)
    return str(moments.get(value, value))
