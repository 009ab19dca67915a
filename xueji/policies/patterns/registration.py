"""Registration of new students: the roster as a whole, and each student on it."""

from datetime import timedelta
from typing import ClassVar

from django.utils.translation import gettext as _

from xueji.policies.engine.rules import Rule
from xueji.policies.engine.verdicts import Verdict
from xueji.policies.facts import RegistrationFacts, RegistrationItemFacts
from xueji.policies.vocabulary import AdmissionSource, Evidence, Origin, Schooling, SchoolKind
from xueji.policies.windows import day_label

from .transfer import closing_day


class RosterRule(Rule[RegistrationFacts]):
    """A rule on the roster, checked once for the whole case."""

    kinds = ("registration",)


class NewStudentRule(Rule[RegistrationItemFacts]):
    """A rule on one new student of a roster."""

    kinds = ("registration_item",)


class ClosingDay(RosterRule):
    """The roster is handed up by the season's closing day; later only on grounds."""

    concern = "registration_closing_day"
    uses: ClassVar[tuple[str, ...]] = (
        "registration.closing_days",
        "period.moves_from_rest_days",
        "exception.level",
    )

    def check(self, facts: RegistrationFacts) -> Verdict:
        days = self.values.month_days("registration.closing_days")
        season = str(facts.season)
        if season not in days:
            return self.breached(_("%s不在注册季内") % facts.season.label)
        moves = self.values.flag("period.moves_from_rest_days")
        last = closing_day(facts.year, days[season], facts.rest_days if moves else frozenset())
        known = {
            "season": facts.season.label,
            "last": day_label(last),
            "day": day_label(facts.submitted_on),
            "late": (facts.submitted_on - last).days,
        }
        if facts.submitted_on <= last:
            return self.allowed(_("%(day)s提交，%(season)s注册截止%(last)s") % known)
        return self.breached(_("%(season)s注册已于%(last)s截止，%(day)s提交晚 %(late)d 天；须写明理由申请延期") % known)


class NotSuspended(RosterRule):
    """A school whose registration is suspended registers nobody."""

    concern = "registration_suspended"

    def check(self, facts: RegistrationFacts) -> Verdict:
        if facts.registration_suspended:
            return self.denied(_("该校新生注册已被暂停"))
        return self.allowed(_("该校可以注册新生"))


class RosterScope(RosterRule):
    """Skilled-worker schools register elsewhere."""

    concern = "registration_scope"

    def check(self, facts: RegistrationFacts) -> Verdict:
        if facts.school.kind.is_vocational:
            return self.allowed(_("%s在适用范围内") % facts.school.kind.label)
        if facts.school.kind == SchoolKind.SKILLED_WORKER:
            return self.denied(_("技工学校的学籍由人力资源社会保障部门管理"))
        return self.denied(_("%s不是中等职业学校") % facts.school.kind.label)


class CheckedIn(NewStudentRule):
    """Status exists only after check-in."""

    concern = "registration_checked_in"

    def check(self, facts: RegistrationItemFacts) -> Verdict:
        if facts.checked_in_on is None:
            return self.denied(_("尚未报到"))
        return self.allowed(_("%s报到") % day_label(facts.checked_in_on))


class CheckInNotForfeited(NewStudentRule):
    """Who stays away too long without approval has given the place up."""

    concern = "registration_check_in_in_time"
    uses: ClassVar[tuple[str, ...]] = ("check_in.days_late", "period.last_day_in_time")

    def applies(self, facts: RegistrationItemFacts) -> bool:
        """Only where the school has set a day and the student came."""
        return facts.checked_in_on is not None and facts.check_in_due_on is not None

    def check(self, facts: RegistrationItemFacts) -> Verdict:
        assert facts.checked_in_on is not None and facts.check_in_due_on is not None
        days = self.values.integer("check_in.days_late")
        limit = facts.check_in_due_on + timedelta(days=days)
        if not self.values.flag("period.last_day_in_time"):
            limit -= timedelta(days=1)
        late = (facts.checked_in_on - facts.check_in_due_on).days
        if late <= 0:
            return self.allowed(_("按期报到"))
        if facts.deferral_approved:
            return self.allowed(_("晚 %d 天报到，延期报到已批准") % late)
        if facts.checked_in_on <= limit:
            return self.warned(_("晚 %d 天报到，未经批准，尚未视为放弃入学资格") % late)
        return self.breached(_("未经批准晚 %d 天报到，视为放弃入学资格") % late)


