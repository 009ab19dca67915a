"""Newcomers before registration: check-in and its term, a later day, forfeiture, the place kept for illness, papers back."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any, ClassVar

from django.utils.translation import gettext as _

from xueji.policies.engine.parameters import Values
from xueji.policies.engine.rules import Rule
from xueji.policies.engine.verdicts import Verdict
from xueji.policies.facts import (
    AdmissionCancellationFacts,
    CheckInFacts,
    DeferralFacts,
    EntryHealthFacts,
    ForfeitureFacts,
    HealthRecheckFacts,
    PapersReturnFacts,
    anniversary,
    is_of_age,
)
from xueji.policies.vocabulary import Evidence
from xueji.policies.windows import day_label, moved_to_working_day

from .cancellation import months_after
from .leave import hospital_problem, hospitals_label

_ONE_DAY = timedelta(days=1)
TERM: tuple[str, ...] = ("check_in.days_late", "period.last_day_in_time", "period.moves_from_rest_days")
PAPERS: tuple[str, ...] = (
    "admission.papers_back_months",
    "admission.papers_back_from",
    "period.moves_from_rest_days",
)


def _moved(values: Values, day: date, rest_days: Collection[date]) -> date:
    return moved_to_working_day(day, rest_days) if values.flag("period.moves_from_rest_days") else day


def last_check_in_day(values: Values, due_on: date, rest_days: Collection[date] = ()) -> date:
    """The last day on which somebody expected on ``due_on`` may still come; the place is given up from the next day on."""
    days = values.integer("check_in.days_late")
    if days and not values.flag("period.last_day_in_time"):
        days -= 1
    return _moved(values, due_on + timedelta(days=days), rest_days)


def kept_until(values: Values, decided_on: date, examined_on: date | None = None) -> date:
    """The last day of a place kept for illness."""
    start = examined_on if values.text("admission.kept_from") == "examined" else decided_on
    return anniversary(start or decided_on, values.integer("admission.kept_years"))


def papers_back_by(values: Values, facts: PapersReturnFacts) -> date:
    """The last day on which the papers go back."""
    confirmed = facts.confirmed_on or facts.lost_on
    start = facts.lost_on if values.text("admission.papers_back_from") == "lost" else confirmed
    return _moved(values, months_after(start, values.integer("admission.papers_back_months")), facts.rest_days)


class CheckInInTime(Rule[CheckInFacts]):
    """On the day that the school set, or in the days after it that the text leaves."""

    kinds = ("check_in",)
    concern = "check_in_in_time"
    uses: ClassVar[tuple[str, ...]] = TERM

    def applies(self, facts: CheckInFacts) -> bool:
        """A kept place has its own term."""
        return facts.kept_until is None

    def check(self, facts: CheckInFacts) -> Verdict:
        last = last_check_in_day(self.values, facts.check_in_due_on, facts.rest_days)
        known = {
            "due": day_label(facts.check_in_due_on),
            "last": day_label(last),
            "late": (facts.checked_on - facts.check_in_due_on).days,
            "what": _("准予延期至") if facts.deferred else _("规定报到日期"),
        }
        if facts.checked_on <= facts.check_in_due_on:
            return self.allowed(_("%(what)s%(due)s，按期报到") % known)
        if facts.checked_on <= last:
            return self.warned(_("%(what)s%(due)s，逾期 %(late)d 天；至%(last)s仍可报到") % known)
        return self.breached(_("%(what)s%(due)s，未经批准逾期 %(late)d 天，期限至%(last)s，视为放弃入学资格") % known)


class CheckInAfterIllness(Rule[CheckInFacts]):
    """Back after illness: the re-check passed, and the year is not over."""

    kinds = ("check_in",)
    concern = "check_in_after_illness"

    def applies(self, facts: CheckInFacts) -> bool:
        """Only where a place was kept."""
        return facts.kept_until is not None

    def check(self, facts: CheckInFacts) -> Verdict:
        assert facts.kept_until is not None
        known = {"until": day_label(facts.kept_until)}
        if facts.checked_on > facts.kept_until:
            return self.denied(_("入学资格保留至%(until)s，已过期未办入学手续，应取消入学资格") % known)
        if facts.recheck_passed is None:
            return self.needs_evidence(
                _("因病保留入学资格（至%(until)s），还没有登记健康复查") % known, [Evidence.HEALTH_PROOF.need]
            )
        if not facts.recheck_passed:
            return self.denied(_("健康复查不合格，不能办理入学手续"))
        return self.allowed(_("健康复查合格，在保留期内（至%(until)s）重新办理入学手续") % known)


class CheckInOnce(Rule[CheckInFacts]):
    """Another school admitted the person too: at one of the two only there can be a status."""

    kinds = ("check_in",)
    concern = "check_in_once"

    def applies(self, facts: CheckInFacts) -> bool:
        """Only where it did."""
        return facts.admitted_elsewhere

    def check(self, facts: CheckInFacts) -> Verdict:
        if facts.came_elsewhere:
            return self.warned(_("已在另一所学校报到；须由一校撤回报到后，另一校才能注册学籍"))
        return self.warned(_("也被另一所学校录取，尚未在那里报到；请核实学生在本校就读"))


class DeferralApplication(Rule[DeferralFacts]):
    """The application is written and signed. `needs_guardian` says whether the text asks for both."""

    kinds = ("check_in_deferral",)
    concern = "deferral_application"
    uses: ClassVar[tuple[str, ...]] = ("guardian.consent_below", "age.full_on_birthday")
    needs_guardian: ClassVar[bool] = False

    def check(self, facts: DeferralFacts) -> Verdict:
        missing = [] if facts.student_consent else [_("学生本人")]
        if self.needs_guardian and not facts.guardian_consent and not self._is_adult(facts):
            missing.append(_("家长（监护人）"))
        if missing:
            return self.needs_evidence(_("书面申请缺%s签字") % "、".join(missing), [Evidence.DEFERRAL_APPLICATION.need])
        if Evidence.DEFERRAL_APPLICATION not in facts.evidence:
            return self.needs_evidence(_("缺延期报到的书面申请"), [Evidence.DEFERRAL_APPLICATION.need])
        return self.allowed(_("书面申请已签字"))

    def _is_adult(self, facts: DeferralFacts) -> bool:
        return is_of_age(
            facts.birth_date,
            self.values.integer("guardian.consent_below"),
            facts.applied_on,
            on_birthday=self.values.flag("age.full_on_birthday"),
        )


class DeferralProof(Rule[DeferralFacts]):
    """The reason is proved."""

    kinds = ("check_in_deferral",)
    concern = "deferral_proof"

    def check(self, facts: DeferralFacts) -> Verdict:
        if Evidence.DEFERRAL_PROOF in facts.evidence:
            return self.allowed(_("有关证明已附"))
        return self.needs_evidence(_("缺不能如期报到的有关证明"), [Evidence.DEFERRAL_PROOF.need])


class DeferralInAdvance(Rule[DeferralFacts]):
    """Asked for before the day."""

    kinds = ("check_in_deferral",)
    concern = "deferral_in_advance"

    def check(self, facts: DeferralFacts) -> Verdict:
        known = {"applied": day_label(facts.applied_on), "due": day_label(facts.check_in_due_on)}
        if facts.applied_on <= facts.check_in_due_on:
            return self.allowed(_("%(applied)s申请，在规定报到日期%(due)s之前") % known)
        return self.breached(_("应事先申请；%(applied)s才提出，已过规定报到日期%(due)s，请核实原因") % known)


class DeferralInTime(Rule[DeferralFacts]):
    """What is given up already cannot be deferred."""

    kinds = ("check_in_deferral",)
    concern = "deferral_in_time"
    uses: ClassVar[tuple[str, ...]] = TERM

    def check(self, facts: DeferralFacts) -> Verdict:
        last = last_check_in_day(self.values, facts.check_in_due_on, facts.rest_days)
        known = {"applied": day_label(facts.applied_on), "last": day_label(last)}
        if facts.applied_on <= last:
            return self.allowed(_("报到期限至%(last)s，尚未届满") % known)
        return self.breached(_("%(applied)s提出，报到期限已于%(last)s届满，视为放弃入学资格") % known)


class TermOver(Rule[ForfeitureFacts]):
    """Nobody gives a place up before the term is over."""

    kinds = ("forfeiture",)
    concern = "forfeiture_term_over"
    uses: ClassVar[tuple[str, ...]] = TERM

    def check(self, facts: ForfeitureFacts) -> Verdict:
        last = last_check_in_day(self.values, facts.check_in_due_on, facts.rest_days)
        known = {"due": day_label(facts.check_in_due_on), "last": day_label(last)}
        if facts.checked_in:
            return self.denied(_("已经报到"))
        if facts.checked_on <= last:
            return self.denied(_("规定报到日期%(due)s，期限至%(last)s，尚未届满") % known)
        if facts.deferral_pending:
            return self.denied(_("延期报到的申请尚未审批，须先审批"))
        return self.allowed(_("规定报到日期%(due)s，期限已于%(last)s届满，未经批准没有报到") % known)


class EntryExamination(Rule[EntryHealthFacts]):
    """Every newcomer is examined."""

    kinds = ("entry_health",)
    concern = "entry_examination"

    def check(self, facts: EntryHealthFacts) -> Verdict:
        if facts.examined_on is None:
            return self.breached(_("还没有登记新生体检"))
        return self.allowed(_("%s体检") % day_label(facts.examined_on))


class PlaceKept(Rule[EntryHealthFacts]):
    """Who is too ill to study keeps the place for a while, without a student's benefits."""

    kinds = ("entry_health",)
    concern = "place_kept"
    uses: ClassVar[tuple[str, ...]] = ("admission.kept_years", "admission.kept_from")

    def applies(self, facts: EntryHealthFacts) -> bool:
        """Only once somebody was examined."""
        return facts.examined_on is not None

    def check(self, facts: EntryHealthFacts) -> Verdict:
        if not facts.found_ill:
            return self.denied(_("体检没有发现不能坚持正常学习或影响他人健康的疾病，不保留入学资格"))
        until = kept_until(self.values, facts.checked_on, facts.examined_on)
        return self.allowed(_("保留入学资格至%s，治疗期间不享受在校生待遇") % day_label(until))


