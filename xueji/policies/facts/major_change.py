"""What the rules on a change of major or direction look at."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from xueji.policies.facts.coming import terms_through
from xueji.policies.facts.describe import fact
from xueji.policies.facts.people import StudentFacts
from xueji.policies.facts.time import Term, term_index
from xueji.policies.matters import facts_of
from xueji.policies.vocabulary import Evidence, HospitalGrade, MajorChangeReason

# The catalogue's major category (专业大类) is the first two digits of a major's code.
_CATEGORY_DIGITS = 2


@facts_of("major_change", label=_("转专业"))
@dataclass(frozen=True, slots=True)
class MajorChangeFacts:
    """A change of major inside one school. Without ``effective_on`` it is judged as of the day of the request."""

    student: StudentFacts = fact(_("申请转专业的学生"))
    requested_on: date = fact(_("学校提交（或拟提交）的日期"), derived=_("判断之日"))
    checked_on: date = fact(_("核对规则的日期；最后核对时为决定之日"), derived=_("判断之日"))
    reason: MajorChangeReason = fact(_("转专业的情形"), default=MajorChangeReason.PERSONAL_WISH)
    from_major: str = fact(_("原专业的六位专业代码，前两位为专业大类"), default="")
    to_major: str = fact(_("拟转入专业的六位专业代码，前两位为专业大类"), default="")
    direction_only: bool = fact(_("是否只在同一专业内换专业方向"), default=False)
    effective_on: date | None = fact(_("自哪一日起在新专业学习，空为按提交之日判断"), default=None)
    applied_on: date | None = fact(_("学生和监护人申请的日期"), default=None)
    student_consent: bool = fact(_("学生本人是否签字申请"), default=False)
    guardian_consent: bool = fact(_("监护人是否签字同意"), default=False)
    fee_exempt_special: bool = fact(_("学生现在的专业是否为已享受免学费政策的特殊专业"), default=False)
    major_stopped: bool = fact(_("原专业是否已停止招生"), default=False)
    after_retention_or_leave: bool = fact(_("是否留级，或休学后复学"), default=False)
    to_integrated: bool = fact(_("拟转入的专业是否为中高职一体化（贯通）培养项目"), default=False)
    hospital_grade: HospitalGrade = fact(_("出具证明的医院"), default=HospitalGrade.UNKNOWN)
    hospital_local: bool = fact(_("是否本市（省）的医院"), default=True)
    examination_passed: bool | None = fact(_("学校组织的转专业考核是否合格，空为未组织考核"), default=None)
    meets_school_conditions: bool = fact(_("是否符合学校公布的换选专业条件"), default=True)
    places_available: bool = fact(_("拟转入专业的教学资源是否有保证"), default=True)
    terms: tuple[Term, ...] = fact(_("学年历：自学生入学至下一学期"), default=())
    evidence: frozenset[str] = fact(_("已上传的证明材料"), default=frozenset(), words=Evidence)
    rest_days: frozenset[date] = fact(_("不办公的日期"), default=frozenset())

    @property
    def across_categories(self) -> bool:
        """Whether the two majors belong to different categories; unknown codes count as different."""
        if self.direction_only:
            return False
        first, second = self.from_major[:_CATEGORY_DIGITS], self.to_major[:_CATEGORY_DIGITS]
        return not first or first != second

    @property
    def deciding_index(self) -> int:
        """The index of the term in which the student would study the new major."""
        return term_index(self.effective_on or self.requested_on, self.terms)

    def term_of_programme(self, number: int) -> Term:
        """The student's term of that number, counted from 1 at entry; estimated where the calendar lacks it."""
        programme = self.student.programme
        wanted = programme.first_index + number - 1
        entry, far = date(programme.cohort, 1, 1), date(programme.cohort + number, 1, 1)
        return next(term for term in terms_through(self.terms, entry, far) if term.index == wanted)
