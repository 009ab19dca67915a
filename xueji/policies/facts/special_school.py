"""What the rules on special schools (专门学校) look at: sending a student there, and the way back."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from xueji.policies.facts.describe import fact
from xueji.policies.facts.people import StudentFacts
from xueji.policies.matters import facts_of
from xueji.policies.vocabulary import Evidence


@facts_of("special_placement", label=_("送专门学校"))
@dataclass(frozen=True, slots=True, kw_only=True)
class SpecialPlacementFacts:
    """A student who is sent to a special school; the decision is taken under other law and comes as a paper."""

    student: StudentFacts = fact(_("学生"))
    requested_on: date = fact(_("学校提交的日期"), derived=_("判断之日"))
    checked_on: date = fact(_("核对之日（终审核对时为决定之日）"), derived=_("判断之日"))
    serious_misconduct: bool = fact(_("是否有严重不良行为（品德行为出现重大偏差）"), default=False)
    unlawful_act: bool = fact(_("是否有违法行为"), default=False)
    unsuited: bool = fact(_("是否不适合在中等职业学校读书"), default=False)
    evidence: frozenset[str] = fact(_("已附的证明材料"), default=frozenset(), words=Evidence)


@facts_of("special_return", label=_("从专门学校转回"))
@dataclass(frozen=True, slots=True, kw_only=True)
class SpecialReturnFacts:
    """A student who comes back from a special school. Going to another school is a transfer."""

    student: StudentFacts = fact(_("学生"))
    requested_on: date = fact(_("学校提交的日期"), derived=_("判断之日"))
    checked_on: date = fact(_("核对之日（终审核对时为决定之日）"), derived=_("判断之日"))
    applied_on: date | None = fact(_("学生与监护人申请的日期，空为提交之日"), default=None)
    in_special_school: bool = fact(_("现在是否在专门学校就读"), default=True)
    good_conduct: bool = fact(_("在专门学校是否表现好"), default=True)
    to_original_school: bool = fact(_("是否转回原学校；转入其他学校的按转学办理"), default=True)
    evidence: frozenset[str] = fact(_("已附的证明材料"), default=frozenset(), words=Evidence)
    student_consent: bool = fact(_("学生是否已签字"), default=False)
    guardian_consent: bool = fact(_("监护人是否已签字"), default=False)
