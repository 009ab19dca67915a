"""Withdrawal on the application of student and guardian."""

from typing import ClassVar

from django.utils.translation import gettext as _

from xueji.policies.engine.rules import Rule
from xueji.policies.engine.verdicts import Verdict
from xueji.policies.facts import RequiredWithdrawalFacts, WithdrawalFacts
from xueji.policies.vocabulary import Evidence

from .application import Application


class WithdrawalRule(Rule[WithdrawalFacts]):
    """Any rule on withdrawal that is applied for."""

    kinds = ("withdrawal",)


class Enrolled(WithdrawalRule):
    """Only who has student status can give it up."""

    concern = "withdrawal_enrolled"

    def check(self, facts: WithdrawalFacts) -> Verdict:
        if facts.student.enrolled:
            return self.allowed(_("学籍有效"))
        return self.denied(_("该生现无有效学籍，无从退学"))


class CompulsorySchoolingGoesOn(Rule[WithdrawalFacts | RequiredWithdrawalFacts]):
    """Whoever leaves before compulsory schooling is finished goes on with it at another school."""

    kinds = ("withdrawal", "required_withdrawal")
    concern = "withdrawal_compulsory_schooling"

    def applies(self, facts: WithdrawalFacts | RequiredWithdrawalFacts) -> bool:
        """Only to those of whom it is not entered that they have finished it."""
        return facts.in_compulsory_schooling

    def check(self, facts: WithdrawalFacts | RequiredWithdrawalFacts) -> Verdict:
        return self.warned(_("该生尚未登记完成义务教育，退学前请落实其转入的义务教育学校"))


class Consents(Application):
    """The student applies, together with the guardian while a minor."""

    kinds = ("withdrawal",)
    concern = "withdrawal_consents"
    paper: ClassVar[Evidence] = Evidence.WITHDRAWAL_APPLICATION


class InWriting(WithdrawalRule):
    """The application is in writing."""

    concern = "withdrawal_application"

    def check(self, facts: WithdrawalFacts) -> Verdict:
        if Evidence.WITHDRAWAL_APPLICATION in facts.evidence:
            return self.allowed(_("退学申请书已附"))
        return self.needs_evidence(_("缺书面退学申请"), [Evidence.WITHDRAWAL_APPLICATION.need])
