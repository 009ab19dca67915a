"""What a matter's facts are gathered from: the students, their rows, the days. Read once for one student or for hundreds."""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.timezone import localtime

from students.facts import student_facts
from students.matters.models import Matter
from students.models import Student
from students.parties import rest_days_of, terms_of
from xueji import clock
from xueji.cases.models import Case
from xueji.organizations.models import Organization
from xueji.policies.facts import StudentFacts, Term


@dataclass
class Gathering:
    """Everything at hand for the facts of one case, or of a form that is being filled in (`case` None).

    `students` come with programme, class and school; `matters` are their rows by student id, unsaved in a form.
    `signed` says whether the consents on the rows count: in a case only once the signed application is handed in.
    """

    school: Organization
    students: list[Student]
    matters: dict[int, Any]
    case: Case | None = None
    signed: bool = True
    evidence: frozenset[str] = field(default_factory=frozenset)

    @property
    def checked_on(self) -> date:
        """The day of this check."""
        return clock.today()

    @cached_property
    def requested_on(self) -> date:
        """The day on which the school submitted, or today while it has not."""
        submitted = self.case.submitted_at if self.case else None
        return localtime(submitted).date() if submitted else clock.today()

    @cached_property
    def base(self) -> dict[int, StudentFacts]:
        """What every rule may look at, by student id."""
        return student_facts(self.students)

    @cached_property
    def terms(self) -> tuple[Term, ...]:
        """The terms that hold for the school."""
        return terms_of(self.school)

    @cached_property
    def rest_days(self) -> frozenset[date]:
        """The days of the year of the request on which no office works."""
        return rest_days_of([self.requested_on.year])

    def consents(self, matter: Matter) -> dict[str, bool]:
        """The two consents as far as they count."""
        return {
            "student_consent": self.signed and matter.student_consent,
            "guardian_consent": self.signed and matter.guardian_consent,
        }
