"""Short ways to write a fact, and what is taken for standard facts that a scenario leaves out."""

from collections.abc import Collection
from dataclasses import dataclass

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


_SHORTCUTS = (
    Shortcut("student.grade", _("判断之日学生在读几年级"), ("student.programme.cohort",), _("年级")),
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
    return tuple(
        shortcut
        for shortcut in _SHORTCUTS
        if (matter.two_schools if shortcut.name == "relation" else shortcut.sets[0] in names)
    )
