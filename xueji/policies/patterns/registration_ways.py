"""Registration of those who come by a way of their own: early selection, integrated programmes, from abroad, by
co-operation, to flexible study, with a place that was lost or is kept."""

from collections.abc import Iterable
from decimal import Decimal
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xueji.policies.engine.rules import Severity
from xueji.policies.engine.verdicts import Verdict
from xueji.policies.facts import RegistrationItemFacts
from xueji.policies.vocabulary import AdmissionSource, Evidence, Origin, Schooling, StudyForm

from .registration import NewStudentRule


class EarlySelectionProof(NewStudentRule):
    """An early-selected student from elsewhere brings the home authority's proof."""

    concern = "registration_early_selection"

    def applies(self, facts: RegistrationItemFacts) -> bool:
        """Only for early-selected students from another province."""
        return facts.admission_source == AdmissionSource.EARLY_SELECTION and facts.from_other_province

    def check(self, facts: RegistrationItemFacts) -> Verdict:
        if Evidence.HOME_EXAM_PROOF in facts.evidence:
            return self.allowed(_("生源地准予毕业证明已附"))
        return self.needs_evidence(_("缺生源地准予毕业证明"), [Evidence.HOME_EXAM_PROOF.need])


class EarlySelectionSchool(NewStudentRule):
    """Early selection belongs to schools of arts and sports, where the authority has entered the school as one."""

    concern = "registration_early_selection_school"
    uses: ClassVar[tuple[str, ...]] = ("registration.early_selection_school",)

    def applies(self, facts: RegistrationItemFacts) -> bool:
        """Only for early-selected students."""
        return facts.admission_source == AdmissionSource.EARLY_SELECTION

    def check(self, facts: RegistrationItemFacts) -> Verdict:
        by_programme = self.values.text("registration.early_selection_school") == "programme"
        if by_programme and facts.programme_of_arts_or_sports:
            return self.allowed(_("所学专业属于文化艺术大类或体育类"))
        if not facts.school_of_arts_or_sports:
            return self.denied(
                _(
                    "文体选调生只由艺术体育类普通中专招收，本校没有登记为这类学校；确属的，请主管部门在“学校注册资格”"
                    "中登记，不属的，请更正招生来源"
                )
            )
        if not facts.programme_of_arts_or_sports:
            return self.warned(_("文体选调生所学专业不属于文化艺术大类或体育类，请核对专业"))
        return self.allowed(_("学校登记为艺术体育类普通中专"))


class IntegratedRoster(NewStudentRule):
    """The roster of an integrated programme has been before the authority that the text names."""

    concern = "registration_integrated"
    paper = Evidence.INTEGRATED_ROSTER_CONSENT
    settled: ClassVar[str | Promise] = gettext_lazy("一体化培养录取名册已经设区市审核同意")
    missing: ClassVar[str | Promise] = gettext_lazy("一体化培养录取名册尚未经设区市审核同意，请先报送录取名册")

    def applies(self, facts: RegistrationItemFacts) -> bool:
        """Only for integrated programmes."""
        return facts.integrated

    def check(self, facts: RegistrationItemFacts) -> Verdict:
        if facts.integrated_settled:
            return self.allowed(str(self.settled))
        if self.paper in facts.evidence:
            return self.allowed(_("已附：%s") % self.paper.label)
        return self.needs_evidence(str(self.missing), [self.paper.need])


class ForeignStudents(NewStudentRule):
    """Foreign students, and those from Hong Kong, Macao and Taiwan, follow their own procedure."""

    concern = "registration_foreign"
    needs_qualified_school = False
    papers_for_foreign: ClassVar[tuple[Evidence, ...]] = (Evidence.RESIDENCE_PERMIT,)

    def applies(self, facts: RegistrationItemFacts) -> bool:
        """Not for mainland residents."""
        return facts.origin != Origin.MAINLAND

    def check(self, facts: RegistrationItemFacts) -> Verdict:
        foreign = facts.origin == Origin.FOREIGN
        if foreign and self.needs_qualified_school and not facts.school_may_admit_foreign:
            return self.denied(_("学校没有接受外国学生的资格"))
        papers = self.papers_for_foreign if foreign else (Evidence.RESIDENCE_PERMIT,)
        if missing := [paper for paper in papers if paper not in facts.evidence]:
            reason = _("%(origin)s，缺：%(papers)s") % _named(facts.origin, missing)
            return self.needs_evidence(reason, [paper.need for paper in missing])
        return self.allowed(_("%(origin)s，已附：%(papers)s") % _named(facts.origin, papers))


def _named(origin: Origin, papers: Iterable[Evidence]) -> dict[str, str]:
    return {"origin": str(origin.label), "papers": "、".join(str(paper.label) for paper in papers)}


class AdmissionStands(NewStudentRule):
    """Who has given the place up, lost it, or is ill and has it kept, is not registered."""

    concern = "registration_admission_stands"

    def check(self, facts: RegistrationItemFacts) -> Verdict:
        if facts.admission_lost:
            return self.denied(_("已放弃或被取消入学资格，不能注册"))
        if facts.kept_for_health:
            return self.denied(_("因病保留入学资格，复查合格、重新办理入学手续后方可注册"))
        return self.allowed(_("入学资格有效"))


