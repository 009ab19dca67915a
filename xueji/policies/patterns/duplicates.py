"""Clashes between records: what proof, correction and deletion need, and what holds a registration up."""

from typing import ClassVar

from django.utils.translation import gettext as _

from xueji.policies.engine.rules import Rule
from xueji.policies.engine.verdicts import Verdict
from xueji.policies.facts import (
    DuplicateCorrectionFacts,
    DuplicateDeletionFacts,
    DuplicateProofFacts,
    PersonMergeFacts,
    RegistrationItemFacts,
)
from xueji.policies.vocabulary import Evidence, HoldsUp, ProofClaim

_HOLDS = "duplicate.likeness_holds"
_PAPERS = {ProofClaim.OURS: "duplicate.proof_ours", ProofClaim.TWO_PEOPLE: "duplicate.proof_two_people"}


class ProofOpen(Rule[DuplicateProofFacts]):
    """There is a clash to be solved."""

    kinds = ("duplicate_proof",)
    concern = "duplicate_open"

    def check(self, facts: DuplicateProofFacts) -> Verdict:
        if facts.is_open:
            return self.allowed(_("查重未过：%s") % facts.clash.label)
        return self.denied(_("这一重复已经处理，不必再佐证"))


class ProofPapers(Rule[DuplicateProofFacts]):
    """One of the papers that can prove the claim."""

    kinds = ("duplicate_proof",)
    concern = "duplicate_papers"
    uses: ClassVar[tuple[str, ...]] = tuple(_PAPERS.values())

    def check(self, facts: DuplicateProofFacts) -> Verdict:
        wanted = [Evidence(word) for word in self.values.words(_PAPERS[facts.claim])]
        if any(paper in facts.evidence for paper in wanted):
            return self.allowed(_("已附证明“%s”的材料") % facts.claim.label)
        names = _("或").join(f"“{paper.label}”" for paper in wanted)
        return self.needs_evidence(
            _("要证明“%(claim)s”，缺%(names)s") % {"claim": facts.claim.label, "names": names},
            [paper.need for paper in wanted[:1]],
        )


class OtherSideHeard(Rule[DuplicateProofFacts]):
    """Who decides has heard both."""

    kinds = ("duplicate_proof",)
    concern = "duplicate_heard"

    def check(self, facts: DuplicateProofFacts) -> Verdict:
        if facts.other_heard:
            return self.allowed(_("另一方已经陈述，或陈述期限已过"))
        return self.warned(_("另一方还没有陈述，决定前须等其陈述或期限届满"))


class RegisteredOtherSide(Rule[DuplicateProofFacts]):
    """A record in status is not closed by a proof: its school does that."""

    kinds = ("duplicate_proof",)
    concern = "duplicate_other_registered"

    def applies(self, facts: DuplicateProofFacts) -> bool:
        """Where the student is claimed."""
        return facts.claim == ProofClaim.OURS

    def check(self, facts: DuplicateProofFacts) -> Verdict:
        if facts.other_registered:
            return self.warned(_("另一方已注册学籍：佐证成立后由其办理注销或转学，办结后本校方可注册"))
        return self.allowed(_("另一方尚未注册：佐证成立后其未注册记录随即删除"))


class CorrectionPending(Rule[DuplicateCorrectionFacts]):
    """Only what is not registered is corrected this way."""

    kinds = ("duplicate_correction",)
    concern = "duplicate_correction_pending"

    def check(self, facts: DuplicateCorrectionFacts) -> Verdict:
        if not facts.pending:
            return self.denied(_("该生已注册，请办“信息变更”"))
        return self.allowed(_("该生未注册，可以更正误录的信息"))


class CorrectionNumber(Rule[DuplicateCorrectionFacts]):
    """The new number is one, agrees with birth and sex, and is nobody else's."""

    kinds = ("duplicate_correction",)
    concern = "duplicate_correction_number"

    def check(self, facts: DuplicateCorrectionFacts) -> Verdict:
        if not facts.identity_valid:
            return self.denied(_("更正后的证件号无效，请核对每一位和校验码"))
        if not facts.identity_consistent:
            return self.denied(_("更正后的证件号与出生日期或性别不一致，请一并更正"))
        if facts.still_clashes:
            return self.denied(_("更正后的证件号在他处仍有在册学籍，请核对，或改办佐证"))
        return self.allowed(_("更正后的证件号有效，在他处没有在册学籍"))


