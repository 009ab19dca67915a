"""What is done on the pages of students: looking, which is recorded."""

from students.models import Student
from xueji.audit.actions import event_record
from xueji.errors import NotAllowed
from xueji.organizations.scope import Scope

SUBJECT = "student"


def can_show_numbers(actor: Scope) -> bool:
    """Whole numbers are for those who keep the file or decide on it, not for everyone who may read the list."""
    return actor.allows("manage_students") or actor.allows("decide_cases")


def record_read(*, actor: Scope, student: Student, via: str) -> None:
    """Record that a record was opened; `via` is "page" or "api"."""
    event_record(
        kind="record_read",
        actor_id=actor.user_id,
        organization_id=actor.organization_id,
        subject=SUBJECT,
        subject_id=student.pk,
        data={"via": via},
    )


def number_looked_up(*, actor: Scope) -> None:
    """Record that somebody looked for a person by a whole number; the number itself is not written down."""
    event_record(kind="number_searched", actor_id=actor.user_id, organization_id=actor.organization_id, subject=SUBJECT)


def identity_show(*, actor: Scope, student: Student, purpose: str) -> tuple[str, str]:
    """The whole identity number and student number of a student, after recording who looked and why.

    NotAllowed for offices that neither keep the file nor decide.
    """
    if not can_show_numbers(actor):
        raise NotAllowed
    event_record(
        kind="identity_shown",
        actor_id=actor.user_id,
        organization_id=actor.organization_id,
        subject=SUBJECT,
        subject_id=student.pk,
        reason=purpose,
    )
    return student.person.identity_number, student.person.student_number
