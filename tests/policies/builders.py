"""Facts for rule tables: an ordinary transfer that every rule allows, to be changed in one point."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from xueji.policies.engine.check import check
from xueji.policies.engine.verdicts import Verdict, Verdicts
from xueji.policies.facts import (
    GraduationFacts,
    Programme,
    RegistrationFacts,
    RegistrationItemFacts,
    SchoolFacts,
    StudentFacts,
    Term,
    TransferFacts,
)
from xueji.policies.vocabulary import (
    AdmissionSource,
    Evidence,
    Initiator,
    Origin,
    Schooling,
    SchoolKind,
    Season,
    TransferReason,
)

ON = date(2026, 9, 7)
TERMS = (
    Term(date(2023, 9, 1), date(2024, 1, 26), 2023, 1),
    Term(date(2024, 2, 26), date(2024, 7, 5), 2023, 2),
    Term(date(2024, 9, 2), date(2025, 1, 24), 2024, 1),
    Term(date(2025, 2, 17), date(2025, 7, 4), 2024, 2),
    Term(date(2025, 9, 1), date(2026, 1, 30), 2025, 1),
    Term(date(2026, 3, 2), date(2026, 7, 5), 2025, 2),
    Term(date(2026, 9, 1), date(2027, 1, 22), 2026, 1),
    Term(date(2027, 3, 1), date(2027, 7, 4), 2026, 2, planned=True),
    Term(date(2027, 9, 1), date(2028, 1, 21), 2027, 1, planned=True),
)
ALL_PAPERS = frozenset(kind.value for kind in Evidence)
TECHNICAL = SchoolFacts("澄怀中等专业学校", SchoolKind.TECHNICAL, "33")
VOCATIONAL_HIGH = SchoolFacts("云汀职业高级中学", SchoolKind.VOCATIONAL_HIGH, "33")
GENERAL_HIGH = SchoolFacts("青塘中学", SchoolKind.GENERAL_HIGH, "33")
SPECIAL = SchoolFacts("明德专门学校", SchoolKind.SPECIAL, "33")
SKILLED_WORKER = SchoolFacts("瑞江技工学校", SchoolKind.SKILLED_WORKER, "33")
THREE_YEARS = Decimal(3)


def programme(cohort: int, years: Decimal = THREE_YEARS) -> Programme:
    return Programme(cohort, years)


def student(**changes: Any) -> StudentFacts:
    """A student of the 2025 cohort, born 2010, studying."""
    usual = StudentFacts(entered_on=date(2025, 9, 1), birth_date=date(2010, 5, 4), programme=programme(2025))
    return replace(usual, **changes)


def zhejiang(*, requested_on: date = date(2026, 9, 7), **changes: Any) -> TransferFacts:
    """A household move inside Zhejiang, submitted in the first week of the autumn term of 2026."""
    usual = TransferFacts(
        student=student(),
        from_school=VOCATIONAL_HIGH,
        to_school=TECHNICAL,
        destination=programme(2025),
        reason=TransferReason.HOUSEHOLD_MOVE,
        requested_on=requested_on,
        effective_on=requested_on,
        checked_on=requested_on,
        initiated_by=Initiator.FROM_SCHOOL,
        terms=TERMS,
        evidence=ALL_PAPERS,
        student_consent=True,
        guardian_consent=True,
    )
    return replace(usual, **changes)


def beijing(*, requested_on: date = date(2026, 8, 20), **changes: Any) -> TransferFacts:
    """A household move inside Beijing, submitted in August for the autumn term of 2026."""
    usual = zhejiang(requested_on=requested_on, effective_on=date(2026, 9, 1), initiated_by=Initiator.TO_SCHOOL)
    return replace(usual, **changes)


def roster(**changes: Any) -> RegistrationFacts:
    """An autumn roster of 2026, handed up in September."""
    usual = RegistrationFacts(school=TECHNICAL, season=Season.AUTUMN, year=2026, submitted_on=date(2026, 9, 20))
    return replace(usual, **changes)


def new_student(**changes: Any) -> RegistrationItemFacts:
    """A junior graduate, admitted through the examination, checked in on the day."""
    usual = RegistrationItemFacts(
        checked_in_on=date(2026, 8, 30),
        check_in_due_on=date(2026, 8, 30),
        deferral_approved=False,
        admission_source=AdmissionSource.EXAMINATION,
        schooling=Schooling.JUNIOR,
        origin=Origin.MAINLAND,
        identity_valid=True,
        has_duplicate=False,
    )
    return replace(usual, **changes)


def graduate(**changes: Any) -> GraduationFacts:
    """A student of the 2023 cohort who has passed everything, graduating on the ordinary day."""
    usual = GraduationFacts(
        enrolled=True,
        conduct_passed=True,
        courses_passed=True,
        credits_complete=None,
        internship_passed=True,
        graduates_on=date(2026, 7, 1),
        scheduled_on=date(2026, 7, 1),
    )
    return replace(usual, **changes)


def verdicts(policy: str, kind: str, facts: Any) -> Verdicts:
    """What every rule says on 7 September 2026."""
    return check(policy, kind, facts, ON)


def verdict(policy: str, kind: str, concern: str, facts: Any) -> Verdict:
    """What the one rule on a concern says."""
    return next(said for said in verdicts(policy, kind, facts) if said.rule.endswith(f".{concern}"))


def outcome(policy: str, kind: str, concern: str, facts: Any) -> str:
    """The outcome of the one rule on a concern, or ``silent``."""
    said = [one for one in verdicts(policy, kind, facts) if one.rule.endswith(f".{concern}")]
    return said[0].outcome.value if said else "silent"
