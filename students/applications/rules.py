"""What the rules say of an application before the school has seen it: whether it can be granted, and which papers it owes."""

from typing import Any

from students.applications.models import Application
from students.applications.offers import Offer
from students.matters.preview import Preview, preview_of
from students.models import Student
from students.parties import policy_key_of
from xueji import clock
from xueji.organizations.scope import unfenced
from xueji.policies.engine.registry import get as policy
from xueji.policies.facts import is_of_age
from xueji.policies.readers import reads


def preview_for(offer: Offer, student: Student, form: Any, application: Application | None = None) -> Preview | None:
    """The rules of today on what is filled in; None for kinds that only the school can judge.

    The application itself is no paper to hand in: it is being written. What is handed in with it counts.
    """
    if offer.matter is None:
        return None
    given = frozenset(application.papers.values_list("key", flat=True)) if application else frozenset()
    with unfenced(reason="rules of a student's application"):
        matters = form.matters()
        for matter in matters:
            matter.student_consent = matter.guardian_consent = True
            matter.applied_on = clock.today()
        return preview_of(offer.matter, student.school, [student], matters, handed_in=given)


@reads("guardian.consent_below", "age.full_on_birthday")
def guardian_needed(student: Student) -> bool:
    """Whether the student is too young to apply alone, under the regulation that binds the school."""
    today = clock.today()
    values = policy(policy_key_of(student.school)).parameters(today)
    return not is_of_age(
        student.birth_date,
        values.integer("guardian.consent_below"),
        today,
        on_birthday=values.flag("age.full_on_birthday"),
    )


def papers_owed(offer: Offer, application: Application, preview: Preview | None) -> list[Any]:
    """The papers that the rules ask for and that are not handed in; the application itself is made by the register."""
    if preview is None:
        return []
    given = set(application.papers.values_list("key", flat=True))
    own = offer.matter.application if offer.matter else ""
    return [need for need in preview.owed if need.key != own and need.key not in given]
