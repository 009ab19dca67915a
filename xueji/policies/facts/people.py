"""Schools and students as the rules see them. No personal data beyond a birth date."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from xueji.policies.facts.describe import fact
from xueji.policies.facts.time import Period, Programme
from xueji.policies.vocabulary import SchoolKind, SchoolLevel


@dataclass(frozen=True, slots=True)
class SchoolFacts:
    """A school in a matter. ``province`` is any key that is equal for schools of one province."""

    name: str = fact(_("学校名称"), default="")
    kind: SchoolKind = fact(_("办学类型"), default=SchoolKind.VOCATIONAL_HIGH)
    province: str = fact(_("学校所在省份，两校写得相同即为同省"), default="")
    level: SchoolLevel = fact(_("办学层次"), default=SchoolLevel.SECONDARY)
    run_by_education: bool = fact(_("主管部门是否为教育部门"), default=True)


@dataclass(frozen=True, slots=True)
class StudentFacts:
    """A student as the register knows them on the day of the check.

    ``entered_on`` is the first entry into vocational school; ``absences`` are periods of leave.
    """

    entered_on: date = fact(_("首次入读中职的日期"), derived=_("所在年级入学那学期的开学日"))
    birth_date: date = fact(_("出生日期"), derived=_("使学生在判断当年1月1日满十六周岁的日期"))
    programme: Programme = fact(_("学生在学制中的位置"))
    enrolled: bool = fact(_("现在是否具有有效学籍"), default=True)
    on_leave: bool = fact(_("现在是否正在休学"), default=False)
    integrated: bool = fact(_("是否为中高职一体化（贯通）培养学生"), default=False)
    absences: tuple[Period, ...] = fact(_("历次休学的起止日期"), default=())
    has_duplicate: bool = fact(_("全国查重是否有重复学籍"), default=False)
