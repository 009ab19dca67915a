"""What the rules on transfer look at."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from xueji.policies.facts.describe import fact
from xueji.policies.facts.people import SchoolFacts, StudentFacts
from xueji.policies.facts.time import Programme, Term, term_index, terms_completed
from xueji.policies.matters import facts_of
from xueji.policies.vocabulary import Evidence, Initiator, SchoolKind, TransferReason

# Who enters before opening does so at most a summer ahead.
_LONGEST_HOLIDAYS = timedelta(days=70)


@facts_of("transfer", label=_("转学"), two_schools=True)
@dataclass(frozen=True, slots=True, kw_only=True)
class TransferFacts:
    """A transfer. ``terms`` reach from the student's entry to at least the term after the next.

    ``requested_on`` is the day on which the opening school submits (or means to, while it is a draft);
    ``effective_on`` the day from which the student belongs to the to-school (opening day of the term meant).
    ``checked_on`` is the day of the check itself (the day of the decision when it is checked last);
    ``destination`` is the place offered; ``rest_days`` are days on which no office works.
    """

    student: StudentFacts = fact(_("学生"))
    from_school: SchoolFacts = fact(_("转出学校"), default=SchoolFacts(name="转出学校"))
    to_school: SchoolFacts = fact(_("转入学校"), default=SchoolFacts(name="转入学校"))
    destination: Programme = fact(_("转入后在学制中的位置"), derived=_("与原学制相同"))
    reason: TransferReason = fact(_("转学事由"), derived=_("户籍迁移"))
    requested_on: date = fact(_("发起学校提交申请的日期"), derived=_("判断之日"))
    effective_on: date = fact(_("转入生效的日期"), derived=_("假期中提交的为下一学期开学日，学期中提交的为提交之日"))
    checked_on: date = fact(_("核对之日（终审核对时为决定之日）"), derived=_("判断之日"))
    initiated_by: Initiator = fact(_("发起转学的学校"), derived=_("办法规定的发起学校"))
    terms: tuple[Term, ...] = fact(_("学年历中的各学期"), default=(), derived=_("当地公布的学年历"))
    evidence: frozenset[str] = fact(_("已附的证明材料"), default=frozenset(), words=Evidence)
    student_consent: bool = fact(_("学生是否已签字"), default=False)
    guardian_consent: bool = fact(_("监护人是否已签字"), default=False)
    destination_integrated: bool = fact(_("转入的是否为一体化（贯通）培养项目"), default=False)
    returns_to_original: bool = fact(_("是否转回原学校"), default=False)
    from_outside: bool = fact(_("转出学校是否不在本系统内（外省、普通高中等，凭纸质件办理）"), default=False)
    to_outside: bool = fact(_("转入学校是否不在本系统内（外省、普通高中等，凭纸质件办理）"), default=False)
    rest_days: frozenset[date] = fact(_("不办公的日期"), default=frozenset(), derived=_("国务院办公厅公布的放假安排"))

    @property
    def same_type_and_level(self) -> bool:
        """Whether both schools are secondary vocational schools of the same level."""
        both = self.from_school.kind.is_vocational and self.to_school.kind.is_vocational
        return both and self.from_school.level == self.to_school.level

    @property
    def across_provinces(self) -> bool:
        """Whether the two schools lie in different provinces."""
        return self.from_school.province != self.to_school.province

    @property
    def from_general_high(self) -> bool:
        """Whether the student comes from a general high school."""
        return self.from_school.kind == SchoolKind.GENERAL_HIGH

    @property
    def to_general_high(self) -> bool:
        """Whether the student goes to a general high school."""
        return self.to_school.kind == SchoolKind.GENERAL_HIGH

    @property
    def special_school(self) -> bool:
        """Whether the move goes to a special school (专门学校) or comes from one."""
        return SchoolKind.SPECIAL in (self.from_school.kind, self.to_school.kind)

    @property
    def effective_index(self) -> int:
        """The index of the term of effect."""
        return term_index(self.effective_on, self.terms)

    @property
    def requested_index(self) -> int:
        """The index of the term in which the transfer is asked for."""
        return term_index(self.requested_on, self.terms)

    @property
    def terms_reach_entry(self) -> bool:
        """Whether the calendar goes back to the term of entry; if not, terms studied cannot be counted."""
        first = min((term.starts_on for term in self.terms), default=date.max)
        return first <= self.student.entered_on + _LONGEST_HOLIDAYS

    def terms_completed(self, on: date, *, grace_days: int) -> int:
        """Full terms that the student has studied before a day."""
        student = self.student
        return terms_completed(student.entered_on, student.absences, self.terms, on, grace_days=grace_days)