class CorrectionProved(Rule[DuplicateCorrectionFacts]):
    """By the identity document itself."""

    kinds = ("duplicate_correction",)
    concern = "duplicate_correction_papers"

    def check(self, facts: DuplicateCorrectionFacts) -> Verdict:
        if Evidence.IDENTITY_PROOF in facts.evidence:
            return self.allowed(_("已附身份证件"))
        return self.needs_evidence(_("缺载明正确信息的身份证件"), [Evidence.IDENTITY_PROOF.need])


class DeletionPending(Rule[DuplicateDeletionFacts]):
    """Only what is not registered is deleted; who has status is cancelled."""

    kinds = ("duplicate_deletion",)
    concern = "duplicate_deletion_pending"

    def check(self, facts: DuplicateDeletionFacts) -> Verdict:
        if not facts.pending:
            return self.denied(_("该生已注册，不能删除；确属重复注册的，请办“注销”"))
        if not facts.is_open:
            return self.denied(_("这一重复已经处理，不必再删除"))
        return self.allowed(_("该生未注册，误录的记录可以删除，留有沿革"))


class LikenessSettled(Rule[RegistrationItemFacts]):
    """Same name, sex and day of birth with another number: whether that has to be settled first."""

    kinds = ("registration_item",)
    concern = "registration_likeness"
    uses: ClassVar[tuple[str, ...]] = (_HOLDS,)

    def applies(self, facts: RegistrationItemFacts) -> bool:
        """Where somebody is alike."""
        return facts.alike

    def check(self, facts: RegistrationItemFacts) -> Verdict:
        holds = self.values.text(_HOLDS)
        if holds == HoldsUp.ALWAYS or (holds == HoldsUp.WITHOUT_CITIZEN_NUMBER and facts.alike_without_number):
            return self.denied(
                _("查重疑似同一人：他处有姓名、性别、出生日期相同而证件号不同的学籍，须先佐证、更正或删除")
            )
        return self.warned(_("他处有姓名、性别、出生日期相同的学籍，双方证件号均有效而不同，请核对"))


class MergeRule(Rule[PersonMergeFacts]):
    """Any rule on bringing two numbers of one person together."""

    kinds = ("person_merge",)


class MergeOfTwo(MergeRule):
    """The two numbers stand under two persons still."""

    concern = "merge_two_persons"

    def check(self, facts: PersonMergeFacts) -> Verdict:
        if facts.two_persons:
            return self.allowed(_("两个号码现登记在两个人名下，可以归并"))
        return self.denied(_("两个号码已在同一人名下，不必归并"))


class MergeOneOpen(MergeRule):
    """One person has one open record: the other is ended first."""

    concern = "merge_one_open"

    def check(self, facts: PersonMergeFacts) -> Verdict:
        if facts.both_open:
            return self.denied(_("两个号码下都有在册学籍：先办结其中一个（未注册的删除，已注册的注销或转学），再归并"))
        return self.allowed(_("归并后至多一个在册学籍"))


class MergeNothingGoing(MergeRule):
    """Nothing else is under way for either of the two."""

    concern = "merge_nothing_going"

    def check(self, facts: PersonMergeFacts) -> Verdict:
        if facts.case_open:
            return self.denied(_("其中一个号码下另有在办的学籍变动或学生申请，办结后再归并"))
        return self.allowed(_("两个号码下都没有其他在办事项"))


class MergeOneCertificate(MergeRule):
    """A person has one graduation certificate, ever."""

    concern = "merge_one_certificate"

    def check(self, facts: PersonMergeFacts) -> Verdict:
        if facts.both_graduated:
            return self.denied(_("两个号码下都已毕业，一人一生只有一张毕业证书：先报发证机关查处，不能直接归并"))
        return self.allowed(_("至多一张毕业证书"))


class MergePapers(MergeRule):
    """That the two are one is proved; where they do not look alike, by who keeps the household registers."""

    concern = "merge_papers"
    uses: ClassVar[tuple[str, ...]] = ("merge.papers_alike", "merge.papers_unlike")

    def check(self, facts: PersonMergeFacts) -> Verdict:
        key = "merge.papers_alike" if facts.alike else "merge.papers_unlike"
        wanted = [Evidence(word) for word in self.values.words(key)]
        if any(paper in facts.evidence for paper in wanted):
            return self.allowed(_("已附证明两个号码是同一人的材料"))
        names = _("或").join(f"“{paper.label}”" for paper in wanted)
        said = _("缺%(names)s") if facts.alike else _("两个号码下的姓名、性别或出生日期不一致，缺%(names)s")
        return self.needs_evidence(said % {"names": names}, [paper.need for paper in wanted[:1]])
