"""Short ways to write a fact, and what is taken for standard facts that a scenario leaves out."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from django.db.models.enums import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from xueji.policies.matters import Matter

# Facts of standard names: what stands in for them, in words. `defaults.py` does what is said here.
DERIVED: dict[str, str | Promise] = {
    "requested_on": _("判断之日"),
    "checked_on": _("判断之日"),
    "submitted_on": _("判断之日"),
    "terms": _("当地公布的学年历，未公布的年份按九月一日、二月下旬开学暂算"),
    "rest_days": _("国务院办公厅公布的放假安排"),
    "evidence": _("视为材料齐全；要说明缺材料，写出已有的材料，一份也没有写 []"),
    "student_consent": _("视为已签字"),
    "guardian_consent": _("视为已签字"),
}

_GOOD_HOSPITAL = _("视为本市（省）二级甲等医院")
_AS_THE_REASON = _("转专业事由为“原专业已停止招生”的视为是，否则为否")
_OF_KIND: dict[str, dict[str, str | Promise]] = {
    "registration": {"from_other_province": _("招生来源为“对口支援与合作招收”的视为是，否则为否")},
    "leave": {"hospital_grade": _GOOD_HOSPITAL},
    "resumption": {
        "student.on_leave": _("视为正在休学"),
        "hospital_grade": _GOOD_HOSPITAL,
        "leave_ends_on": _("判断之日以前最近一个学期的结束日"),
        "recheck_passed": _("视为复查合格"),
    },
    "major_change": {
        "reason": _("视为在某专业领域有专长"),
        "major_stopped": _AS_THE_REASON,
        "after_retention_or_leave": _AS_THE_REASON,
        "from_major": _("视为同一专业大类内的两个专业"),
        "to_major": _("视为同一专业大类内的两个专业"),
        "hospital_grade": _GOOD_HOSPITAL,
    },
    "required_withdrawal": {
        "student_notified_on": _("视为判断之日已通知；联系次数写 0 的视为没有通知"),
        "guardian_notified_on": _("视为判断之日已通知；联系次数写 0 的视为没有通知"),
        "contact_attempts": _("视为已联系三次"),
        "student_consent": _("视为没有签字同意退学"),
        "guardian_consent": _("视为没有签字同意退学"),
    },
}


def derived_for(kind: str, name: str) -> str:
    """What a scenario of a kind takes for a fact that it leaves out; empty when the class's own default stands."""
    return str(_OF_KIND.get(kind, {}).get(name, ""))


class Relation(TextChoices):
    """Where the two schools of a transfer lie."""

    SAME_COUNTY = "same_county", _("同一县（市、区）")
    TWO_COUNTIES = "two_counties", _("同一设区市的两个县（市、区）")
    TWO_PREFECTURES = "two_prefectures", _("同一省的两个设区市")
    ACROSS_PROVINCES = "across_provinces", _("两个省")


@dataclass(frozen=True)
class Shortcut:
    """A fact that stands for others: ``sets`` names them."""

    name: str
    meaning: str | Promise
    sets: tuple[str, ...]
    unit: str | Promise = ""
    words: type[TextChoices] | None = None


_GRADES: dict[str, str | Promise] = {"retention": _("成绩所属学年学生在读几年级")}

_SHORTCUTS = (
    Shortcut(
        "student.grade", _("判断之日学生在读几年级；假期中为开学后的年级"), ("student.programme.cohort",), _("年级")
    ),
    Shortcut("student.age", _("判断之日学生的周岁年龄（过完生日半年）"), ("student.birth_date",), _("周岁")),
    Shortcut(
        "relation",
        _("两校的位置关系，据此排出双方主管部门和设区市"),
        ("to_school.province",),
        words=Relation,
    ),
)


def shortcuts_of(matter: Matter, names: Collection[str]) -> tuple[Shortcut, ...]:
    """The short ways that a kind allows: those whose facts it has, and the relation where there are two schools."""
    allowed = (
        shortcut
        for shortcut in _SHORTCUTS
        if (matter.two_schools if shortcut.name == "relation" else shortcut.sets[0] in names)
    )
    return tuple(replace(shortcut, meaning=_meaning(shortcut, matter)) for shortcut in allowed)


def _meaning(shortcut: Shortcut, matter: Matter) -> str | Promise:
    return _GRADES.get(matter.key, shortcut.meaning) if shortcut.name == "student.grade" else shortcut.meaning
