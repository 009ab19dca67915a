"""Registration of new students: the roster as a whole, and each student on it."""

from datetime import date
from typing import ClassVar

from django.utils.translation import gettext as _

from xueji.policies.engine.rules import Rule
from xueji.policies.engine.verdicts import Verdict
from xueji.policies.facts import RegistrationFacts, RegistrationItemFacts
from xueji.policies.vocabulary import AdmissionSource, Evidence, Schooling, SchoolKind
from xueji.policies.windows import day_label

from .admission import TERM, last_check_in_day
from .transfer import closing_day


class RosterRule(Rule[RegistrationFacts]):
    """A rule on the roster, checked once for the whole case."""

    kinds = ("registration",)


class NewStudentRule(Rule[RegistrationItemFacts]):
    """A rule on one new student of a roster."""

    kinds = ("registration_item",)


class ClosingDay(RosterRule):
    """The roster is handed up by the season's closing day, or by the day to which it was extended in writing.

    The day of the school's submission counts. Who was handed up in time and sent back is not late with the next batch
    where the regulation is read so.
    """

    concern = "registration_closing_day"
    uses: ClassVar[tuple[str, ...]] = (
        "registration.closing_days",
        "registration.returned_in_time",
        "period.moves_from_rest_days",
        "exception.level",
    )

    def last_day(self, facts: RegistrationFacts) -> date | None:
        """The closing day of the season as the text has it; None where the season has none."""
        days = self.values.month_days("registration.closing_days")
        if str(facts.season) not in days:
            return None
        moves = self.values.flag("period.moves_from_rest_days")
        return closing_day(facts.year, days[str(facts.season)], facts.rest_days if moves else frozenset())

    def check(self, facts: RegistrationFacts) -> Verdict:
        closes = self.last_day(facts)
        if closes is None:
            # No season that anybody could extend: whoever consents to registrations has to say why.
            return self.needs_exception(_("%s不在注册季内") % facts.season.label)
        last = max(closes, facts.extended_until or closes)
        known = {
            "season": facts.season.label,
            "last": day_label(last),
            "day": day_label(facts.submitted_on),
            "late": (facts.submitted_on - last).days,
        }
        if facts.submitted_on <= closes:
            return self.allowed(_("%(day)s提交，%(season)s注册截止%(last)s") % known)
        if facts.submitted_on <= last:
            return self.allowed(_("%(day)s提交，%(season)s注册已批准延期至%(last)s") % known)
        first = facts.first_submitted_on
        if first and first <= last and self.values.flag("registration.returned_in_time"):
            return self.allowed(_("%(first)s已按期提交，退回补正后再报不作逾期") % {"first": day_label(first)})
        if facts.extended_until and facts.extended_until > closes:
            return self.breached(_("%(season)s注册延期已于%(last)s届满，%(day)s提交晚 %(late)d 天，不予受理") % known)
        return self.breached(
            _(
                "%(season)s注册已于%(last)s截止，%(day)s提交晚 %(late)d 天，不予受理；确有理由的，先由有权的一级书面批准延期"
            )
            % known
        )


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
    uses: ClassVar[tuple[str, ...]] = TERM

    def applies(self, facts: RegistrationItemFacts) -> bool:
        """Only where the school has set a day and the student came."""
        return facts.checked_in_on is not None and facts.check_in_due_on is not None

    def check(self, facts: RegistrationItemFacts) -> Verdict:
        assert facts.checked_in_on is not None and facts.check_in_due_on is not None
        last = last_check_in_day(self.values, facts.check_in_due_on, facts.rest_days)
        late = (facts.checked_in_on - facts.check_in_due_on).days
        if late <= 0:
            return self.allowed(_("按期报到"))
        if facts.deferral_approved:
            return self.allowed(_("晚 %d 天报到，延期报到已批准") % late)
        if facts.checked_in_on <= last:
            return self.warned(_("晚 %d 天报到，未经批准，尚未视为放弃入学资格") % late)
        return self.breached(_("未经批准晚 %d 天报到，视为放弃入学资格") % late)


class NotRegisteredElsewhere(NewStudentRule):
    """One person, one status."""

    concern = "registration_duplicate"

    def check(self, facts: RegistrationItemFacts) -> Verdict:
        if facts.has_duplicate:
            return self.denied(_("全国查重有在册学籍，须先处理重复学籍"))
        return self.allowed(_("全国查重无重复学籍"))


class AdmittedOnce(NewStudentRule):
    """Two schools admitted the same person: while both have checked the person in, neither registers."""

    concern = "registration_admitted_once"

    def applies(self, facts: RegistrationItemFacts) -> bool:
        """Only where another school admitted the person too."""
        return facts.admitted_elsewhere

    def check(self, facts: RegistrationItemFacts) -> Verdict:
        if facts.came_elsewhere:
            return self.denied(_("另一所学校也为此人办理了报到，须由一校撤回报到后方可注册"))
        return self.warned(_("另一所学校也录取了此人，尚未在那里报到；请核实在本校就读"))


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

    def applies(self, facts: RegistrationItemFacts) -> bool:
        """Not to those who may finish it at the school."""
        return not (_selected_early(facts) and self.values.flag("registration.early_selection"))

    def check(self, facts: RegistrationItemFacts) -> Verdict:
        if facts.schooling != Schooling.UNFINISHED:
            return self.allowed(_("入学前学历：%s") % facts.schooling.label)
        return self.breached(_("未完成九年义务教育，不得注册中职学籍"))


class SchoolingAtTheSchool(NewStudentRule):
    """Who was selected early for arts or sports finishes compulsory schooling at the school."""

    concern = "registration_schooling_at_school"
    uses: ClassVar[tuple[str, ...]] = ("registration.early_selection",)

    def applies(self, facts: RegistrationItemFacts) -> bool:
        """Only to them, where the regulation is read so."""
        return _selected_early(facts) and self.values.flag("registration.early_selection")

    def check(self, facts: RegistrationItemFacts) -> Verdict:
        return self.warned(_("文体选调生未完成义务教育，学校须保证其接受义务教育"))


def _selected_early(facts: RegistrationItemFacts) -> bool:
    """Whether a student selected early has not finished compulsory schooling."""
    return facts.schooling == Schooling.UNFINISHED and facts.admission_source == AdmissionSource.EARLY_SELECTION
