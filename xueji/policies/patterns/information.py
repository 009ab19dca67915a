"""Information changes: whose, on which papers, numbers that agree with each other, and in what time."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import ClassVar

from django.utils.translation import gettext as _

from xueji.policies.engine.rules import Rule
from xueji.policies.engine.verdicts import Verdict
from xueji.policies.facts import InformationFacts
from xueji.policies.vocabulary import Evidence, InformationField
from xueji.policies.windows import day_label

_SATURDAY = 5


class InformationRule(Rule[InformationFacts]):
    """Any rule on information changes."""

    kinds = ("information",)


class StrictRule(InformationRule):
    """A rule on the entries that say who the student is."""

    uses: ClassVar[tuple[str, ...]] = ("information.strict_fields",)

    def applies(self, facts: InformationFacts) -> bool:
        """Only where such an entry changes."""
        return not facts.fields.isdisjoint(self.values.words("information.strict_fields"))


class Registered(InformationRule):
    """Only who is or was registered has information to change."""

    concern = "information_registered"

    def check(self, facts: InformationFacts) -> Verdict:
        if facts.student.enrolled:
            return self.allowed(_("已注册学生"))
        if facts.graduated:
            return self.allowed(_("已注册毕业的学生"))
        return self.denied(_("该生不是已注册学生，也不是注册毕业学生"))


class Graduates(InformationRule):
    """Whether graduates' information may still change, and what that does to their certificates."""

    concern = "information_graduates"
    severity_from = "information.graduates"
    uses: ClassVar[tuple[str, ...]] = ("information.graduates",)

    def applies(self, facts: InformationFacts) -> bool:
        """Only for graduates."""
        return facts.graduated

    def check(self, facts: InformationFacts) -> Verdict:
        if facts.has_certificate:
            return self.breached(_("该生已毕业并已发证书；已发的证书不随信息变更改动"))
        return self.breached(_("该生已毕业"))


class AskedFor(InformationRule):
    """The student or the guardian asks for it."""

    concern = "information_consents"

    def check(self, facts: InformationFacts) -> Verdict:
        paper = Evidence.INFORMATION_APPLICATION
        if facts.student_consent or facts.guardian_consent or paper in facts.evidence:
            return self.allowed(_("由学生或监护人提出"))
        return self.needs_evidence(_("缺学生或监护人签字的申请"), [paper.need])


class EvidenceOfFields(InformationRule):
    """Each entry is proved by one of the papers that can prove it."""

    concern = "information_evidence"
    uses: ClassVar[tuple[str, ...]] = ("information.evidence_any",)

    def check(self, facts: InformationFacts) -> Verdict:
        accepted = self.values.word_lists("information.evidence_any")
        owed = {
            field: accepted[field]
            for field in InformationField.values
            if field in facts.fields and accepted.get(field) and facts.evidence.isdisjoint(accepted[field])
        }
        if not owed:
            return self.allowed(_("各项变更的证明材料齐全"))
        reasons = [_one_of(InformationField(field), kinds) for field, kinds in owed.items()]
        first = dict.fromkeys(Evidence(kinds[0]) for kinds in owed.values())
        return self.needs_evidence("；".join(reasons), [kind.need for kind in first])


class IdentityNumber(StrictRule):
    """A citizen number is well-formed and agrees with birth date and sex."""

    concern = "information_identity"

    def check(self, facts: InformationFacts) -> Verdict:
        if not facts.identity_valid:
            return self.denied(_("新身份证件号的校验码或区划不正确"))
        if not facts.identity_consistent:
            return self.denied(_("身份证件号与出生日期、性别不一致，应一并变更或核对"))
        return self.allowed(_("身份证件号与出生日期、性别一致"))


class NobodyElses(StrictRule):
    """The number is on nobody else's register."""

    concern = "information_duplicate"

    def check(self, facts: InformationFacts) -> Verdict:
        if facts.student.has_duplicate:
            return self.denied(_("全国查重：该身份证件号已在他人学籍上，须先查清"))
        return self.allowed(_("全国查重无重复学籍"))


class StartedInTime(InformationRule):
    """The school starts within some working days of the proof."""

    concern = "information_start"
    severity_from = "information.late_start"
    uses: ClassVar[tuple[str, ...]] = ("information.late_start", "information.start_working_days")

    def applies(self, facts: InformationFacts) -> bool:
        """Only where the day of the proof is known."""
        return facts.proof_received_on is not None

    def check(self, facts: InformationFacts) -> Verdict:
        assert facts.proof_received_on is not None
        budget = self.values.integer("information.start_working_days")
        due = nth_working_day(facts.proof_received_on, budget, facts.rest_days)
        known = {"proof": day_label(facts.proof_received_on), "due": day_label(due), "budget": budget}
        if facts.requested_on <= due:
            return self.allowed(_("%(proof)s收到证明，应在%(due)s前（%(budget)d 个工作日内）启动") % known)
        late = working_days_between(due, facts.requested_on, facts.rest_days)
        return self.breached(
            _("%(proof)s收到证明，应在%(due)s前启动，已晚 %(late)d 个工作日，请说明原因") % (known | {"late": late})
        )


def nth_working_day(after: date, number: int, rest_days: Collection[date]) -> date:
    """The n-th working day after a day. Without any rest days given, Saturdays and Sundays are."""
    day = after
    while number:
        day += timedelta(days=1)
        number -= 0 if _rests(day, rest_days) else 1
    return day


def working_days_between(after: date, until: date, rest_days: Collection[date]) -> int:
    """How many working days lie after one day and up to another."""
    days = (after + timedelta(days=offset) for offset in range(1, (until - after).days + 1))
    return sum(1 for day in days if not _rests(day, rest_days))


def _rests(day: date, rest_days: Collection[date]) -> bool:
    return day in rest_days if rest_days else day.weekday() >= _SATURDAY


def _one_of(field: InformationField, kinds: Collection[str]) -> str:
    names = _("或").join(str(Evidence(kind).label) for kind in kinds)
    return _("变更%(field)s，缺%(names)s") % {"field": field.label, "names": names}
