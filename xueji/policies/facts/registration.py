"""What the rules on the registration of new students look at."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from xueji.policies.facts.describe import fact
from xueji.policies.facts.people import SchoolFacts
from xueji.policies.matters import facts_of
from xueji.policies.vocabulary import AdmissionSource, Evidence, Origin, Schooling, Season, StudyForm


@facts_of("registration", label=_("新生注册"))
@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationFacts:
    """A roster of new students that a school hands up (checked once for the whole case)."""

    school: SchoolFacts = fact(_("学校"), default=SchoolFacts())
    season: Season = fact(_("注册季"), derived=_("判断之日在六月以前为春季，否则为秋季"))
    year: int = fact(_("注册年份"), derived=_("判断之日的年份"))
    submitted_on: date = fact(_("学校提交名册的日期"), derived=_("判断之日"))
    first_submitted_on: date | None = fact(_("退回补正后再报的，首次提交的日期"), default=None)
    extended_until: date | None = fact(_("有权的一级批准延期到的日期，空为没有延期"), default=None)
    registration_suspended: bool = fact(_("该校新生注册是否被暂停"), default=False)
    rest_days: frozenset[date] = fact(_("不办公的日期"), default=frozenset(), derived=_("国务院办公厅公布的放假安排"))


@facts_of("registration", rules="registration_item")
@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationItemFacts:
    """One new student of a roster.

    ``check_in_due_on`` is the day the school set; ``has_duplicate`` says that an open enrolment of the same
    identity exists anywhere, of any type of school; ``integrated_settled`` that the roster of the integrated programme
    has been where the text sends it, in a case of its own.
    """

    checked_in_on: date | None = fact(_("新生报到日期，空为未报到"), derived=_("规定的报到日期，未写明的为判断之日"))
    check_in_due_on: date | None = fact(_("学校规定的报到日期"), default=None)
    deferral_approved: bool = fact(_("延期报到是否已获批准"), default=False)
    admission_lost: bool = fact(_("是否已放弃或被取消入学资格"), default=False)
    kept_for_health: bool = fact(_("是否因病正在保留入学资格"), default=False)
    eligibility_failed: bool = fact(_("入学条件复查是否不合格"), default=False)
    admission_source: AdmissionSource = fact(_("招生来源"), default=AdmissionSource.EXAMINATION)
    school_of_arts_or_sports: bool = fact(_("学校是否登记为艺术体育类普通中专"), default=False)
    programme_of_arts_or_sports: bool = fact(_("所学专业是否属于文化艺术大类或体育类"), default=False)
    schooling: Schooling = fact(_("入学前学历"), default=Schooling.JUNIOR)
    origin: Origin = fact(_("学生来源类别"), default=Origin.MAINLAND)
    identity_valid: bool = fact(_("身份证件号码是否有效"), default=True)
    has_duplicate: bool = fact(_("全国查重是否有重复学籍"), default=False)
    admitted_elsewhere: bool = fact(_("同一招生季另一所学校是否也录取了此人"), default=False)
    came_elsewhere: bool = fact(_("是否已在那所学校报到"), default=False)
    alike: bool = fact(_("他处是否有姓名、性别、出生日期相同而证件号不同、尚未查清的在册学籍"), default=False)
    alike_without_number: bool = fact(_("其中是否有一方没有居民身份证号"), default=False)
    integrated: bool = fact(_("是否为中高职一体化（贯通）培养学生"), default=False)
    integrated_settled: bool = fact(_("一体化（贯通）录取名册是否已经审核同意或报备"), default=False)
    teaching_point: bool = fact(_("是否在校外教学点就读"), default=False)
    attends_here: bool = fact(_("是否实际在本校就读"), default=True)
    inland_class: bool = fact(_("是否为内地新疆班、西藏班学生"), default=False)
    study_form: StudyForm = fact(_("学习形式"), default=StudyForm.FULL_TIME)
    years: Decimal = fact(_("专业的学制（弹性学习的为最短修业年限）"), unit=_("年"), default=Decimal(3))
    longest_years: Decimal | None = fact(_("弹性学习的最长修业年限，空为照办法的最长年限"), unit=_("年"), default=None)
    from_other_province: bool = fact(_("是否为外省生源"), default=False)
    school_may_admit_foreign: bool = fact(_("学校是否有接受外国学生的资格"), default=False)
    evidence: frozenset[str] = fact(_("已附的证明材料"), default=frozenset(), words=Evidence)
    rest_days: frozenset[date] = fact(_("不办公的日期"), default=frozenset(), derived=_("国务院办公厅公布的放假安排"))
