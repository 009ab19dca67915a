"""Writing to a person, and what a person has read."""

from collections.abc import Iterable

from xueji import clock
from xueji.cases.models import Case
from xueji.notices import spreading
from xueji.notices.events import event_of
from xueji.notices.models import PersonNotice
from xueji.organizations.models import Office, User
from xueji.organizations.roles import role as role_of
from xueji.organizations.scope import Scope, unfenced


def notify_person(person_id: int, kind: str, text: str, case_id: int | None = None, *, link: str = "") -> int:
    """Tell a student in the caller's transaction.

    `kind` is one of those in `events` ("application"); `text` is shown on the screen only and may carry what the student may
    read. `link` is a path of the register, the case's page unless given. Returns how many accounts were told: none where
    the student has no account.
    """
    with unfenced(reason="a notice to a student"):
        found = set(User.objects.filter(person_id=person_id, is_active=True).values_list("pk", flat=True))
        return len(_write(found, None, kind, text, case_id, link))


def notify_users(user_ids: Iterable[int], organization_id: int | None, kind: str, text: str, *, link: str = "") -> int:
    """Tell persons something that belongs to no case (an appointment, a hand-over) in their office at an organization.

    Only those who hold an office there today are told; returns how many.
    """
    with unfenced(reason="a notice to persons"):
        return len(_write(set(user_ids), organization_id, kind, text, None, link))


def notify_holders(organization_id: int, permission: str, kind: str, text: str, *, link: str = "") -> int:
    """Tell those who hold `permission` at an organization today; returns how many."""
    offices = Office.objects.held_on(clock.today()).filter(organization_id=organization_id)
    users = {office.user_id for office in offices if permission in role_of(office.role).permissions}
    return notify_users(users, organization_id, kind, text, link=link)


def _write(
    users: set[int], organization_id: int | None, kind: str, text: str, case_id: int | None, link: str
) -> list[PersonNotice]:
    event = event_of(kind)
    if organization_id is None:
        chosen = spreading.choices_for(users)
    else:
        here = spreading.holders([organization_id]).get(organization_id, {})
        chosen = {(user_id, organization_id): choices for user_id, choices in here.items() if user_id in users}
    rows = [
        PersonNotice(
            user_id=user_id,
            organization_id=organization_id,
            event=event.key,
            kind=kind,
            text=text[:200],
            case_id=case_id,
            case_number=_number(case_id),
            link=link,
            on_screen=choices.on_screen(event.key),
            at=clock.now(),
        )
        for (user_id, _body), choices in chosen.items()
    ]
    return spreading.put(rows, chosen)


def _number(case_id: int | None) -> str:
    case = Case.objects.filter(pk=case_id).first() if case_id else None
    return case.number if case else ""


def notices_read(*, actor: Scope, pk: int | None = None) -> int:
    """Mark one notice of the actor as read, or all that the present office shows; returns how many were not."""
    rows = PersonNotice.objects.of(actor.user_id).unread()
    if pk is not None:
        rows = rows.filter(pk=pk)
    return rows.update(read_at=clock.now())
