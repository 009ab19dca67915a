"""Leave: who may take it, why, how much of the term is missed, and what it brings."""

from typing import Any, ClassVar

from django.utils.translation import gettext as _

from xueji.policies.engine.rules import Rule
from xueji.policies.engine.verdicts import Verdict
from xueji.policies.facts import LeaveFacts, anniversary, is_of_age
from xueji.policies.facts.coming import opening_after, term_of
from xueji.policies.vocabulary import Evidence, HospitalGrade, LeaveGround
from xueji.policies.windows import day_label

from .application import Application


class LeaveRule(Rule[LeaveFacts]):
    """Any rule on leave. `grounds`: the reasons that it speaks on, all when empty."""

    kinds = ("leave",)
    grounds: ClassVar[tuple[LeaveGround, ...]] = ()

    def applies(self, facts: LeaveFacts) -> bool:
        """Only on the rule's grounds."""
        return not self.grounds or facts.ground in self.grounds


class Enrolled(LeaveRule):
    """Only who has student status takes leave."""

    concern = "leave_enrolled"

    def check(self, facts: LeaveFacts) -> Verdict:
        if facts.student.enrolled:
            return self.allowed(_("学籍有效"))
        return self.denied(_("该生现无有效学籍，不能休学"))


class NotRunning(LeaveRule):
    """Nobody takes leave twice at once; a leave that is about to end can be extended."""

    concern = "leave_not_running"

    def check(self, facts: LeaveFacts) -> Verdict:
        if not facts.student.on_leave:
            return self.allowed(_("现不在休学期间"))
        ends = facts.current_leave_ends_on
        known = {"ends": day_label(ends) if ends else _("未定"), "starts": day_label(facts.first_day)}
        if facts.is_extension:
            return self.allowed(_("现休学至%(ends)s，自%(starts)s起续休") % known)
        return self.denied(_("该生正在休学（至%(ends)s）；续休应自期满次日起，不能自%(starts)s起重复休学") % known)


class Ground(LeaveRule):
    """The reason is one that the text names."""

    concern = "leave_ground"
    uses: ClassVar[tuple[str, ...]] = ("leave.grounds", "leave.enterprise_is_hardship")

    def check(self, facts: LeaveFacts) -> Verdict:
        label = facts.ground.label
        if facts.ground in self.values.words("leave.grounds"):
            return self.allowed(_("休学事由：%s") % label)
        if facts.ground is LeaveGround.ENTERPRISE and self.values.flag("leave.enterprise_is_hardship"):
            return self.allowed(_("休学事由：%s，按其他特殊困难处理") % label)
        return self.breached(_("“%s”不在可以休学的情形之内") % label)


class Applied(Application):
    """Student and guardian apply for leave."""

    kinds = ("leave",)
    concern = "leave_consents"
    paper = Evidence.LEAVE_APPLICATION


class MoreThanAThird(LeaveRule):
    """More than a third of the term is missed, past and expected absence together."""

    concern = "leave_absence"
    uses: ClassVar[tuple[str, ...]] = ("leave.exactly_a_third_suffices", "leave.expected_absence_counts")

    def check(self, facts: LeaveFacts) -> Verdict:
        if facts.term_hours:
            return self._by_hours(facts)
        if facts.missed_hours or not self.values.flag("leave.expected_absence_counts"):
            return self.denied(_("未填本学期总课时，无法计算缺课是否超过三分之一"))
        if facts.ends_on is None and not facts.leave_terms:
            return self.warned(_("缺课课时和休学起止都未填，请核对缺课是否超过三分之一"))
        return self._by_days(facts)

    def _by_hours(self, facts: LeaveFacts) -> Verdict:
        expected = facts.expected_hours if self.values.flag("leave.expected_absence_counts") else 0
        missed = facts.missed_hours + expected
        known = {
            "missed": missed,
            "past": facts.missed_hours,
            "expected": expected,
            "term": facts.term_hours,
        }
        if self._suffices(missed, facts.term_hours):
            return self.allowed(
                _("本学期 %(term)d 课时，缺课 %(missed)d 课时（已缺 %(past)d、预计 %(expected)d），超过三分之一")
                % known
            )
        return self.breached(
            _("本学期 %(term)d 课时，缺课 %(missed)d 课时（已缺 %(past)d、预计 %(expected)d），未超过三分之一") % known
        )

    def _by_days(self, facts: LeaveFacts) -> Verdict:
        first = facts.first_day
        term = term_of(first, facts.terms)
        if term is None or (facts.leave_terms or 0) > 1:
            opening = day_label(opening_after(first, facts.terms).starts_on)
            return self.allowed(_("自%s开学的学期起整学期休学，缺课超过三分之一") % opening)
        last = min(facts.ends_on or term.ends_on, term.ends_on)
        missed, days = (last - first).days + 1, (term.ends_on - term.starts_on).days + 1
        known = {"missed": missed, "days": days}
        if self._suffices(missed, days):
            return self.allowed(_("起始学期 %(days)d 日，休学占 %(missed)d 日，超过三分之一") % known)
        return self.breached(
            _("起始学期 %(days)d 日，休学只占 %(missed)d 日，未超过三分之一；已缺课的请填写课时") % known
        )

    def _suffices(self, part: int, whole: int) -> bool:
        exactly = self.values.flag("leave.exactly_a_third_suffices")
        return 3 * part >= whole if exactly else 3 * part > whole


