"""What the rules on restoration after military service look at."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from xueji.policies.facts.describe import fact
from xueji.policies.facts.people import StudentFacts
from xueji.policies.facts.time import Term
from xueji.policies.matters import facts_of
from xueji.policies.vocabulary import Departure, DischargeReason, Evidence


@facts_of("restoration", label=_("退伍后恢复学籍"))
@dataclass(frozen=True, slots=True, kw_only=True)
class RestorationFacts:
    """A former student or one on military leave who is back from the army."""

    student: StudentFacts = fact(_("学生"))
    departure: Departure = fact(_("入伍时学籍如何处理"), default=Departure.ON_LEAVE)
    enlisted: bool = fact(_("是否经批准入伍"), default=True)
    discharge_reason: DischargeReason = fact(_("退伍原因"), default=DischargeReason.HEALTH)
    discharged_on: date | None = fact(_("退伍日期"), default=None)
    requested_on: date = fact(_("学校提交的日期"), derived=_("判断之日"))
    checked_on: date = fact(_("核对之日（终审核对时为决定之日）"), derived=_("判断之日"))
    applied_on: date | None = fact(_("学生申请的日期，空则按学校提交之日"), default=None)
    following_class: bool = fact(_("原专业是否有后续班级"), default=True)
    other_programme: bool = fact(_("是否安排到其他专业就读"), default=False)
    class_assigned: bool = fact(_("学校是否已安排班级"), default=True)
    terms: tuple[Term, ...] = fact(_("学年历中的各学期"), default=(), derived=_("当地公布的学年历"))
    evidence: frozenset[str] = fact(_("已附的证明材料"), default=frozenset(), words=Evidence)
    student_consent: bool = fact(_("学生是否已签字"), default=False)
    guardian_consent: bool = fact(_("监护人是否已签字"), default=False)
    rest_days: frozenset[date] = fact(_("不办公的日期"), default=frozenset(), derived=_("国务院办公厅公布的放假安排"))

    @property
    def asked_on(self) -> date:
        """The day that counts: the application, or the school's submission where that day is not known."""
        return self.applied_on or self.requested_on