class NotRegisteredElsewhere(NewStudentRule):
    """One person, one status."""

    concern = "registration_duplicate"

    def check(self, facts: RegistrationItemFacts) -> Verdict:
        if facts.has_duplicate:
            return self.denied(_("全国查重有在册学籍，须先处理重复学籍"))
        return self.allowed(_("全国查重无重复学籍"))


class IdentityProved(NewStudentRule):
    """The identity document is proved."""

    concern = "registration_identity"

    def check(self, facts: RegistrationItemFacts) -> Verdict:
        if facts.identity_valid:
            return self.allowed(_("身份证件核验无误"))
        return self.needs_evidence(_("身份证件未通过核验"), [Evidence.IDENTITY_PROOF.need])


class AdmittedThroughExamination(NewStudentRule):
    """The student was admitted through the admission authority."""

    concern = "registration_admission"
    uses: ClassVar[tuple[str, ...]] = ("registration.admission_sources",)

    def check(self, facts: RegistrationItemFacts) -> Verdict:
        if facts.admission_source in self.values.words("registration.admission_sources"):
            return self.allowed(_("招生来源：%s") % facts.admission_source.label)
        if Evidence.ADMISSION_NOTICE in facts.evidence:
            return self.allowed(_("已附录取通知书或录取名册"))
        return self.needs_evidence(
            _("招生来源为“%s”，须附录取凭据") % facts.admission_source.label, [Evidence.ADMISSION_NOTICE.need]
        )


class CompulsorySchooling(NewStudentRule):
    """Compulsory schooling is finished; early-selected art and sports students finish it at the school."""

    concern = "registration_schooling"
    uses: ClassVar[tuple[str, ...]] = ("registration.early_selection",)

    def check(self, facts: RegistrationItemFacts) -> Verdict:
        if facts.schooling != Schooling.UNFINISHED:
            return self.allowed(_("入学前学历：%s") % facts.schooling.label)
        early = facts.admission_source == AdmissionSource.EARLY_SELECTION
        if early and self.values.flag("registration.early_selection"):
            return self.warned(_("文体选调生未完成义务教育，学校须保证其接受义务教育"))
        return self.breached(_("未完成九年义务教育，不得注册中职学籍"))


class EarlySelectionProof(NewStudentRule):
    """An early-selected student from elsewhere brings the home authority's proof."""

    concern = "registration_early_selection"

    def applies(self, facts: RegistrationItemFacts) -> bool:
        """Only for early-selected students from another province."""
        return facts.admission_source == AdmissionSource.EARLY_SELECTION and facts.from_other_province

    def check(self, facts: RegistrationItemFacts) -> Verdict:
        if Evidence.HOME_EXAM_PROOF in facts.evidence:
            return self.allowed(_("生源地准予毕业证明已附"))
        return self.needs_evidence(_("缺生源地准予毕业证明"), [Evidence.HOME_EXAM_PROOF.need])


class IntegratedRoster(NewStudentRule):
    """The roster of an integrated programme has been before the authority that the text names."""

    concern = "registration_integrated"
    paper = Evidence.INTEGRATED_ROSTER_CONSENT

    def applies(self, facts: RegistrationItemFacts) -> bool:
        """Only for integrated programmes."""
        return facts.integrated

    def check(self, facts: RegistrationItemFacts) -> Verdict:
        if self.paper in facts.evidence:
            return self.allowed(_("已附：%s") % self.paper.label)
        return self.needs_evidence(_("缺：%s") % self.paper.label, [self.paper.need])


class ForeignStudents(NewStudentRule):
    """Foreign students, and those from Hong Kong, Macao and Taiwan, follow their own procedure."""

    concern = "registration_foreign"
    needs_qualified_school = False
    paper_for_foreign = Evidence.RESIDENCE_PERMIT

    def applies(self, facts: RegistrationItemFacts) -> bool:
        """Not for mainland residents."""
        return facts.origin != Origin.MAINLAND

    def check(self, facts: RegistrationItemFacts) -> Verdict:
        foreign = facts.origin == Origin.FOREIGN
        if foreign and self.needs_qualified_school and not facts.school_may_admit_foreign:
            return self.denied(_("学校没有接受外国学生的资格"))
        paper = self.paper_for_foreign if foreign else Evidence.RESIDENCE_PERMIT
        if paper in facts.evidence:
            return self.allowed(_("%(origin)s，已附：%(paper)s") % _named(facts.origin, paper))
        return self.needs_evidence(_("%(origin)s，缺：%(paper)s") % _named(facts.origin, paper), [paper.need])


def _named(origin: Origin, paper: Evidence) -> dict[str, str]:
    return {"origin": str(origin.label), "paper": str(paper.label)}
