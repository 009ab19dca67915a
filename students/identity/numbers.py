"""Numbers that a person had before: kept encrypted, found by a keyed index, shown masked."""

import re
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from students.identity.models import FormerNumber
from students.models import Student
from xueji import clock
from xueji.audit.actions import event_record
from xueji.codes.identity import mask
from xueji.codes.text import compact
from xueji.database import cipher
from xueji.errors import Invalid, NotAllowed
from xueji.organizations.scope import Scope, unfenced

LONGEST = 100
_FORM = re.compile(r"^[0-9A-Za-z一-鿿()（）./_-]{4,100}$")
_BATCH = 1000


@transaction.atomic
def former_number_add(*, actor: Scope, student: Student, number: str, source: str = "") -> FormerNumber:
    """Write down a student number that the person had before, by the school that keeps the file; adding it again changes
    nothing. Raises Invalid for what can be no number, NotAllowed for other offices."""
    if not actor.allows("manage_students") or student.school_id != actor.organization_id:
        raise NotAllowed(_("历史学籍号由学生所在学校登记。"))
    number = former_number_read(number)
    [row] = former_numbers_keep([(student.person_id, number)], source or _("学校补登"))
    event_record(
        kind="former_number_added",
        actor_id=actor.user_id,
        organization_id=actor.organization_id,
        subject="student",
        subject_id=student.pk,
    )
    return row


def former_number_read(raw: str) -> str:
    """As it is kept. Raises Invalid."""
    number = compact(raw).strip("'‘’").upper()
    if not _FORM.match(number) or not any(character.isdigit() for character in number):
        raise Invalid(_("历史学籍号应为 4 至 100 位数字或字母，请照原证件、原系统填写。"), field="number")
    return number


def former_numbers_keep(
    numbers: Iterable[tuple[int, str]], source: str, kind: str = FormerNumber.Kind.STUDENT
) -> list[FormerNumber]:
    """Keep numbers of persons (person id, number); those that are known stay as they are. Returns the rows of all."""
    wanted = {(person, cipher.blind_index(number)): number for person, number in numbers}
    if not wanted:
        return []
    with unfenced(reason="former numbers of persons"):
        FormerNumber.objects.bulk_create(
            [
                FormerNumber(
                    person_id=person,
                    kind=kind,
                    index=index,
                    cipher=cipher.encrypt(number),
                    mask=masked(number),
                    source=source[:60],
                    added_on=clock.today(),
                )
                for (person, index), number in wanted.items()
            ],
            batch_size=_BATCH,
            ignore_conflicts=True,
        )
        persons = {person for person, _index in wanted}
        rows = FormerNumber.objects.filter(person__in=persons)
        return [row for row in rows if (row.person_id, bytes(row.index)) in wanted]


def persons_with(number: str) -> list[int]:
    """The persons of the scope who had this number before."""
    index = cipher.blind_index(compact(number).strip("'‘’").upper())
    return list(FormerNumber.objects.filter(index=index).values_list("person_id", flat=True).distinct())


def masked(number: str) -> str:
    """First and last four characters of a long number; of a short one the last two."""
    return mask(number)[:LONGEST]
