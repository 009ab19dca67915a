"""Transfer: the conditions on student, time and grade."""

from datetime import date
from typing import ClassVar

from django.utils.translation import gettext as _

from xueji.policies.engine.rules import Rule
from xueji.policies.engine.verdicts import Verdict
from xueji.policies.facts import TransferFacts
from xueji.policies.vocabulary import SchoolKind, TransferReason
from xueji.policies.windows import day_label, moved_to_working_day, next_opening, windows_around_openings


class TransferRule(Rule[TransferFacts]):
    """Any rule on transfers."""

    kinds = ("transfer",)

    def deciding_day(self, facts: TransferFacts, key: str) -> date:
        """The day on which the reading ``key`` judges: submission, decision or effect."""
        days = {
            "submission": facts.requested_on,
            "decision": facts.checked_on,
            "effect": facts.effective_on,
        }
        return days[self.values.text(key)]


class OrdinaryTransferRule(TransferRule):
    """A rule on transfers that a student asks for; special-school moves by right and planned moves are not."""

    uses: ClassVar[tuple[str, ...]] = ("special_school.exempt", "cooperative.exempt")

    def applies(self, facts: TransferFacts) -> bool:
        """Silent where the move follows from another article."""
        to_special = facts.to_school.kind == SchoolKind.SPECIAL
        back = facts.from_school.kind == SchoolKind.SPECIAL and facts.returns_to_original
        if (to_special or back) and self.values.flag("special_school.exempt"):
            return False
        planned = facts.reason == TransferReason.COOPERATIVE_PROGRAMME
        return not (planned and self.values.flag("cooperative.exempt"))


class Enrolled(TransferRule):
    """Only who has student status can transfer."""

    concern = "transfer_enrolled"

    def check(self, facts: TransferFacts) -> Verdict:
        if facts.student.enrolled:
            return self.allowed(_("学籍有效"))
        return self.denied(_("该生现无有效学籍，不能转学"))


class NoDuplicate(TransferRule):
    """A second registration of the same person must be settled first."""

    concern = "transfer_duplicate"

    def check(self, facts: TransferFacts) -> Verdict:
        if facts.student.has_duplicate:
            return self.denied(_("全国查重有重复学籍，须先处理重复学籍再办转学"))
        return self.allowed(_("全国查重无重复学籍"))


class Scope(TransferRule):
    """Skilled-worker schools are outside the regulation."""

    concern = "transfer_scope"

    def check(self, facts: TransferFacts) -> Verdict:
        for school in (facts.from_school, facts.to_school):
            if school.kind == SchoolKind.SKILLED_WORKER:
                return self.denied(_("%s是技工学校，学籍由人力资源社会保障部门管理") % school.name)
        return self.allowed(_("双方学校都在适用范围内"))


class MinimumTerms(OrdinaryTransferRule):
    """At least one full term studied in vocational school."""

    concern = "transfer_one_term"
    uses: ClassVar[tuple[str, ...]] = (
        *OrdinaryTransferRule.uses,
        "transfer.minimum_terms",
        "transfer.minimum_terms_judged_on",
        "term.entry_grace_days",
    )

    def applies(self, facts: TransferFacts) -> bool:
        """Who comes from a general high school has no vocational term to count."""
        return super().applies(facts) and not facts.from_general_high

    def check(self, facts: TransferFacts) -> Verdict:
        day = self.deciding_day(facts, "transfer.minimum_terms_judged_on")
        done = facts.terms_completed(day, grace_days=self.values.integer("term.entry_grace_days"))
        required = self.values.integer("transfer.minimum_terms")
        known = {
            "entered": day_label(facts.student.entered_on),
            "day": day_label(day),
            "done": done,
            "required": required,
        }
        if done >= required:
            return self.allowed(_("%(entered)s入学，至%(day)s已学满 %(done)d 个学期") % known)
        if not facts.terms_reach_entry:
            return self.warned(_("学年历缺%(entered)s入学以来的学期，无法计算学满几个学期，请人工核对") % known)
        return self.breached(
            _("%(entered)s入学，至%(day)s学满 %(done)d 个学期，要求至少 %(required)d 个；休学所在学期不计") % known
        )