class HospitalProof(LeaveRule):
    """Illness is proved by a hospital that the text trusts."""

    concern = "leave_hospital"
    grounds = (LeaveGround.ILLNESS,)
    uses: ClassVar[tuple[str, ...]] = ("leave.hospitals", "leave.hospital_local")

    def check(self, facts: LeaveFacts) -> Verdict:
        if Evidence.HOSPITAL_PROOF not in facts.evidence:
            return self.needs_evidence(_("缺%s的病情诊断证明") % self._wanted, [Evidence.HOSPITAL_PROOF.need])
        if problem := hospital_problem(self, facts.hospital_grade, facts.hospital_local, "leave"):
            return self.needs_evidence(problem, [Evidence.HOSPITAL_PROOF.need])
        return self.allowed(_("已附病情诊断证明，出具医院：%s") % facts.hospital_grade.label)

    @property
    def _wanted(self) -> str:
        return hospitals_label(self, "leave")


def hospital_problem(rule: Rule[Any], grade: HospitalGrade, local: bool, matter: str) -> str:
    """Why the hospital does not do; empty when it does. `matter` is "leave" or "resumption"."""
    if grade not in rule.values.words(f"{matter}.hospitals"):
        known = {"grade": grade.label, "wanted": hospitals_label(rule, matter)}
        return _("证明由“%(grade)s”出具，须由%(wanted)s出具") % known
    if rule.values.flag(f"{matter}.hospital_local") and not local:
        return _("证明由外地医院出具，须由%s出具") % hospitals_label(rule, matter)
    return ""


def hospitals_label(rule: Rule[Any], matter: str) -> str:
    """The lowest hospital that does, in words: ``本市二级甲等医院及以上``."""
    lowest = HospitalGrade(rule.values.words(f"{matter}.hospitals")[0])
    where = _("本市") if rule.values.flag(f"{matter}.hospital_local") else ""
    name = _("县级医院") if lowest is HospitalGrade.COUNTY else str(lowest.label)
    return _("%(where)s%(name)s及以上") % {"where": where, "name": name}


class PapersOfGround(LeaveRule):
    """The reason is proved."""

    concern = "leave_evidence"
    uses: ClassVar[tuple[str, ...]] = ("leave.evidence_by_ground",)

    def check(self, facts: LeaveFacts) -> Verdict:
        wanted = self.values.word_lists("leave.evidence_by_ground").get(facts.ground.value, ())
        owed = [Evidence(kind) for kind in wanted if kind not in facts.evidence]
        if not owed:
            return self.allowed(_("事由“%s”的材料齐全") % facts.ground.label)
        names = "、".join(str(kind.label) for kind in owed)
        return self.needs_evidence(
            _("事由为%(ground)s，缺：%(names)s") % {"ground": facts.ground.label, "names": names},
            [kind.need for kind in owed],
        )


class WorkingAge(LeaveRule):
    """Who leaves to work or to found a business is old enough for the trade."""

    concern = "leave_working_age"
    grounds = (LeaveGround.ENTERPRISE,)
    uses: ClassVar[tuple[str, ...]] = ("leave.working_age", "age.full_on_birthday")

    def check(self, facts: LeaveFacts) -> Verdict:
        age = max(self.values.integer("leave.working_age"), facts.industry_minimum_age or 0)
        full = is_of_age(
            facts.student.birth_date, age, facts.first_day, on_birthday=self.values.flag("age.full_on_birthday")
        )
        known = {"day": day_label(facts.first_day), "age": age}
        if full:
            return self.allowed(_("休学起始日%(day)s已满 %(age)d 周岁，符合从业年龄") % known)
        return self.breached(_("休学起始日%(day)s未满 %(age)d 周岁，不符合从业年龄") % known)


class StudiedEnough(LeaveRule):
    """Who leaves to work has been at school for a year, or has a third of the credits."""

    concern = "leave_studied_before"
    grounds = (LeaveGround.ENTERPRISE,)
    uses: ClassVar[tuple[str, ...]] = ("leave.years_before_work",)

    def check(self, facts: LeaveFacts) -> Verdict:
        since = anniversary(facts.student.entered_on, self.values.integer("leave.years_before_work"))
        known = {
            "entered": day_label(facts.student.entered_on),
            "since": day_label(since),
            "start": day_label(facts.first_day),
            "earned": facts.credits_earned,
            "total": facts.credits_total,
        }
        if since <= facts.first_day:
            return self.allowed(_("%(entered)s入学，至%(start)s已满一年") % known)
        if facts.credits_total and 3 * facts.credits_earned >= facts.credits_total:
            return self.allowed(_("已取得 %(earned)s 学分，达到总学分 %(total)s 的三分之一") % known)
        return self.breached(_("%(entered)s入学，到%(since)s才满一年；学分 %(earned)s/%(total)s，不到三分之一") % known)


class Custody(LeaveRule):
    """School and guardian agree in writing on who looks after the student during leave."""

    concern = "leave_custody"

    def check(self, facts: LeaveFacts) -> Verdict:
        if Evidence.CUSTODY_AGREEMENT in facts.evidence:
            return self.allowed(_("休学期间管理协议已签订"))
        return self.needs_evidence(
            _("缺学校与监护人签订的管理协议（成年学生由本人签订）"), [Evidence.CUSTODY_AGREEMENT.need]
        )


class NoBenefits(LeaveRule):
    """During leave a student has no benefits of those who study."""

    concern = "leave_benefits"

    def check(self, facts: LeaveFacts) -> Verdict:
        return self.warned(_("自%s起不享受在校学生待遇，助学金等请同时停发") % day_label(facts.first_day))