class RecheckFailed(Rule[HealthRecheckFacts]):
    """Whom the re-check found ill still: the result is entered, and the place is lost."""

    kinds = ("health_recheck",)
    concern = "recheck_failed"

    def applies(self, facts: HealthRecheckFacts) -> bool:
        """Only then."""
        return not facts.passed

    def check(self, facts: HealthRecheckFacts) -> Verdict:
        return self.warned(_("复查不合格，不能重新办理入学手续，应取消入学资格"))


class RecheckHospital(Rule[HealthRecheckFacts]):
    """By a hospital that the text trusts."""

    kinds = ("health_recheck",)
    concern = "recheck_hospital"
    uses: ClassVar[tuple[str, ...]] = ("admission.hospitals", "admission.hospital_local")

    def applies(self, facts: HealthRecheckFacts) -> bool:
        """A failure is believed whoever found it: only health has to be proved."""
        return facts.passed

    def check(self, facts: HealthRecheckFacts) -> Verdict:
        if Evidence.HEALTH_PROOF not in facts.evidence:
            wanted = hospitals_label(self, "admission")
            return self.needs_evidence(_("缺%s的健康复查证明") % wanted, [Evidence.HEALTH_PROOF.need])
        if problem := hospital_problem(self, facts.hospital_grade, facts.hospital_local, "admission"):
            return self.needs_evidence(problem, [Evidence.HEALTH_PROOF.need])
        return self.allowed(_("已附健康复查证明，出具医院：%s") % facts.hospital_grade.label)


