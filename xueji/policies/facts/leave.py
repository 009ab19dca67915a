"""What the rules on leave look at."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from xueji.policies.facts.coming import terms_touched
from xueji.policies.facts.describe import fact
from xueji.policies.facts.people import StudentFacts
from xueji.policies.facts.time import Term
from xueji.policies.matters import facts_of
from xueji.policies.vocabulary import Evidence, HospitalGrade, LeaveGround


@facts_of("leave", label=_("休学"))
@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveFacts:
    """A leave, or the extension of one. Shares are numerator and denominator: nothing is rounded.

    What is left empty is computed: the first day is that of the request, the length follows from the days,
    the history from the student's absences.
    """

    student: StudentFacts = fact(_("学生"))
    ground: LeaveGround = fact(_("休学事由"), default=LeaveGround.ILLNESS)
    requested_on: date = fact(_("学校提交的日期"), derived=_("判断之日"))
    checked_on: date = fact(_("核对之日（终审核对时为决定之日）"), derived=_("判断之日"))
    applied_on: date | None = fact(_("学生与监护人申请的日期"), default=None)
    starts_on: date | None = fact(_("休学起始日，空则为学校提交之日"), default=None)
    ends_on: date | None = fact(_("休学终止日"), default=None)
    leave_terms: int | None = fact(_("申请休学的学期数，空则按起止日期计算"), unit=_("学期"), default=None)
    missed_hours: int = fact(_("本学期已缺课的课时"), unit=_("课时"), default=0, share_of="term_hours")
    expected_hours: int = fact(_("本学期预计还要缺课的课时"), unit=_("课时"), default=0)
    term_hours: int = fact(_("本学期总课时，0 为未填，按休学起止日期计算"), unit=_("课时"), default=0)
    hospital_grade: HospitalGrade = fact(_("出具证明的医院"), default=HospitalGrade.UNKNOWN)
    hospital_local: bool = fact(_("是否本市（省）的医院"), default=True)
    earlier_terms: int | None = fact(
        _("此前已休学的学期数（不含服役），空则按历次休学起止计算"), unit=_("学期"), default=None
    )
    earlier_service_terms: int = fact(_("此前因服役休学的学期数"), unit=_("学期"), default=0)
    earlier_leaves: int | None = fact(_("此前休学的次数，空则按历次休学计算"), unit=_("次"), default=None)
    running_terms: int = fact(_("续休时，正在进行的连续休学已休的学期数"), unit=_("学期"), default=0)
    current_leave_ends_on: date | None = fact(_("续休时，正在进行的休学的终止日"), default=None)
    service_ends_on: date | None = fact(_("预计服役结束的日期"), default=None)
    credits_earned: Decimal = fact(_("已取得的学分"), unit=_("学分"), default=Decimal(0), share_of="credits_total")
    credits_total: Decimal = fact(_("毕业要求的总学分，0 为不实行学分制"), unit=_("学分"), default=Decimal(0))
    industry_minimum_age: int | None = fact(
        _("所从事行业的最低从业年龄，空则按法定最低就业年龄"), unit=_("周岁"), default=None
    )
    terms: tuple[Term, ...] = fact(_("学年历中的各学期"), default=(), derived=_("当地公布的学年历"))
    evidence: frozenset[str] = fact(_("已附的证明材料"), default=frozenset(), words=Evidence)
    student_consent: bool = fact(_("学生是否已签字"), default=False)
    guardian_consent: bool = fact(_("监护人是否已签字"), default=False)
    rest_days: frozenset[date] = fact(_("不办公的日期"), default=frozenset(), derived=_("国务院办公厅公布的放假安排"))

    @property
    def first_day(self) -> date:
        """The day the leave begins."""
        return self.starts_on or self.requested_on

    @property
    def touched(self) -> list[Term]:
        """The terms of which the leave takes at least a day; empty without an end."""
        return terms_touched(self.first_day, self.ends_on, self.terms) if self.ends_on else []

    @property
    def length(self) -> int:
        """How many terms the leave takes, a part of a term being one; one where neither end nor number is given."""
        return self.leave_terms or len(self.touched) or 1

    @property
    def provisional(self) -> bool:
        """Whether the length rests on terms that are not published."""
        return any(term.planned for term in self.touched)

    @property
    def terms_taken(self) -> int:
        """Terms of earlier leave, service apart."""
        if self.earlier_terms is not None:
            return self.earlier_terms
        return sum(
            len(terms_touched(leave.starts_on, leave.ends_on or self.first_day, self.terms))
            for leave in self.student.absences
        )

    @property
    def times_taken(self) -> int:
        """How often the student was on leave before."""
        return len(self.student.absences) if self.earlier_leaves is None else self.earlier_leaves

    @property
    def is_extension(self) -> bool:
        """Whether the leave follows on the one that runs."""
        ends = self.current_leave_ends_on
        return self.student.on_leave and ends is not None and self.first_day > ends