class EligibilityNotFailed(NewStudentRule):
    """Who failed the re-check of the conditions of entry is not registered."""

    concern = "registration_eligibility"

    def applies(self, facts: RegistrationItemFacts) -> bool:
        """Only where a re-check has failed."""
        return facts.eligibility_failed

    def check(self, facts: RegistrationItemFacts) -> Verdict:
        return self.denied(_("入学条件复查不合格，不能注册"))


class AttendsHere(NewStudentRule):
    """The student is registered where he or she really studies, above all in co-operative schooling."""

    concern = "registration_place"

    def applies(self, facts: RegistrationItemFacts) -> bool:
        """For those recruited by co-operation, and for whoever studies elsewhere."""
        return facts.admission_source == AdmissionSource.COOPERATIVE or not facts.attends_here

    def check(self, facts: RegistrationItemFacts) -> Verdict:
        if facts.attends_here:
            return self.allowed(_("合作办学，实际在本校就读，以本校为注册地"))
        return self.breached(_("不在本校就读的学生应在实际就读学校注册；日后就读学校变更的，办理转学"))


class TeachingPoint(NewStudentRule):
    """Who studies at a teaching point off the campus is registered by the school that may really teach there."""

    concern = "registration_teaching_point"
    severity_from = "registration.teaching_point"

    def applies(self, facts: RegistrationItemFacts) -> bool:
        """Only for those whose record names a teaching point; who studies at another school is judged as such."""
        return facts.teaching_point and facts.attends_here

    def check(self, facts: RegistrationItemFacts) -> Verdict:
        paper = Evidence.TEACHING_POINT_APPROVAL
        if paper in facts.evidence:
            return self.allowed(_("已附：%s") % paper.label)
        owed = (
            _("在校外教学点就读，须证明教学点由本校举办；教学点属于其他学校的，在实际就读学校注册。缺：%s")
            % paper.label
        )
        return self.needs_evidence(owed, [paper.need]) if self.weight == Severity.EVIDENCE else self.breached(owed)


class InlandClass(NewStudentRule):
    """Students of the Xinjiang and Tibet classes are marked: the Ministry's own rules hold for them."""

    concern = "registration_inland_class"

    def applies(self, facts: RegistrationItemFacts) -> bool:
        """Only for them."""
        return facts.inland_class

    def check(self, facts: RegistrationItemFacts) -> Verdict:
        return self.warned(_("内地新疆班、西藏班学生，学籍按教育部的有关规定执行，已在学籍上标明"))


class CooperationProof(NewStudentRule):
    """Who was recruited with another province comes by a plan or an agreement."""

    concern = "registration_cooperation"

    def applies(self, facts: RegistrationItemFacts) -> bool:
        """Only for those recruited by co-operation from another province."""
        return facts.admission_source == AdmissionSource.COOPERATIVE and facts.from_other_province

    def check(self, facts: RegistrationItemFacts) -> Verdict:
        paper = Evidence.COOPERATION_AGREEMENT
        if paper in facts.evidence:
            return self.allowed(_("已附：%s") % paper.label)
        return self.needs_evidence(_("缺：%s") % paper.label, [paper.need])


class StudyLength(NewStudentRule):
    """How long the programme takes, by study form and by what was finished before."""

    concern = "registration_study_length"
    uses: ClassVar[tuple[str, ...]] = (
        "study.junior_years",
        "study.senior_years",
        "study.flexible_junior",
        "study.flexible_senior",
        "exception.level",
    )

    def check(self, facts: RegistrationItemFacts) -> Verdict:
        senior = facts.schooling == Schooling.SENIOR
        known = {"schooling": str(facts.schooling.label), "years": f"{facts.years.normalize():f}"}
        if facts.study_form == StudyForm.FLEXIBLE:
            return self._flexible(facts, senior=senior, known=known)
        least = self.values.decimal("study.senior_years" if senior else "study.junior_years")
        known["least"] = f"{least.normalize():f}"
        if facts.years >= least:
            return self.allowed(_("%(schooling)s，学制 %(years)s 年") % known)
        if senior:
            return self.denied(_("%(schooling)s，学制 %(years)s 年，基本学制至少 %(least)s 年") % known)
        return self.warned(_("%(schooling)s，学制 %(years)s 年，短于基本学制 %(least)s 年，请核对专业学制") % known)

    def _flexible(self, facts: RegistrationItemFacts, *, senior: bool, known: dict[str, str]) -> Verdict:
        words = self.values.words("study.flexible_senior" if senior else "study.flexible_junior")
        least, most = (Decimal(word) for word in words)
        # Where the programme sets no longest time of its own, the regulation's holds.
        longest = max(facts.years, facts.longest_years or most)
        known |= {"least": words[0], "most": words[1], "longest": f"{longest.normalize():f}"}
        if least <= facts.years and longest <= most:
            return self.allowed(
                _("弹性学习，修业 %(years)s 至 %(longest)s 年，在 %(least)s 至 %(most)s 年之间") % known
            )
        return self.needs_exception(
            _("%(schooling)s弹性学习原则上为 %(least)s 至 %(most)s 年，本专业为 %(years)s 至 %(longest)s 年") % known
        )