class RecheckInTime(Rule[HealthRecheckFacts]):
    """While the place is kept."""

    kinds = ("health_recheck",)
    concern = "recheck_in_time"

    def check(self, facts: HealthRecheckFacts) -> Verdict:
        known = {"day": day_label(facts.checked_on), "until": day_label(facts.kept_until)}
        if facts.checked_on <= facts.kept_until:
            return self.allowed(_("%(day)s复查，在保留期内（至%(until)s）") % known)
        return self.breached(_("入学资格保留至%(until)s，%(day)s才复查，已过期") % known)


class PlaceCancelled(Rule[AdmissionCancellationFacts]):
    """A failed re-check, or nobody back by the last day."""

    kinds = ("admission_cancellation",)
    concern = "admission_cancelled"

    def check(self, facts: AdmissionCancellationFacts) -> Verdict:
        known = {"until": day_label(facts.kept_until)}
        if facts.recheck_passed is False:
            return self.allowed(_("健康复查不合格"))
        if facts.checked_on > facts.kept_until:
            return self.allowed(_("保留至%(until)s，到期没有重新办理入学手续") % known)
        if facts.recheck_passed:
            return self.denied(_("健康复查合格，至%(until)s可以办理入学手续") % known)
        return self.denied(_("入学资格保留至%(until)s，尚未到期") % known)


class PapersBack(Rule[Any]):
    """The papers of who lost the place go back by the way they came, within a month."""

    kinds = ("papers_return",)
    concern = "papers_back"
    uses: ClassVar[tuple[str, ...]] = PAPERS

    def check(self, facts: PapersReturnFacts) -> Verdict:
        by = papers_back_by(self.values, facts)
        known = {"by": day_label(by), "late": (facts.checked_on - by).days}
        if facts.checked_on <= by:
            return self.allowed(_("应于%(by)s前退回") % known)
        return self.breached(_("应于%(by)s前退回，已逾期 %(late)d 天") % known)
