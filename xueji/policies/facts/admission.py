"""What the rules on newcomers look at before there is a record: coming, coming later, not coming, illness, papers back."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from xueji.policies.facts.describe import fact
from xueji.policies.matters import facts_of
from xueji.policies.vocabulary import Evidence, HospitalGrade

_CHECKED = _("判断之日")
_REST = _("国务院办公厅公布的放假安排")


@facts_of("check_in", label=_("新生报到"), by_school=True)
@dataclass(frozen=True, slots=True, kw_only=True)
class CheckInFacts:
    """An admitted person who stands at the desk on ``checked_on``. ``kept_until`` is set for a place kept for illness."""

    checked_on: date = fact(_("到校报到的日期"), derived=_CHECKED)
    check_in_due_on: date = fact(_("学校规定的报到日期，已准延期的为延期后的日期"), derived=_CHECKED)
    deferred: bool = fact(_("报到日期是否经批准延期"), default=False)
    kept_until: date | None = fact(_("因病保留入学资格至哪一日，空为没有保留"), default=None)
    recheck_passed: bool | None = fact(_("健康复查是否合格，空为还没有复查"), default=None)
    admitted_elsewhere: bool = fact(_("同一招生季另一所学校是否也录取了此人"), default=False)
    came_elsewhere: bool = fact(_("是否已在那所学校报到"), default=False)
    rest_days: frozenset[date] = fact(_("不办公的日期"), default=frozenset(), derived=_REST)


@facts_of("check_in_deferral", label=_("延期报到"), by_school=True)
@dataclass(frozen=True, slots=True, kw_only=True)
class DeferralFacts:
    """An application for a later day of check-in."""

    check_in_due_on: date = fact(_("学校规定的报到日期，已准延期的为延期后的日期"), derived=_CHECKED)
    applied_on: date = fact(_("提出书面申请的日期"), derived=_CHECKED)
    birth_date: date = fact(_("出生日期"), default=date(2011, 1, 1))
    student_consent: bool = fact(_("学生本人是否签字"), default=False)
    guardian_consent: bool = fact(_("家长（监护人）是否签字"), default=False)
    evidence: frozenset[str] = fact(_("已附的证明材料"), default=frozenset(), words=Evidence)
    rest_days: frozenset[date] = fact(_("不办公的日期"), default=frozenset(), derived=_REST)


@facts_of("forfeiture", label=_("放弃入学资格"), by_school=True)
@dataclass(frozen=True, slots=True, kw_only=True)
class ForfeitureFacts:
    """An admitted person who has not come by ``checked_on``."""

    checked_on: date = fact(_("学校确认的日期"), derived=_CHECKED)
    check_in_due_on: date = fact(_("学校规定的报到日期，已准延期的为延期后的日期"), derived=_CHECKED)
    checked_in: bool = fact(_("是否已经报到"), default=False)
    deferral_pending: bool = fact(_("是否有延期报到申请尚未审批"), default=False)
    rest_days: frozenset[date] = fact(_("不办公的日期"), default=frozenset(), derived=_REST)


@facts_of("entry_health", label=_("新生体检与保留入学资格"), by_school=True)
@dataclass(frozen=True, slots=True, kw_only=True)
class EntryHealthFacts:
    """What the examination of a newcomer found, and the school's decision to keep the place."""

    examined_on: date | None = fact(_("新生体检日期，空为还没有体检"), default=None)
    found_ill: bool = fact(_("是否患有疾病，不能坚持正常学习或影响他人健康"), default=False)
    checked_on: date = fact(_("学校决定保留入学资格的日期"), derived=_CHECKED)


@facts_of("health_recheck", label=_("登记健康复查"), by_school=True)
@dataclass(frozen=True, slots=True, kw_only=True)
class HealthRecheckFacts:
    """The re-check of somebody whose place is kept."""

    checked_on: date = fact(_("复查日期"), derived=_CHECKED)
    kept_until: date = fact(_("保留入学资格至哪一日"), derived=_CHECKED)
    passed: bool = fact(_("复查是否合格"), default=True)
    hospital_grade: HospitalGrade = fact(_("医疗单位等级"), default=HospitalGrade.GRADE_2A)
    hospital_local: bool = fact(_("是否本市（省）医疗单位"), default=True)
    evidence: frozenset[str] = fact(_("已附的证明材料"), default=frozenset(), words=Evidence)


@facts_of("admission_cancellation", label=_("取消入学资格"), by_school=True)
@dataclass(frozen=True, slots=True, kw_only=True)
class AdmissionCancellationFacts:
    """A place kept for illness, at its end or after a re-check that failed."""

    checked_on: date = fact(_("学校确认的日期"), derived=_CHECKED)
    kept_until: date = fact(_("保留入学资格至哪一日"), derived=_CHECKED)
    recheck_passed: bool | None = fact(_("健康复查是否合格，空为还没有复查"), default=None)


@facts_of("papers_return", label=_("退回招生材料"), by_school=True)
@dataclass(frozen=True, slots=True, kw_only=True)
class PapersReturnFacts:
    """The papers of a forfeited or cancelled admission that go back to the admission authority."""

    checked_on: date = fact(_("退回的日期，未退的为当天"), derived=_CHECKED)
    lost_on: date = fact(_("丧失入学资格的日期：放弃的为报到期限届满之次日，取消的为决定之日"), derived=_CHECKED)
    confirmed_on: date | None = fact(_("学校确认的日期，空为与丧失之日相同"), default=None)
    rest_days: frozenset[date] = fact(_("不办公的日期"), default=frozenset(), derived=_REST)
