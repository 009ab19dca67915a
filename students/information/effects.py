"""What an information change does: columns and entries by the frame, the identity number by a database function."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from students.changes import Change
from students.identity.models import FormerNumber
from students.identity.numbers import former_numbers_keep
from students.information.facts import changed_names
from students.information.fields import label_of, present_values
from students.information.models import InformationChange
from students.models import Person, Profile
from students.statuses import ChangeKind
from xueji import clock
from xueji.codes import names
from xueji.codes.identity import mask
from xueji.database import cipher
from xueji.errors import Conflict

_KEY_LENGTH, _INITIALS_LENGTH = 120, 20


def information_changes(matters: Sequence[InformationChange]) -> list[Change]:
    """One change for each student; `matter.student` is locked.

    Raises Conflict when an entry is no longer what it was when the change was drafted: what was decided on is gone.
    """
    keys = [matter.student_id for matter in matters]
    profiles = dict(Profile.objects.filter(student__in=keys).values_list("student_id", "data"))
    return [_change(matter, profiles.get(matter.student_id, {})) for matter in matters]


def identities_replace(matters: Iterable[InformationChange]) -> None:
    """Put the new numbers in place; the replaced ones are kept on the rows, encrypted.

    Raises Conflict when a number has become somebody else's meanwhile.
    """
    rows = {matter.student.person_id: matter for matter in matters if matter.identity_cipher}
    if not rows:
        return
    for person in Person.objects.filter(pk__in=list(rows)):
        row = rows[person.pk]
        row.replaced_type, row.replaced_cipher = person.identity_type, bytes(person.identity_cipher)
    InformationChange.objects.bulk_update(rows.values(), ["replaced_type", "replaced_cipher"], batch_size=1000)
    _replace([(key, row.identity_type, bytes(row.identity_cipher or b"")) for key, row in rows.items()])


def replaced_numbers_keep(matters: Iterable[InformationChange]) -> None:
    """Keep the replaced numbers with their persons, who are found by them as well."""
    rows = [
        (matter.student.person_id, cipher.decrypt(matter.replaced_cipher))
        for matter in matters
        if matter.identity_cipher and matter.replaced_cipher
    ]
    former_numbers_keep(rows, _("信息变更"), FormerNumber.Kind.IDENTITY)


def identities_restore(matters: Iterable[InformationChange]) -> None:
    """Put the replaced numbers back. Raises Conflict when a number was changed again since."""
    rows = {matter.student.person_id: matter for matter in matters if matter.replaced_cipher}
    if not rows:
        return
    for person in Person.objects.filter(pk__in=list(rows)):
        if bytes(person.identity_index) != cipher.blind_index(rows[person.pk].identity_number):
            raise Conflict(_("身份证件号后来又有变更，要先处理后来的变更。"))
    _replace([(key, row.replaced_type, bytes(row.replaced_cipher or b"")) for key, row in rows.items()])


def _replace(numbers: list[tuple[int, str, bytes]]) -> None:
    """Person id, document type and encrypted number; index and mask are made of the number here."""
    plain = [cipher.decrypt(sealed) for _key, _type, sealed in numbers]
    columns: list[list[Any]] = [
        [key for key, _type, _sealed in numbers],
        [kind for _key, kind, _sealed in numbers],
        [cipher.blind_index(number) for number in plain],
        [sealed for _key, _type, sealed in numbers],
        [mask(number) for number in plain],
    ]
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT xj_identities_replace(%s::bigint[], %s::text[], %s::bytea[], %s::bytea[], %s::text[])", columns
            )
    except IntegrityError as error:
        raise Conflict(_("新的身份证件号已登记在另一人名下，请退回查清。")) from error


def _change(matter: InformationChange, profile: dict[str, Any]) -> Change:
    student = matter.student
    _unchanged_since(matter, present_values(student, profile))
    columns, entries = dict(matter.columns), dict(matter.entries)
    if matter.name:
        columns |= _keys(matter.name)
        if "name_pinyin" in profile:
            entries["name_pinyin"] = columns["name_key"]
    if matter.identity_cipher:
        columns |= {"identity_type": matter.identity_type, "identity_mask": matter.identity_mask}
        if matter.identity_mask == student.identity_mask:
            # The ledger holds masks only: what differs between the four characters at both ends leaves this trace.
            entries["identity_changed_on"] = clock.today().isoformat()
    labels = "、".join(label_of(name) for name in changed_names(matter))
    return Change(student, ChangeKind.INFORMATION, columns=columns, profile=entries, note=labels)


def _keys(name: str) -> dict[str, str]:
    """The keys by which a name is sorted and found."""
    return {"name_key": names.pinyin_key(name)[:_KEY_LENGTH], "initials": names.initials(name)[:_INITIALS_LENGTH]}


def _unchanged_since(matter: InformationChange, present: dict[str, Any]) -> None:
    for name, old in matter.before.items():
        if str(present[name] or "") != str(old or ""):
            raise Conflict(_("“%(entry)s”在办理期间另有变更，请退回核对。") % {"entry": label_of(name)})
