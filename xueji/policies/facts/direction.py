"""What the rules on leaving a broad category for a direction look at."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from xueji.policies.facts.describe import fact
from xueji.policies.facts.people import StudentFacts
from xueji.policies.matters import facts_of


@facts_of("direction", label=_("确定专业方向"))
@dataclass(frozen=True, slots=True, kw_only=True)
class DirectionFacts:
    """A student who registered under a broad category and is moved to a direction of it. Categories are codes; empty
    where the programme belongs to none."""

    student: StudentFacts = fact(_("学生"))
    requested_on: date = fact(_("学校提交的日期"), derived=_("判断之日"))
    checked_on: date = fact(_("核对之日（终审核对时为决定之日）"), derived=_("判断之日"))
    from_category: str = fact(_("现按哪一专业大类注册（大类代码），空为不是按大类注册"), default="71")
    to_category: str = fact(_("所定专业方向属于哪一专业大类（大类代码）"), default="71")
    to_is_category: bool = fact(_("所定的仍是大类而不是专业方向"), default=False)
    decided_on: date | None = fact(_("学校确定专业方向的日期，空为提交之日"), default=None)
