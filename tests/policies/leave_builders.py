"""Facts for the tables on leave, resumption and restoration: ordinary ones, to be changed in one point."""

from dataclasses import replace
from datetime import date
from typing import Any

from tests.policies.builders import ALL_PAPERS, TERMS, student
from xueji.policies.facts import LeaveFacts, RestorationFacts, ResumptionFacts
from xueji.policies.vocabulary import HospitalGrade, LeaveGround

BEIJING, ZHEJIANG, NATIONAL = "beijing_2020", "zhejiang_2015", "national_2010"
SUMMER_ENDS = date(2026, 7, 5)  # the last day of the spring term; the next term opens on 1 September 2026


def leave(**changes: Any) -> LeaveFacts:
    """An illness in the third week of the autumn term of 2026: leave until its end, 300 of 600 hours missed."""
    usual = LeaveFacts(
        student=student(),
        ground=LeaveGround.ILLNESS,
        requested_on=date(2026, 9, 21),
        checked_on=date(2026, 9, 21),
        starts_on=date(2026, 9, 28),
        ends_on=date(2027, 1, 22),
        missed_hours=60,
        expected_hours=240,
        term_hours=600,
        hospital_grade=HospitalGrade.GRADE_2A,
        terms=TERMS,
        evidence=ALL_PAPERS,
        student_consent=True,
        guardian_consent=True,
    )
    return replace(usual, **changes)


def resumption(*, requested_on: date = date(2026, 8, 20), **changes: Any) -> ResumptionFacts:
    """Back on 1 September 2026 from an illness that took the spring term."""
    usual = ResumptionFacts(
        student=student(on_leave=True),
        ground=LeaveGround.ILLNESS,
        leave_starts_on=date(2026, 3, 2),
        leave_ends_on=SUMMER_ENDS,
        requested_on=requested_on,
        checked_on=requested_on,
        hospital_grade=HospitalGrade.GRADE_2A,
        recheck_passed=True,
        terms=TERMS,
        evidence=ALL_PAPERS,
        student_consent=True,
        guardian_consent=True,
    )
    return replace(usual, **changes)


def restoration(**changes: Any) -> RestorationFacts:
    """Out of the army for health in October 2026, on leave for service since 2026."""
    usual = RestorationFacts(
        student=student(on_leave=True, birth_date=date(2008, 3, 1)),
        discharged_on=date(2026, 10, 10),
        requested_on=date(2026, 10, 20),
        checked_on=date(2026, 10, 20),
        terms=TERMS,
        evidence=ALL_PAPERS,
        student_consent=True,
    )
    return replace(usual, **changes)
