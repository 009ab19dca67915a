"""What the rules on withdrawal look at: on application, and required by the regulation."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from xueji.policies.facts.coming import opening_after, term_of, terms_touched
from xueji.policies.facts.describe import fact
from xueji.policies.facts.people import StudentFacts
from xueji.policies.facts.resumption import over_on
from xueji.policies.facts.time import Term
from xueji.policies.matters import facts_of
from xueji.policies.vocabulary import Evidence, WithdrawalGround


@facts_of("withdrawal", label=_("退学申请"))
@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawalFacts:
    """A withdrawal that the student asks for. Whether the guardian signs too depends on the age on ``applied_on``."""

    student: StudentFacts = fact(_("学生"))
    requested_on: date = fact(_("学校提交的日期"), derived=_("判断之日"))
    checked_on: date = fact(_("核对之日（终审核对时为决定之日）"), derived=_("判断之日"))
    applied_on: date | None = fact(_("学生与监护人书面申请的日期，空为提交之日"), default=None)
    in_compulsory_schooling: bool = fact(_("入学时未完成义务教育，至今没有登记完成"), default=False)
    evidence: frozenset[str] = fact(_("已附的证明材料"), default=frozenset(), words=Evidence)
    student_consent: bool = fact(_("学生是否已签字"), default=False)
    guardian_consent: bool = fact(_("监护人是否已签字"), default=False)


@facts_of("required_withdrawal", label=_("应予退学"))
@dataclass(frozen=True, slots=True, kw_only=True)
class RequiredWithdrawalFacts:
    """A withdrawal that the regulation itself prescribes. Only the fields of the ``ground`` at hand matter.

    ``student_notified_on`` and ``guardian_notified_on`` are the days on which somebody was really reached. Without
    them the contacts tried and the public announcement count. The two consents turn it into a withdrawal that was
    advised: student and guardian sign the application themselves.
    """

    student: StudentFacts = fact(_("学生"))
    ground: WithdrawalGround = fact(_("应予退学的情形"))
    requested_on: date = fact(_("学校提交的日期"), derived=_("判断之日"))
    checked_on: date = fact(_("核对之日（终审核对时为决定之日）"), derived=_("判断之日"))
    leave_started_on: date | None = fact(_("连续休学的第一日"), default=None)
    leave_ended_on: date | None = fact(_("休学期的最后一日，空为仍在休学期内"), default=None)
    leave_for_service: bool = fact(_("是否因依法服兵役休学"), default=False)
    able_to_return: bool = fact(_("是否已能复学（已申请并符合复学条件）"), default=False)
    resumption_applied_on: date | None = fact(_("申请复学的日期，空为未申请"), default=None)
    special_circumstances: bool = fact(_("未按时复学是否有学校认可的特殊情况"), default=False)
    truant_hours: int = fact(_("一学期内旷课的累计课时数"), unit=_("课时"), default=0)
    absent_from: date | None = fact(_("擅自离校的第一日"), default=None)
    absent_until: date | None = fact(_("离校的最后一日，空为至今未返"), default=None)
    absence_excused: bool = fact(_("离校或延期注册是否已经请假获准"), default=False)
    registration_due_on: date | None = fact(_("学校规定的学期注册日"), default=None)
    term_registered_on: date | None = fact(_("逾期后又办理学期注册的日期，空为未注册"), default=None)
    student_notified_on: date | None = fact(_("通知到学生本人的日期"), default=None)
    guardian_notified_on: date | None = fact(_("通知到监护人或有关单位的日期"), default=None)
    contact_attempts: int = fact(_("已记录的联系次数（含未联系上的）"), unit=_("次"), default=0)
    announced_from: date | None = fact(_("公示的第一日"), default=None)
    announced_until: date | None = fact(_("公示的最后一日"), default=None)
    formalities_due_on: date | None = fact(_("学校规定办理退学手续的最后一日"), default=None)
    applied_on: date | None = fact(_("学生与监护人自行申请退学的日期"), default=None)
    in_compulsory_schooling: bool = fact(_("入学时未完成义务教育，至今没有登记完成"), default=False)
    evidence: frozenset[str] = fact(_("已附的证明材料"), default=frozenset(), words=Evidence)
    student_consent: bool = fact(_("学生是否签字同意退学"), default=False)
    guardian_consent: bool = fact(_("监护人是否签字同意退学"), default=False)
    terms: tuple[Term, ...] = fact(_("学年历中的各学期"), default=(), derived=_("当地公布的学年历"))
    rest_days: frozenset[date] = fact(_("不办公的日期"), default=frozenset(), derived=_("国务院办公厅公布的放假安排"))

    @property
    def absence_counted_from(self) -> date | None:
        """The first day of an absence that counts: holidays are nobody's absence, so it begins with the term."""
        if self.absent_from is None or term_of(self.absent_from, self.terms):
            return self.absent_from
        return opening_after(self.absent_from, self.terms).starts_on

    @property
    def back_due_on(self) -> date | None:
        """The day on which studies were to go on after the leave; None where no end of a leave is known."""
        return over_on(self.leave_ended_on, self.terms) if self.leave_ended_on else None

    @property
    def leave_terms(self) -> int:
        """How many terms the leave took, begun ones included."""
        if self.leave_started_on is None:
            return 0
        return len(terms_touched(self.leave_started_on, self.leave_ended_on or self.requested_on, self.terms))
