"""Required withdrawal: notice, record of contact, public announcement, and who may not be forced out."""

from datetime import date
from typing import ClassVar

from django.utils.translation import gettext as _

from xueji.policies.engine.verdicts import Verdict
from xueji.policies.facts import RequiredWithdrawalFacts, is_of_age
from xueji.policies.vocabulary import Evidence
from xueji.policies.windows import day_label

from .required_withdrawal import RequiredWithdrawalRule

AGE = ("guardian.consent_below", "age.full_on_birthday")


class NoticeRule(RequiredWithdrawalRule):
    """A rule that asks whether anybody was reached."""

    uses: ClassVar[tuple[str, ...]] = AGE

    def notified_on(self, facts: RequiredWithdrawalFacts) -> date | None:
        """The day on which the guardian (or the body concerned) was reached, or a student of full age."""
        if facts.guardian_notified_on is not None:
            return facts.guardian_notified_on
        return facts.student_notified_on if self.adult(facts) else None

    def adult(self, facts: RequiredWithdrawalFacts, on: date | None = None) -> bool:
        """Whether the student speaks alone: on the day of the check unless another is given."""
        return is_of_age(
            facts.student.birth_date,
            self.values.integer("guardian.consent_below"),
            on or facts.checked_on,
            on_birthday=self.values.flag("age.full_on_birthday"),
        )

    def agreed(self, facts: RequiredWithdrawalFacts) -> bool:
        """Whether those who are to be told have signed themselves."""
        return not _unsigned(facts, alone=self.adult(facts))


class Notified(NoticeRule):
    """Student and guardian are told; where that fails, the school shows that it tried."""

    concern = "required_withdrawal_notice"
    uses: ClassVar[tuple[str, ...]] = (*AGE, "required_withdrawal.contact_attempts")
    student_too: ClassVar[bool] = False

    def check(self, facts: RequiredWithdrawalFacts) -> Verdict:
        if self.notified_on(facts) is not None:
            return self._reached(facts)
        if self.agreed(facts):
            return self.allowed(_("已由本人方面签字申请退学，无须另行通知"))
        wanted = self.values.integer("required_withdrawal.contact_attempts")
        known = {"tried": facts.contact_attempts, "wanted": wanted}
        if facts.contact_attempts >= wanted:
            return self.allowed(_("已联系 %(tried)d 次未能通知到，记录在案；须公示") % known)
        if Evidence.CONTACT_RECORD in facts.evidence:
            return self.allowed(_("联系记录已附，未能通知到；须公示"))
        return self.needs_evidence(
            _("尚未通知到监护人，联系记录 %(tried)d 次，至少 %(wanted)d 次；请联系并登记日期、方式和结果") % known,
            [Evidence.CONTACT_RECORD.need],
        )

    def _reached(self, facts: RequiredWithdrawalFacts) -> Verdict:
        if facts.guardian_notified_on is None:
            assert facts.student_notified_on is not None
            return self.allowed(_("已于%s通知成年学生本人") % day_label(facts.student_notified_on))
        day = day_label(facts.guardian_notified_on)
        if facts.student_notified_on is not None:
            return self.allowed(_("已通知学生本人，并于%s通知监护人或有关单位") % day)
        if self.student_too:
            return self.warned(_("已于%s通知监护人或有关单位；尚无通知学生本人的记录，请一并通知") % day)
        return self.allowed(_("已于%s通知监护人或有关单位") % day)


class Announced(NoticeRule):
    """Who cannot be told is withdrawn only after a public announcement has run out."""

    concern = "required_withdrawal_announcement"
    uses: ClassVar[tuple[str, ...]] = (*AGE, "required_withdrawal.announcement_days")

    def applies(self, facts: RequiredWithdrawalFacts) -> bool:
        """Silent when somebody was reached, or when student and guardian apply themselves."""
        return self.notified_on(facts) is None and not self.agreed(facts)

    def check(self, facts: RequiredWithdrawalFacts) -> Verdict:
        wanted = self.values.integer("required_withdrawal.announcement_days")
        first, last = facts.announced_from, facts.announced_until
        if first is None or last is None:
            return self.denied(_("未能通知到的，须先公示至少 %d 天，公示期满仍不来办理的才视为自动退学") % wanted)
        days = (last - first).days + 1
        known = {"first": day_label(first), "last": day_label(last), "days": days, "wanted": wanted}
        if days < wanted:
            return self.denied(_("公示%(first)s至%(last)s只有 %(days)d 天，至少 %(wanted)d 天，请延长") % known)
        if facts.checked_on <= last:
            return self.denied(_("公示到%(last)s为止，次日起才能办理") % known)
        return self.allowed(_("%(first)s至%(last)s已公示 %(days)d 天，期满无人来办理，视为自动退学") % known)


class MinorsNotForced(NoticeRule):
    """A minor is not ordered to leave: student and guardian apply themselves, or the school goes on advising."""

    concern = "required_withdrawal_minor"
    uses: ClassVar[tuple[str, ...]] = (*AGE, "required_withdrawal.minor_judged_on")

    def applies(self, facts: RequiredWithdrawalFacts) -> bool:
        """Only for students under age on the day that counts."""
        by_decision = self.values.text("required_withdrawal.minor_judged_on") == "decision"
        return not self.adult(facts, facts.checked_on if by_decision else facts.requested_on)

    def check(self, facts: RequiredWithdrawalFacts) -> Verdict:
        missing = _unsigned(facts, alone=False)
        if not missing:
            return self.allowed(_("未成年学生与监护人经劝导，自行申请退学"))
        return self.breached(self.against(missing))

    def against(self, missing: list[str]) -> str:
        """Why it cannot be done so."""
        return _("该生未成年，不得勒令退学；只能劝导，须有%s签字的退学申请") % "、".join(missing)


class MinorsWithCare(MinorsNotForced):
    """A text that does not speak of minors: what follows from other law, as heavy as it is read."""

    severity_from = "required_withdrawal.minor"
    uses: ClassVar[tuple[str, ...]] = (*MinorsNotForced.uses, "required_withdrawal.minor")

    def against(self, missing: list[str]) -> str:
        """What the deciders should see."""
        return _("该生未成年，缺%s的退学申请；请先劝返、劝学，确须退学的应通知到监护人") % "、".join(missing)


class Formalities(NoticeRule):
    """Who was told has time to come; after it the withdrawal counts as automatic."""

    concern = "required_withdrawal_formalities"

    def applies(self, facts: RequiredWithdrawalFacts) -> bool:
        """Only where a day was set."""
        return facts.formalities_due_on is not None

    def check(self, facts: RequiredWithdrawalFacts) -> Verdict:
        assert facts.formalities_due_on is not None
        day = day_label(facts.formalities_due_on)
        if facts.checked_on <= facts.formalities_due_on:
            return self.breached(_("办理退学手续的期限到%s，学生仍可来办理") % day)
        return self.allowed(_("办理退学手续的期限%s已过，逾期不办视作自动退学") % day)


def _unsigned(facts: RequiredWithdrawalFacts, *, alone: bool) -> list[str]:
    """Whose signature is missing; ``alone``: the student needs no guardian."""
    missing = [] if facts.student_consent else [_("学生")]
    if not alone and not facts.guardian_consent:
        missing.append(_("监护人"))
    return missing
