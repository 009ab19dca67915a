"""Transfer: reasons, papers, consents, and the ways between kinds of school."""

from decimal import ROUND_CEILING
from typing import ClassVar

from django.utils.translation import gettext as _

from xueji.policies.engine.verdicts import Verdict
from xueji.policies.facts import TransferFacts, is_of_age
from xueji.policies.vocabulary import Evidence, Initiator, SchoolKind, TransferReason

from .transfer import OrdinaryTransferRule, TransferRule


class Reason(OrdinaryTransferRule):
    """The reason is one that the text names or leaves room for."""

    concern = "transfer_reason"
    uses: ClassVar[tuple[str, ...]] = (
        *OrdinaryTransferRule.uses,
        "transfer.reasons",
        "general_high.any_reason",
    )

    def check(self, facts: TransferFacts) -> Verdict:
        label = facts.reason.label
        if facts.reason in self.values.words("transfer.reasons"):
            return self.allowed(_("转学事由：%s") % label)
        if facts.from_general_high and self.values.flag("general_high.any_reason"):
            return self.allowed(_("普通高中学生转入，事由：%s") % label)
        return self.breached(_("“%s”不在可以转学的事由之内") % label)


class EvidenceOfReason(TransferRule):
    """The papers uploaded prove the reason."""

    concern = "transfer_evidence"
    uses: ClassVar[tuple[str, ...]] = ("transfer.evidence_by_reason",)

    def check(self, facts: TransferFacts) -> Verdict:
        wanted = self.values.word_lists("transfer.evidence_by_reason").get(facts.reason.value, ())
        owed = [Evidence(kind) for kind in wanted if kind not in facts.evidence]
        if not owed:
            return self.allowed(_("事由“%s”的证明材料齐全") % facts.reason.label)
        names = "、".join(str(kind.label) for kind in owed)
        return self.needs_evidence(
            _("事由为%(reason)s，缺：%(names)s") % {"reason": facts.reason.label, "names": names},
            [kind.need for kind in owed],
        )


class Consents(TransferRule):
    """The student applies, together with the guardian while a minor."""

    concern = "transfer_consents"
    uses: ClassVar[tuple[str, ...]] = ("guardian.consent_below", "age.full_on_birthday")

    def check(self, facts: TransferFacts) -> Verdict:
        adult = is_of_age(
            facts.student.birth_date,
            self.values.integer("guardian.consent_below"),
            facts.requested_on,
            on_birthday=self.values.flag("age.full_on_birthday"),
        )
        missing = []
        if not facts.student_consent:
            missing.append(_("学生"))
        if not facts.guardian_consent and not adult:
            missing.append(_("监护人"))
        if missing:
            return self.needs_evidence(_("缺%s的签字") % "、".join(missing), [Evidence.TRANSFER_APPLICATION.need])
        return self.allowed(_("成年学生本人已签字") if adult else _("学生与监护人均已签字"))


class OutsideStatus(TransferRule):
    """Who comes from a school outside the register shows on paper the status that no register confirms."""

    concern = "transfer_outside_status"

    def applies(self, facts: TransferFacts) -> bool:
        """Only for students who are in no register here."""
        return facts.from_outside

    def check(self, facts: TransferFacts) -> Verdict:
        if Evidence.OUTSIDE_STATUS_PROOF in facts.evidence:
            return self.allowed(_("%s出具的在籍证明已附") % facts.from_school.name)
        return self.needs_evidence(
            _("%s不在本系统内，须由其出具在籍证明") % facts.from_school.name, [Evidence.OUTSIDE_STATUS_PROOF.need]
        )


class OpenedBy(TransferRule):
    """The school that the text names opens the transfer; where that one is outside the register, the other does."""

    concern = "transfer_initiator"
    opener: Initiator

    def applies(self, facts: TransferFacts) -> bool:
        """Silent where the school that opens sits outside and answers on paper."""
        return not (facts.from_outside if self.opener == Initiator.FROM_SCHOOL else facts.to_outside)

    def check(self, facts: TransferFacts) -> Verdict:
        if facts.initiated_by == self.opener:
            return self.allowed(_("由%s发起") % self.opener.label)
        return self.breached(_("应由%s发起") % self.opener.label)


