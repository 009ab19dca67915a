"""What the rules on clashes between records look at: proof, correction and deletion."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from xueji.policies.facts.describe import fact
from xueji.policies.matters import facts_of
from xueji.policies.vocabulary import ClashKind, Evidence, ProofClaim


@facts_of("duplicate_proof", label=_("重复学籍佐证"))
@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateProofFacts:
    """A school proves whose a student is. Nothing in it says who the other school is."""

    requested_on: date = fact(_("学校提交的日期"), derived=_("判断之日"))
    checked_on: date = fact(_("核对之日（终审核对时为决定之日）"), derived=_("判断之日"))
    clash: ClashKind = fact(_("与他处学籍相同的是什么"), default=ClashKind.IDENTITY)
    claim: ProofClaim = fact(_("学校要证明的是什么"), default=ProofClaim.OURS)
    is_open: bool = fact(_("这一重复是否还没有处理"), default=True)
    other_registered: bool = fact(_("另一方是否已经注册学籍"), default=False)
    other_heard: bool = fact(_("另一方是否已经陈述，或陈述期限已过"), default=True)
    evidence: frozenset[str] = fact(_("已附的证明材料"), default=frozenset(), words=Evidence)


@facts_of("duplicate_correction", label=_("更正误录信息"))
@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateCorrectionFacts:
    """A pending record that was entered wrongly gets the number, name, sex or day of birth that its papers show."""

    requested_on: date = fact(_("学校提交的日期"), derived=_("判断之日"))
    checked_on: date = fact(_("核对之日（终审核对时为决定之日）"), derived=_("判断之日"))
    pending: bool = fact(_("是否还未注册"), default=True)
    is_open: bool = fact(_("这一重复是否还没有处理"), default=True)
    identity_valid: bool = fact(_("更正后的证件号是否有效"), default=True)
    identity_consistent: bool = fact(_("更正后的证件号与出生日期、性别是否一致"), default=True)
    still_clashes: bool = fact(_("更正后的证件号在他处是否仍有在册学籍"), default=False)
    evidence: frozenset[str] = fact(_("已附的证明材料"), default=frozenset(), words=Evidence)


@facts_of("duplicate_deletion", label=_("删除误录学籍"))
@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateDeletionFacts:
    """A pending record that should not be: entered twice, or of somebody who does not attend here."""

    requested_on: date = fact(_("学校提交的日期"), derived=_("判断之日"))
    checked_on: date = fact(_("核对之日（终审核对时为决定之日）"), derived=_("判断之日"))
    pending: bool = fact(_("是否还未注册"), default=True)
    is_open: bool = fact(_("这一重复是否还没有处理"), default=True)


@facts_of("person_merge", label=_("一人两号归并"))
@dataclass(frozen=True, slots=True, kw_only=True)
class PersonMergeFacts:
    """Two numbers that are one person's: a passport first and a citizen number later, or somebody entered twice."""

    requested_on: date = fact(_("学校提交的日期"), derived=_("判断之日"))
    checked_on: date = fact(_("核对之日（终审核对时为决定之日）"), derived=_("判断之日"))
    two_persons: bool = fact(_("两个号码现在是否登记在两个人名下"), default=True)
    alike: bool = fact(_("两个号码下登记的姓名、性别、出生日期是否一致"), default=True)
    both_open: bool = fact(_("两个号码下是否都有在册学籍"), default=False)
    case_open: bool = fact(_("任一号码下是否另有在办的学籍变动或申请"), default=False)
    both_graduated: bool = fact(_("两个号码下是否都有毕业的学籍"), default=False)
    evidence: frozenset[str] = fact(_("已附的证明材料"), default=frozenset(), words=Evidence)
