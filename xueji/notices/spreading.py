"""From lines for organizations to lines for persons, and from those into the outbox, as each person chose.

What waits stands in `notices_waiting`, laid there by a trigger in the transaction of the line itself: nothing depends on the
broker, and a line is spread once however many workers look.
"""

from collections import defaultdict
from collections.abc import Iterable

from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.db.models import F, Func, Value

from xueji import clock
from xueji.calendars.loader import get_calendar
from xueji.cases.models import Notice
from xueji.notices.choices import Choices, choices_of, digest_moment, sending_moment
from xueji.notices.events import STUDENT, event_of
from xueji.notices.models import Channel, Contact, Message, PersonNotice, Settings, Timing, Waiting
from xueji.organizations.models import Office
from xueji.organizations.scope import unfenced

BATCH = 200


def spread() -> int:
    """Give every line that waits to the persons of its organization; returns how many lines there were."""
    total = 0
    while Waiting.objects.exists():
        with unfenced(reason="spread notices to persons"):
            found = _spread_batch()
        if not found:  # somebody else is at the rest
            break
        total += found
    return total


def _spread_batch() -> int:
    waiting = Waiting.objects.select_for_update(skip_locked=True).order_by("notice_id")[:BATCH]
    keys = [row.notice_id for row in waiting]
    lines = list(Notice.objects.filter(pk__in=keys).select_related("case").order_by("pk"))
    here = holders({line.organization_id for line in lines})
    rows = []
    for line in lines:
        event = event_of(line.kind)
        for user_id, choices in here.get(line.organization_id, {}).items():
            rows.append(
                PersonNotice(
                    user_id=user_id,
                    organization_id=line.organization_id,
                    event=event.key,
                    kind=line.kind,
                    text=line.text,
                    case_id=line.case_id,
                    case_number=line.case.number,
                    source_id=line.pk,
                    on_screen=choices.on_screen(event.key),
                    at=line.at,
                )
            )
    put(rows, {(user_id, body): choices for body, each in here.items() for user_id, choices in each.items()})
    Waiting.objects.filter(pk__in=keys).delete()
    return len(keys)


def holders(organizations: Iterable[int]) -> dict[int, dict[int, Choices]]:
    """By organization: who holds an office there today, with what they chose."""
    offices = Office.objects.held_on(clock.today()).filter(organization_id__in=organizations, user__is_active=True)
    roles: dict[int, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    for organization_id, user_id, role in offices.values_list("organization_id", "user_id", "role"):
        roles[organization_id][user_id].append(role)
    chosen = Settings.objects.in_bulk({user_id for found in roles.values() for user_id in found})
    return {
        organization_id: {user_id: choices_of(chosen.get(user_id), held) for user_id, held in found.items()}
        for organization_id, found in roles.items()
    }


@transaction.atomic
def put(rows: list[PersonNotice], chosen: dict[tuple[int, int | None], Choices]) -> list[PersonNotice]:
    """Write lines for persons and queue what goes out, by the choices of (user, organization). Callers are unfenced.

    A line that reached its person before (same source) is left out; so is one that the person wants to hear of nowhere.
    """
    known = set(
        PersonNotice.objects.filter(source_id__in={row.source_id for row in rows if row.source_id}).values_list(
            "user_id", "organization_id", "source_id"
        )
    )
    reachable = _reachable({row.user_id for row in rows})
    wanted = []
    for row in rows:
        choices = chosen[row.user_id, row.organization_id]
        ways = [way for way in reachable.get(row.user_id, ()) if choices.timing(row.event, way) != Timing.OFF]
        if (row.user_id, row.organization_id, row.source_id) not in known and (row.on_screen or ways):
            wanted.append(row)
    PersonNotice.objects.bulk_create(wanted)
    _queue(wanted, chosen, reachable)
    return wanted


def choices_for(user_ids: Iterable[int]) -> dict[tuple[int, int | None], Choices]:
    """What students and guardians chose, under (user, None). Callers are unfenced."""
    users = list(user_ids)
    settings = Settings.objects.in_bulk(users)
    return {(user_id, None): choices_of(settings.get(user_id), [STUDENT]) for user_id in users}


def _reachable(users: Iterable[int]) -> dict[int, list[str]]:
    """By person: the channels with a verified address."""
    found: dict[int, list[str]] = defaultdict(list)
    rows = Contact.objects.filter(user_id__in=users, verified_at__isnull=False)
    for user_id, channel in rows.values_list("user_id", "channel"):
        found[user_id].append(channel)
    return found


def _queue(
    rows: list[PersonNotice], chosen: dict[tuple[int, int | None], Choices], reachable: dict[int, list[str]]
) -> None:
    moment, calendar = clock.now(), get_calendar()
    messages: dict[str, Message] = {}
    for row in rows:
        choices = chosen[row.user_id, row.organization_id]
        for channel in reachable.get(row.user_id, ()):
            timing = choices.timing(row.event, channel)
            if timing == Timing.NOW:
                key, due = f"notice:{row.pk}:{channel}", sending_moment(channel, moment)
                purpose = Message.Purpose.NOTICE
            elif timing == Timing.DAILY:
                due = digest_moment(choices, moment, calendar)
                key = f"digest:{row.user_id}:{row.organization_id or 0}:{channel}:{due:%Y%m%d%H%M}"
                purpose = Message.Purpose.DIGEST
            else:
                continue
            message = messages.setdefault(
                key,
                Message(
                    key=key,
                    user_id=row.user_id,
                    organization_id=row.organization_id,
                    channel=Channel(channel),
                    purpose=purpose,
                    due_at=due,
                    queued_at=moment,
                ),
            )
            message.notices.append(row.pk)
    _lay(messages)


def _lay(messages: dict[str, Message]) -> None:
    """Put messages into the outbox; a digest that is queued already takes the lines up."""
    lines = {key: message.notices for key, message in messages.items()}
    for message in messages.values():
        message.notices = []
    Message.objects.bulk_create(messages.values(), ignore_conflicts=True)
    array = ArrayField(models.BigIntegerField())
    for key, found in lines.items():
        more = Func(F("notices"), Value(found, output_field=array), function="array_cat", output_field=array)
        Message.objects.filter(key=key, state=Message.State.QUEUED).update(notices=more)
