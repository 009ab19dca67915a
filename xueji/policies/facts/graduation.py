"""What the rules on graduation look at."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class GraduationFacts:
    """A student who is to graduate. ``None`` for a result means that it is not entered yet.

    ``working_days_before_leaving`` counts the working days from the school's submission to the day of
    leaving; ``None`` when no leaving day is set. ``scheduled_on`` is the ordinary graduation day of the
    student's cohort.
    """

    enrolled: bool
    conduct_passed: bool | None
    courses_passed: bool | None
    credits_complete: bool | None
    internship_passed: bool | None
    graduates_on: date
    scheduled_on: date
    credit_system: bool = False
    enlisted: bool = False
    integrated: bool = False
    left_integrated_early: bool = False
    has_certificate: bool = False
    working_days_before_leaving: int | None = None
