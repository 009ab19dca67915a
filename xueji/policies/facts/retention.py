"""What the rules on retention look at."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from xueji.policies.facts.describe import fact
from xueji.policies.facts.people import StudentFacts
from xueji.policies.facts.time import Term
from xueji.policies.matters import facts_of
from xueji.policies.vocabulary import Evidence

_TERMS_A_YEAR = 2
# Results of a school year stand from its last examinations in May; until April the year before is the last complete one.
_RESULTS_FROM_MONTH = 5


@facts_of("retention", label=_("留级"))
@dataclass(frozen=True, slots=True)
class RetentionFacts:
    """A student who may have to repeat a year. Courses are counted in whole numbers, one school year's."""

    student: StudentFacts = fact(_("拟留级的学生"))
    requested_on: date = fact(_("学校提交（或拟提交）的日期"), derived=_("判断之日"))
    checked_on: date = fact(_("核对规则的日期；最后核对时为决定之日"), derived=_("判断之日"))
    failed_courses: int = fact(_("该学年仍不及格的课程累计门数"), unit=_("门"), default=0, share_of="year_courses")
    year_courses: int = fact(_("该学年所学（应修）课程总门数，含免修免考的"), unit=_("门"), default=0)
    exempted_courses: int = fact(_("总门数中免修、免考的门数"), unit=_("门"), default=0)
    makeup_done: bool = fact(_("补考是否已经结束，不及格门数是否为补考后的"), default=True)
    conduct_failed: bool = fact(_("该学年操行评定是否不合格"), default=False)
    credit_system: bool = fact(_("学校是否实行学分制"), default=False)
    school_year: int | None = fact(_("成绩所属学年的起始年份，空为提交之前最近结束的学年"), default=None)
    same_major_continues: bool = fact(_("本专业下一年级是否有后续班级可随读"), default=True)
    other_major: bool = fact(_("是否安排到其他专业就读"), default=False)
    applied_on: date | None = fact(_("告知学生的日期"), default=None)
    student_consent: bool = fact(_("学生是否同意安排到其他专业"), default=False)
    guardian_consent: bool = fact(_("监护人是否同意"), default=False)
    terms: tuple[Term, ...] = fact(_("学年历"), default=())
    evidence: frozenset[str] = fact(_("已上传的证明材料"), default=frozenset(), words=Evidence)
    rest_days: frozenset[date] = fact(_("不办公的日期"), default=frozenset())

    @property
    def judged_year(self) -> int:
        """The first calendar year of the school year whose results are judged."""
        if self.school_year is not None:
            return self.school_year
        behind = 1 if self.requested_on.month >= _RESULTS_FROM_MONTH else 2
        return self.requested_on.year - behind

    @property
    def in_last_year(self) -> bool:
        """Whether the year judged was the last of the programme."""
        return self.student.programme.is_graduating(self.judged_year * _TERMS_A_YEAR)
