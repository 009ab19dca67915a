"""Change of major and direction: grounds, papers, signatures, categories and terms, grades, programmes."""

from datetime import date, timedelta
from typing import ClassVar

from django.utils.translation import gettext as _

from xueji.policies.engine.rules import Rule
from xueji.policies.engine.verdicts import Verdict
from xueji.policies.facts import MajorChangeFacts, Term, term_index
from xueji.policies.patterns.signatures import AGE_READINGS, missing_signatures
from xueji.policies.vocabulary import Evidence, HospitalGrade, MajorChangeReason
from xueji.policies.windows import Window, day_label, next_opening


class MajorChangeRule(Rule[MajorChangeFacts]):
    """Any rule on changes of major."""

    kinds = ("major_change",)


class ChosenMajorRule(MajorChangeRule):
    """A rule on students who choose another major: not where the direction of a major, or the major of a category
    into which one was admitted, is only being settled."""

    uses: ClassVar[tuple[str, ...]] = ("major_change.direction_is_change",)

    def applies(self, facts: MajorChangeFacts) -> bool:
        """Silent on what is settled inside one major or one category of admission."""
        if facts.reason == MajorChangeReason.CATEGORY_SETTLED and not facts.across_categories:
            return False
        return not facts.direction_only or self.values.flag("major_change.direction_is_change")


class Enrolled(MajorChangeRule):
    """Only who has student status changes major."""

    concern = "major_change_enrolled"

    def check(self, facts: MajorChangeFacts) -> Verdict:
        if facts.student.enrolled:
            return self.allowed(_("学籍有效"))
        return self.denied(_("该生现无有效学籍，不能转专业"))


class NotOnLeave(MajorChangeRule):
    """Nobody changes major during leave; who comes back may be placed elsewhere by the resumption itself."""

    concern = "major_change_on_leave"
    severity_from = "major_change.on_leave"
    uses: ClassVar[tuple[str, ...]] = ("major_change.on_leave",)

    def check(self, facts: MajorChangeFacts) -> Verdict:
        if facts.student.on_leave:
            return self.breached(_("该生正在休学，应先办理复学；复学时可一并安排专业"))
        return self.allowed(_("不在休学期间"))


class Grounds(ChosenMajorRule):
    """One of the grounds that the text names."""

    concern = "major_change_ground"
    uses: ClassVar[tuple[str, ...]] = (*ChosenMajorRule.uses, "major_change.reasons")

    def check(self, facts: MajorChangeFacts) -> Verdict:
        if facts.reason not in self.values.words("major_change.reasons"):
            return self.breached(_("“%s”不是可以转专业的情形") % facts.reason.label)
        if facts.reason == MajorChangeReason.MAJOR_STOPPED:
            return self._stopped(facts)
        return self.allowed(_("转专业的情形：%s") % facts.reason.label)

    def _stopped(self, facts: MajorChangeFacts) -> Verdict:
        if not facts.after_retention_or_leave:
            return self.breached(_("以原专业停止招生为由转专业的，须是留级或休学后复学的学生"))
        if not facts.major_stopped:
            return self.breached(_("原专业仍在招生，有后续班级可以随读"))
        return self.allowed(_("留级或休学后复学，原专业已停止招生"))


class EvidenceOfGround(ChosenMajorRule):
    """The ground is proved by its paper."""

    concern = "major_change_evidence"
    uses: ClassVar[tuple[str, ...]] = (
        *ChosenMajorRule.uses,
        "major_change.evidence_by_reason",
        "major_change.hospital_grades",
        "major_change.hospital_local",
    )

    def check(self, facts: MajorChangeFacts) -> Verdict:
        wanted = self.values.word_lists("major_change.evidence_by_reason").get(facts.reason.value, ())
        owed = [Evidence(kind) for kind in wanted if kind not in facts.evidence]
        if not owed and facts.reason == MajorChangeReason.HEALTH:
            return self._hospital(facts)
        if not owed:
            return self.allowed(_("“%s”的证明材料齐全") % facts.reason.label)
        names = "、".join(str(kind.label) for kind in owed)
        return self.needs_evidence(
            _("情形为%(reason)s，缺：%(names)s") % {"reason": facts.reason.label, "names": names},
            [kind.need for kind in owed],
        )

    def _hospital(self, facts: MajorChangeFacts) -> Verdict:
        grades = [HospitalGrade(word) for word in self.values.words("major_change.hospital_grades")]
        right_place = facts.hospital_local or not self.values.flag("major_change.hospital_local")
        if right_place and (not grades or facts.hospital_grade in grades):
            return self.allowed(_("已附%s的证明") % facts.hospital_grade.label)
        place = _("本市") if facts.hospital_local else _("外地")
        return self.needs_evidence(
            _("所附证明由%(place)s的医院出具（%(grade)s），须由%(wanted)s出具")
            % {"place": place, "grade": facts.hospital_grade.label, "wanted": self._wanted(grades)},
            [Evidence.HOSPITAL_PROOF.need],
        )

    def _wanted(self, grades: list[HospitalGrade]) -> str:
        place = _("本市") if self.values.flag("major_change.hospital_local") else ""
        return place + _("或").join(str(grade.label) for grade in grades)


