"""How the regulation of a school is read for its newcomers: the days that count, and what the rules say."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from students.admission.models import Admission, AdmissionPaper, Deferral, HealthExamination
from students.parties import policy_key_of, rest_days_of, school_rules_of
from xueji import clock
from xueji.organizations.models import Organization
from xueji.policies.assignments import policy_keys_of
from xueji.policies.engine.check import check
from xueji.policies.engine.parameters import Values
from xueji.policies.engine.policy import Policy
from xueji.policies.engine.registry import get as policy_of
from xueji.policies.engine.verdicts import Verdicts
from xueji.policies.facts import (
    AdmissionCancellationFacts,
    CheckInFacts,
    DeferralFacts,
    EntryHealthFacts,
    ForfeitureFacts,
    HealthRecheckFacts,
    PapersReturnFacts,
)
from xueji.policies.patterns.admission import kept_until, last_check_in_day, papers_back_by
from xueji.policies.school_rules import schools_rules
from xueji.policies.vocabulary import Evidence, HospitalGrade

_ONE_DAY = timedelta(days=1)
_PAPERS = {
    AdmissionPaper.Kind.DEFERRAL: Evidence.DEFERRAL_APPLICATION,
    AdmissionPaper.Kind.PROOF: Evidence.DEFERRAL_PROOF,
    AdmissionPaper.Kind.RECHECK: Evidence.HEALTH_PROOF,
}


@dataclass(frozen=True)
class Reading:
    """The regulation of one school on one day, with what the school has set for itself."""

    policy: Policy
    day: date
    school_rules: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def values(self) -> Values:
        """The numbers and readings of the day."""
        return self.policy.parameters(self.day, self.school_rules)

    @cached_property
    def rest_days(self) -> frozenset[date]:
        """The days that a last day moves off; none where the reading says that it does not move."""
        if not self.values.flag("period.moves_from_rest_days"):
            return frozenset()
        return rest_days_of(range(self.day.year - 1, self.day.year + 3))

    @cached_property
    def keeps_places(self) -> bool:
        """Whether the text keeps the place of who is ill."""
        return self._speaks("admission_cancellation")

    @cached_property
    def examines(self) -> bool:
        """Whether the text asks for a health examination of every newcomer."""
        return any(rule.concern == "entry_examination" for rule in self.policy.rules_for("entry_health", self.day))

    @cached_property
    def returns_papers(self) -> bool:
        """Whether the text sends the papers of lost admissions back."""
        return self._speaks("papers_return")

    @cached_property
    def days_late(self) -> int:
        """So many days after the day set somebody may still come."""
        return self.values.integer("check_in.days_late")

    def last_day(self, admission: Admission) -> date:
        """The last day on which the person may still come."""
        return last_check_in_day(self.values, admission.due_on, self.rest_days)

    def lost_on(self, admission: Admission) -> date:
        """The day since which the place of who did not come is given up."""
        return self.last_day(admission) + _ONE_DAY

    def kept_until(self, decided_on: date, examined_on: date | None) -> date:
        """The last day of a place kept from a decision on."""
        return kept_until(self.values, decided_on, examined_on)

    def papers_by(self, admission: Admission, confirmed_on: date | None = None) -> date | None:
        """The last day on which the papers of a lost admission go back; None where the text does not ask for it."""
        if not self.returns_papers or admission.lost_on is None:
            return None
        return papers_back_by(self.values, self.papers_facts(admission, confirmed_on))

    def check_in(self, admission: Admission, on: date) -> Verdicts:
        """What the rules say of somebody who stands at the desk on a day."""
        is_kept = admission.state == "kept"
        facts = CheckInFacts(
            checked_on=on,
            check_in_due_on=admission.due_on,
            deferred=admission.deferred_to is not None,
            kept_until=admission.kept_until if is_kept else None,
            recheck_passed=recheck_passed(admission) if is_kept else None,
            admitted_elsewhere=bool(admission.elsewhere),
            came_elsewhere=any(place.came for place in admission.elsewhere),
            rest_days=self.rest_days,
        )
        return self._ask("check_in", facts)

    def deferral(self, deferral: Deferral, papers: Iterable[AdmissionPaper]) -> Verdicts:
        """What the rules say of an application for a later day."""
        admission = deferral.admission
        facts = DeferralFacts(
            check_in_due_on=admission.due_on,
            applied_on=deferral.applied_on,
            birth_date=admission.birth_date,
            student_consent=deferral.student_signed,
            guardian_consent=deferral.guardian_signed,
            evidence=evidence_of(papers),
            rest_days=self.rest_days,
        )
        return self._ask("check_in_deferral", facts)

    def forfeiture(self, admission: Admission, on: date, *, pending: bool = False) -> Verdicts:
        """Whether the place of who did not come is given up on a day."""
        facts = ForfeitureFacts(
            checked_on=on,
            check_in_due_on=admission.due_on,
            checked_in=admission.checked_in_on is not None,
            deferral_pending=pending,
            rest_days=self.rest_days,
        )
        return self._ask("forfeiture", facts)

    def entry_health(self, examined_on: date | None, *, ill: bool, on: date) -> Verdicts:
        """What the rules say of an examination and of keeping the place on a day."""
        return self._ask("entry_health", EntryHealthFacts(examined_on=examined_on, found_ill=ill, checked_on=on))

    def recheck(
        self, admission: Admission, examination: HealthExamination, papers: Iterable[AdmissionPaper]
    ) -> Verdicts:
        """What the rules say of a re-check (saved or not)."""
        assert admission.kept_until is not None
        facts = HealthRecheckFacts(
            checked_on=examination.examined_on,
            kept_until=admission.kept_until,
            passed=examination.result == HealthExamination.Result.FIT,
            hospital_grade=HospitalGrade(examination.hospital_grade),
            hospital_local=examination.hospital_local,
            evidence=evidence_of(papers),
        )
        return self._ask("health_recheck", facts)

    def cancellation(self, admission: Admission, on: date) -> Verdicts:
        """Whether a kept place is to be cancelled on a day."""
        assert admission.kept_until is not None
        facts = AdmissionCancellationFacts(
            checked_on=on, kept_until=admission.kept_until, recheck_passed=recheck_passed(admission)
        )
        return self._ask("admission_cancellation", facts)

    def papers_facts(
        self, admission: Admission, confirmed_on: date | None, on: date | None = None
    ) -> PapersReturnFacts:
        assert admission.lost_on is not None
        return PapersReturnFacts(
            checked_on=on or self.day,
            lost_on=admission.lost_on,
            confirmed_on=confirmed_on,
            rest_days=self.rest_days,
        )

    def papers_back(self, admission: Admission, confirmed_on: date | None, on: date) -> Verdicts:
        """Whether the papers are back in time."""
        return self._ask("papers_return", self.papers_facts(admission, confirmed_on, on))

    def _ask(self, kind: str, facts: Any) -> Verdicts:
        return check(self.policy, kind, facts, self.day, school_rules=self.school_rules)

    def _speaks(self, kind: str) -> bool:
        return bool(self.policy.rules_for(kind, self.day, self.school_rules))


def reading_of(school: Organization, day: date | None = None) -> Reading:
    """The reading for one school, in two queries."""
    on = day or clock.today()
    return Reading(policy_of(policy_key_of(school, on)), on, school_rules_of(school, on))


def readings_of(schools: Iterable[Organization], day: date) -> dict[int, Reading]:
    """The readings for many schools by key, in two queries."""
    bodies = list(schools)
    keys, rules = policy_keys_of(bodies, day), schools_rules([body.pk for body in bodies], day)
    return {body.pk: Reading(policy_of(keys[body.pk]), day, rules.get(body.pk, {})) for body in bodies}


def recheck_passed(admission: Admission) -> bool | None:
    """The last re-check since the place is kept: passed, failed, or none yet (one that is still open is none)."""
    rows = admission.examinations.filter(kind=HealthExamination.Kind.RECHECK)
    if admission.kept_on is not None:
        rows = rows.filter(examined_on__gte=admission.kept_on)
    last = rows.exclude(result=HealthExamination.Result.OPEN).order_by("-pk").values_list("result", flat=True).first()
    return None if last is None else last == HealthExamination.Result.FIT


def evidence_of(papers: Iterable[AdmissionPaper]) -> frozenset[str]:
    """The papers in the words of the rules."""
    kinds = (_PAPERS.get(AdmissionPaper.Kind(paper.kind)) for paper in papers)
    return frozenset(kind.value for kind in kinds if kind is not None)
