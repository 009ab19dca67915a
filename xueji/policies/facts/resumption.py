"""What the rules on resumption look at."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from xueji.policies.facts.coming import opening_after, term_of
from xueji.policies.facts.describe import fact
from xueji.policies.facts.people import StudentFacts
from xueji.policies.facts.time import Term
from xueji.policies.matters import facts_of
from xueji.policies.vocabulary import Evidence, HospitalGrade, LeaveGround

_ONE_DAY = timedelta(days=1)


def over_on(leave_ends_on: date, terms: tuple[Term, ...]) -> date:
    """The day on which studies go on: the next opening after a leave that ends with a term or in the holidays,
    the day after one that ends inside a term."""
    running = term_of(leave_ends_on, terms)
    if running is None or leave_ends_on == running.ends_on:
        return opening_after(leave_ends_on, terms).starts_on
    return leave_ends_on + _ONE_DAY


@facts_of("resumption", label=_("复学"))
@dataclass(frozen=True, slots=True, kw_only=True)
class ResumptionFacts:
    """The return from a leave."""

    student: StudentFacts = fact(_("学生"))
    ground: LeaveGround = fact(_("原休学事由"), default=LeaveGround.ILLNESS)
    leave_starts_on: date | None = fact(_("休学起始日"), default=None)
    leave_ends_on: date = fact(_("休学终止日（休学期满之日）"), derived=_("判断之日以前最近一个学期的结束日"))
    requested_on: date = fact(_("学校提交的日期"), derived=_("判断之日"))
    checked_on: date = fact(_("核对之日（终审核对时为决定之日）"), derived=_("判断之日"))
    applied_on: date | None = fact(_("学生与监护人申请的日期，空则按学校提交之日"), default=None)
    resumes_on: date | None = fact(_("拟复学的日期，空则为休学期满后的开学日"), default=None)
    hospital_grade: HospitalGrade = fact(_("出具健康证明的医院"), default=HospitalGrade.UNKNOWN)
    hospital_local: bool = fact(_("是否本市（省）的医院"), default=True)
    recheck_passed: bool | None = fact(_("学校复查是否合格，空为尚未复查"), default=None)
    special_circumstances: bool = fact(_("逾期是否有特殊情况"), default=False)
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
        """The day that counts: the student's application, or the school's submission where that day is not known."""
        return self.applied_on or self.requested_on

    @property
    def over_on(self) -> date:
        """The day on which studies would go on after the whole leave."""
        return over_on(self.leave_ends_on, self.terms)

    @property
    def back_on(self) -> date:
        """The day of return that is meant: the whole leave's, or an earlier opening."""
        if self.resumes_on is None or self.resumes_on >= self.over_on:
            return self.over_on
        running = term_of(self.resumes_on, self.terms)
        return running.starts_on if running else opening_after(self.resumes_on - _ONE_DAY, self.terms).starts_on

    @property
    def is_early(self) -> bool:
        """Whether the student comes back before the leave is over."""
        return self.back_on < self.over_on

    @property
    def provisional(self) -> bool:
        """Whether the day of return is an estimate."""
        term = term_of(self.back_on, self.terms)
        return term is not None and term.planned