class Applied(MajorChangeRule):
    """Student and guardian apply; where the text asks for the student alone, the guardian is to be told."""

    concern = "major_change_consents"
    uses: ClassVar[tuple[str, ...]] = ("major_change.guardian_signs", *AGE_READINGS)

    def check(self, facts: MajorChangeFacts) -> Verdict:
        missing = missing_signatures(facts, self.values)
        if not missing:
            return self.allowed(_("申请已签字"))
        if facts.student_consent and not self.values.flag("major_change.guardian_signs"):
            return self.warned(_("学生已签字申请；学生未成年，应告知监护人"))
        paper = Evidence.MAJOR_CHANGE_APPLICATION
        return self.needs_evidence(_("缺%s的签字") % "、".join(missing), [paper.need])


class FeeExemptSpecial(ChosenMajorRule):
    """Who enjoys the fee exemption of a special major stays in it."""

    concern = "major_change_fee_exempt"

    def check(self, facts: MajorChangeFacts) -> Verdict:
        if facts.fee_exempt_special:
            return self.breached(_("该生所在专业是已享受免学费政策的特殊专业"))
        return self.allowed(_("原专业不是免学费的特殊专业"))


class NotGraduating(ChosenMajorRule):
    """Nobody changes major in the graduating grade."""

    concern = "major_change_graduating"

    def check(self, facts: MajorChangeFacts) -> Verdict:
        programme = facts.student.programme
        day = day_label(facts.effective_on or facts.requested_on)
        if programme.is_graduating(facts.deciding_index):
            return self.breached(
                _("%(cohort)d级、学制%(years)s年，按%(day)s计已是毕业年级（最后一学年前的暑假也算）")
                % {"cohort": programme.cohort, "years": programme.years.normalize(), "day": day}
            )
        return self.allowed(_("%d级，不是毕业年级") % programme.cohort)


class TimedRule(ChosenMajorRule):
    """A rule on when a student may choose; who comes back to a major that has stopped could not choose earlier."""

    uses: ClassVar[tuple[str, ...]] = (*ChosenMajorRule.uses, "major_change.any_time_reasons")

    def applies(self, facts: MajorChangeFacts) -> bool:
        """Silent on grounds that may arise at any time."""
        return super().applies(facts) and facts.reason not in self.values.words("major_change.any_time_reasons")


class AcrossCategories(TimedRule):
    """Across categories at the end of a term of the programme (the first, in the texts known so far)."""

    concern = "major_change_time_across"
    uses: ClassVar[tuple[str, ...]] = (*TimedRule.uses, "major_change.across_term", "major_change.across_opens_days")

    def applies(self, facts: MajorChangeFacts) -> bool:
        """Only across categories."""
        return super().applies(facts) and facts.across_categories

    def check(self, facts: MajorChangeFacts) -> Verdict:
        number = self.values.integer("major_change.across_term")
        term = facts.term_of_programme(number)
        window = self._window(term, facts.term_of_programme(number + 1))
        known = {"day": day_label(facts.requested_on), "window": window.label}
        if facts.requested_on in window:
            return self.allowed(_("跨专业大类，%(day)s提出，在办理时间 %(window)s 内") % known)
        return self.breached(_("跨专业大类，%(day)s提出，办理时间为 %(window)s") % known)

    def _window(self, term: Term, following: Term) -> Window:
        """From some days before the term ends to the day before the next one opens."""
        lead = self.values.integer("major_change.across_opens_days")
        first, last = term.ends_on - timedelta(days=lead - 1), following.starts_on - timedelta(days=1)
        return Window(first, last, term.planned or following.planned)


class InsideCategory(TimedRule):
    """Inside one category before a term of the programme ends (the third, in the texts known so far)."""

    concern = "major_change_time_inside"
    uses: ClassVar[tuple[str, ...]] = (*TimedRule.uses, "major_change.inside_term")

    def applies(self, facts: MajorChangeFacts) -> bool:
        """Only inside one category."""
        return super().applies(facts) and not facts.across_categories

    def check(self, facts: MajorChangeFacts) -> Verdict:
        term = facts.term_of_programme(self.values.integer("major_change.inside_term"))
        mark = _("（暂算）") if term.planned else ""
        known = {"day": day_label(facts.requested_on), "last": day_label(term.ends_on) + mark}
        if facts.requested_on <= term.ends_on:
            return self.allowed(_("同一专业大类，%(day)s提出，在%(last)s之前") % known)
        return self.breached(_("同一专业大类，%(day)s提出，已过%(last)s") % known)


class FromOpening(TimedRule):
    """A change counts from the opening of a term, and is asked for before it."""

    concern = "major_change_before_opening"

    def applies(self, facts: MajorChangeFacts) -> bool:
        """Only where a day of effect is named."""
        return super().applies(facts) and facts.effective_on is not None

    def check(self, facts: MajorChangeFacts) -> Verdict:
        assert facts.effective_on is not None
        opening = _opening_of(facts.effective_on, facts)
        known = {"day": day_label(facts.requested_on), "opening": day_label(opening or facts.effective_on)}
        if opening is not None and facts.requested_on < opening:
            return self.allowed(_("%(day)s提出，自%(opening)s开学起在新专业学习") % known)
        coming = next_opening(facts.requested_on, facts.terms)
        known["coming"] = day_label(coming.starts_on) if coming else _("待学年历公布")
        return self.warned(_("%(day)s提出时该学期已经开学，应自下一学期开学起转入：%(coming)s") % known)


def _opening_of(day: date, facts: MajorChangeFacts) -> date | None:
    index = term_index(day, facts.terms)
    return next((term.starts_on for term in facts.terms if term.index == index), None)
