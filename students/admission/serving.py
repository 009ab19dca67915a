"""Papers and whole numbers as they leave the register, each with its trace; and how a page's deed is kept in one piece."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.http import HttpResponse

from students.actions import can_show_numbers
from students.admission.models import Admission, AdmissionPaper
from students.admission.moves import SUBJECT
from xueji.audit.actions import event_record
from xueji.cases.serving import paper_response
from xueji.errors import Invalid, NotAllowed
from xueji.organizations.scope import Scope


def paper(actor: Scope, row: AdmissionPaper) -> HttpResponse:
    """The paper itself; the look is recorded."""
    response = paper_response(sha256=row.sha256, content_type=row.content_type, label=row.get_kind_display())
    _record(actor, "admission_paper_read", row.admission_id, paper=row.pk)
    return response


def whole_number(actor: Scope, admission: Admission, purpose: str) -> str:
    """The whole identity number, after recording who looked and why. NotAllowed for who keeps no files."""
    if not can_show_numbers(actor):
        raise NotAllowed
    event_record(
        kind="identity_shown",
        actor_id=actor.user_id,
        organization_id=actor.organization_id,
        subject=SUBJECT,
        subject_id=admission.pk,
        reason=purpose,
    )
    return admission.identity_number


@contextmanager
def all_or_nothing() -> Iterator[None]:
    """What a page does is done as a whole: a paper that came with an application refused goes with it."""
    with transaction.atomic():
        yield


@contextmanager
def field_named(name: str) -> Iterator[None]:
    """What is wrong with a file belongs under the field that it came in."""
    try:
        yield
    except Invalid as error:
        raise Invalid(error.message, field=name) from error


def _record(actor: Scope, kind: str, admission_id: int, **data: int) -> None:
    event_record(
        kind=kind,
        actor_id=actor.user_id,
        organization_id=actor.organization_id,
        subject=SUBJECT,
        subject_id=admission_id,
        data=data,
    )
