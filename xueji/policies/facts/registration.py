"""What the rules on the registration of new students look at."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from xueji.policies.facts.describe import fact
from xueji.policies.facts.people import SchoolFacts
from xueji.policies.matters import facts_of
from xueji.policies.vocabulary import AdmissionSource, Evidence, Origin, Schooling, Season


@facts_of("registration", label=_("新生注册"))
@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationFacts:
    """A roster of new students that a school hands up (checked once for the whole case)."""

    school: SchoolFacts = fact(_("学校"), default=SchoolFacts())
    season: Season = fact(_("注册季"), derived=_("判断之日在六月以前为春季，否则为秋季"))
    year: int = fact(_("注册年份"), derived=_("判断之日的年份"))
    submitted_on: date = fact(_("学校提交名册的日期"), derived=_("判断之日"))
    registration_suspended: bool = fact(_("该校新生注册是否被暂停"), default=False)
    rest_days: frozenset[date] = fact(_("不办公的日期"), default=frozenset(), derived=_("国务院办公厅公布的放假安排"))


@facts_of("registration", rules="registration_item")
@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationItemFacts:
    """One new student of a roster.

    ``check_in_due_on`` is the day the school set; ``has_duplicate`` says that an open enrolment of the same
    identity exists anywhere, of any type of school.
    """

    checked_in_on: date | None = fact(_("新生报到日期，空为未报到"), derived=_("规定的报到日期，未写明的为判断之日"))
    check_in_due_on: date | None = fact(_("学校规定的报到日期"), default=None)
    deferral_approved: bool = fact(_("延期报到是否已获批准"), default=False)
    admission_source: AdmissionSource = fact(_("招生来源"), default=AdmissionSource.EXAMINATION)
    schooling: Schooling = fact(_("入学前学历"), default=Schooling.JUNIOR)
    origin: Origin = fact(_("学生来源类别"), default=Origin.MAINLAND)
    identity_valid: bool = fact(_("身份证件号码是否有效"), default=True)
    has_duplicate: bool = fact(_("全国查重是否有重复学籍"), default=False)
    integrated: bool = fact(_("是否为中高职一体化（贯通）培养学生"), default=False)
    from_other_province: bool = fact(_("是否为外省生源"), default=False)
    school_may_admit_foreign: bool = fact(_("学校是否有接受外国学生的资格"), default=False)
    evidence: frozenset[str] = fact(_("已附的证明材料"), default=frozenset(), words=Evidence)