class NotOnLeave(TransferRule):
    """No transfer during leave."""

    concern = "transfer_on_leave"

    def check(self, facts: TransferFacts) -> Verdict:
        if facts.student.on_leave:
            return self.breached(_("该生正在休学，应先办理复学"))
        return self.allowed(_("不在休学期间"))


class NotGraduating(OrdinaryTransferRule):
    """No transfer in the graduating grade."""

    concern = "transfer_graduating"
    uses: ClassVar[tuple[str, ...]] = (*OrdinaryTransferRule.uses, "transfer.graduating_judged_on")

    def applies(self, facts: TransferFacts) -> bool:
        """The grade of a general high school student is judged by the place that is offered."""
        return super().applies(facts) and not facts.from_general_high

    def check(self, facts: TransferFacts) -> Verdict:
        by_effect = self.values.text("transfer.graduating_judged_on") == "effect"
        index = facts.effective_index if by_effect else facts.requested_index
        cohort = facts.student.programme.cohort
        if facts.student.programme.is_graduating(index):
            return self.breached(
                _("%(cohort)d级，按%(day)s转入时计已是毕业年级（最后一学年前的暑假也算）")
                % {"cohort": cohort, "day": day_label(facts.effective_on)}
            )
        return self.allowed(_("%d级，转入时不是毕业年级") % cohort)


class WindowAroundOpening(OrdinaryTransferRule):
    """After a term has ended, or in the first days of the next one."""

    concern = "transfer_window"
    uses: ClassVar[tuple[str, ...]] = (
        *OrdinaryTransferRule.uses,
        "transfer.window_days",
        "transfer.window_judged_on",
        "period.first_day_counts",
        "period.moves_from_rest_days",
    )

    def check(self, facts: TransferFacts) -> Verdict:
        day = self.deciding_day(facts, "transfer.window_judged_on")
        moves = self.values.flag("period.moves_from_rest_days")
        windows = list(
            windows_around_openings(
                facts.terms,
                self.values.integer("transfer.window_days"),
                first_day_counts=self.values.flag("period.first_day_counts"),
                rest_days=facts.rest_days if moves else (),
            )
        )
        for window in windows:
            if day in window:
                return self.allowed(
                    _("%(day)s提交，在窗口 %(window)s内") % {"day": day_label(day), "window": window.label}
                )
        coming = next((window.label for window in windows if window.first > day), _("待学年历公布"))
        return self.breached(
            _("%(day)s不在转学窗口内；下一窗口：%(coming)s。可先起草，窗口开放后提交")
            % {"day": day_label(day), "coming": coming}
        )


class BeforeOpening(OrdinaryTransferRule):
    """Before the opening of the term in which the transfer takes effect."""

    concern = "transfer_window"
    uses: ClassVar[tuple[str, ...]] = (
        *OrdinaryTransferRule.uses,
        "transfer.window_judged_on",
        "transfer.opening_day_is_in_time",
    )

    def check(self, facts: TransferFacts) -> Verdict:
        day = self.deciding_day(facts, "transfer.window_judged_on")
        meant = next((term for term in facts.terms if term.index == facts.effective_index), None)
        opening = meant.starts_on if meant else facts.effective_on
        mark = _("（暂算）") if meant and meant.planned else ""
        known = {"day": day_label(day), "opening": day_label(opening) + mark}
        in_time = day <= opening if self.values.flag("transfer.opening_day_is_in_time") else day < opening
        if in_time:
            return self.allowed(_("%(day)s提出，在转入学期开学日%(opening)s之前") % known)
        coming = next_opening(day, facts.terms)
        known["coming"] = day_label(coming.starts_on) if coming else _("待学年历公布")
        return self.breached(
            _("%(day)s提出，转入学期已于%(opening)s开学；可申请下一学期转入，开学日：%(coming)s") % known
        )


def closing_day(year: int, month_day: tuple[int, int], rest_days: frozenset[date]) -> date:
    """A closing day of a year, moved off rest days when any are given."""
    return moved_to_working_day(date(year, *month_day), rest_days)