class SameTypeAndLevel(OrdinaryTransferRule):
    """Both schools are of one type and level; general high and special schools have rules of their own."""

    concern = "transfer_same_type"

    def applies(self, facts: TransferFacts) -> bool:
        """Silent on general high and special schools."""
        other = facts.from_general_high or facts.to_general_high or facts.special_school
        return super().applies(facts) and not other

    def check(self, facts: TransferFacts) -> Verdict:
        if facts.same_type_and_level:
            return self.allowed(_("双方同为中等职业学校"))
        return self.breached(
            _("%(origin)s与%(destination)s不是同类型同层次学校")
            % {"origin": facts.from_school.name, "destination": facts.to_school.name}
        )


class GeneralHighNotGraduating(TransferRule):
    """Nobody enters the graduating grade from a general high school."""

    concern = "transfer_general_high_graduating"

    def applies(self, facts: TransferFacts) -> bool:
        """Only for students from a general high school."""
        return facts.from_general_high

    def check(self, facts: TransferFacts) -> Verdict:
        if facts.destination.is_graduating(facts.effective_index):
            return self.breached(_("拟转入的%d级在转入时已是毕业年级") % facts.destination.cohort)
        return self.allowed(_("拟转入%d级，不是毕业年级") % facts.destination.cohort)


class GeneralHighStudyTime(TransferRule):
    """Who comes from a general high school studies long enough in vocational school."""

    concern = "transfer_general_high_study_time"
    uses: ClassVar[tuple[str, ...]] = ("general_high.minimum_years", "general_high.terms_a_year")

    def applies(self, facts: TransferFacts) -> bool:
        """Only for students from a general high school."""
        return facts.from_general_high

    def check(self, facts: TransferFacts) -> Verdict:
        years = self.values.decimal("general_high.minimum_years")
        terms = years * self.values.integer("general_high.terms_a_year")
        required = int(terms.to_integral_value(rounding=ROUND_CEILING))
        left = facts.destination.terms_left(facts.effective_index)
        known = {"left": left, "required": required}
        if left >= required:
            return self.allowed(_("转入后可在中职学习 %(left)d 个学期，不少于 %(required)d 个") % known)
        return self.breached(_("转入后只能在中职学习 %(left)d 个学期，少于 %(required)d 个") % known)


class ToGeneralHigh(TransferRule):
    """The way into a general high school."""

    concern = "transfer_to_general_high"

    def applies(self, facts: TransferFacts) -> bool:
        """Only for students who go to a general high school."""
        return facts.to_general_high

    def check(self, facts: TransferFacts) -> Verdict:
        return self.breached(_("转入普通高中没有本办法的具体条款，须有所依据的规定"))


class SpecialSchoolPlacement(TransferRule):
    """A student is sent to a special school only by the decision that other law requires."""

    concern = "transfer_special_placement"

    def applies(self, facts: TransferFacts) -> bool:
        """Only for moves to a special school."""
        return facts.to_school.kind == SchoolKind.SPECIAL

    def check(self, facts: TransferFacts) -> Verdict:
        if Evidence.SPECIAL_SCHOOL_DECISION in facts.evidence:
            return self.allowed(_("送专门学校的决定已附"))
        return self.needs_evidence(self.ask(), [Evidence.SPECIAL_SCHOOL_DECISION.need])

    def ask(self) -> str:
        """What the decision must state."""
        return _("缺按有关规定作出的送专门学校决定，应写明严重不良行为和不适合在中职就读的情形")


class SpecialSchoolReturn(TransferRule):
    """Who did well in a special school may return; the original school must take the student back."""

    concern = "transfer_special_return"

    def applies(self, facts: TransferFacts) -> bool:
        """Only for moves out of a special school."""
        return facts.from_school.kind == SchoolKind.SPECIAL

    def check(self, facts: TransferFacts) -> Verdict:
        if Evidence.SPECIAL_SCHOOL_REPORT not in facts.evidence:
            return self.needs_evidence(_("缺专门学校出具的表现鉴定"), [Evidence.SPECIAL_SCHOOL_REPORT.need])
        if facts.returns_to_original:
            return self.allowed(_("转回原学校，原学校应准予转入"))
        return self.allowed(_("转入其他学校，由该校按有关规定接收"))


class PlannedMove(TransferRule):
    """A planned move in a co-operative programme follows its training plan."""

    concern = "transfer_cooperative"

    def applies(self, facts: TransferFacts) -> bool:
        """Only for planned moves."""
        return facts.reason == TransferReason.COOPERATIVE_PROGRAMME

    def check(self, facts: TransferFacts) -> Verdict:
        if Evidence.TRAINING_PLAN in facts.evidence:
            return self.allowed(_("合作办学协议与培养计划已附，按计划变更就读学校"))
        return self.needs_evidence(_("缺合作办学协议与培养计划"), [Evidence.TRAINING_PLAN.need])
