"""Who has signed: the student, and the guardian while the student is a minor."""

from datetime import date
from typing import Protocol

from django.utils.translation import gettext as _

from xueji.policies.engine.parameters import Values
from xueji.policies.facts import StudentFacts, is_of_age


class Signed(Protocol):
    """Facts of a matter that a student applies for."""

    @property
    def student(self) -> StudentFacts: ...
    @property
    def requested_on(self) -> date: ...
    @property
    def student_consent(self) -> bool: ...
    @property
    def guardian_consent(self) -> bool: ...


# The readings that decide from which age a student signs alone.
AGE_READINGS = ("guardian.consent_below", "age.full_on_birthday")


def signs_alone(facts: Signed, values: Values) -> bool:
    """Whether the student is of full age on the day of the request and needs no guardian."""
    return is_of_age(
        facts.student.birth_date,
        values.integer("guardian.consent_below"),
        facts.requested_on,
        on_birthday=values.flag("age.full_on_birthday"),
    )


def missing_signatures(facts: Signed, values: Values) -> list[str]:
    """Whose signatures are missing where student and guardian apply together."""
    missing = [] if facts.student_consent else [_("学生")]
    if not facts.guardian_consent and not signs_alone(facts, values):
        missing.append(_("监护人"))
    return missing
