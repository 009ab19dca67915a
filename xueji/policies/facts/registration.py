"""What the rules on the registration of new students look at."""

from dataclasses import dataclass
from datetime import date

from xueji.policies.facts.people import SchoolFacts
from xueji.policies.vocabulary import AdmissionSource, Origin, Schooling, Season


@dataclass(frozen=True, slots=True)
class RegistrationFacts:
    """A roster of new students that a school hands up (checked once for the whole case)."""

    school: SchoolFacts
    season: Season
    year: int
    submitted_on: date
    registration_suspended: bool = False
    rest_days: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class RegistrationItemFacts:
    """One new student of a roster.

    ``check_in_due_on`` is the day the school set; ``has_duplicate`` says that an open enrolment of the same
    identity exists anywhere, of any type of school.
    """

    checked_in_on: date | None
    check_in_due_on: date | None
    deferral_approved: bool
    admission_source: AdmissionSource
    schooling: Schooling
    origin: Origin
    identity_valid: bool
    has_duplicate: bool
    integrated: bool = False
    from_other_province: bool = False
    school_may_admit_foreign: bool = False
    evidence: frozenset[str] = frozenset()
