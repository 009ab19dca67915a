"""What a merge does once all have agreed, and how it is taken back. They run as effects of their cases."""

from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from students import changes as register
from students.changes import Change
from students.identity.merging.built import built_since
from students.identity.merging.records import Pair, older_of, pair_of, records_of
from students.identity.models import Clash, FormerNumber, PersonMerge, State
from students.identity.numbers import former_numbers_keep
from students.identity.solving import clash_close, clashes_review
from students.models import Person, Student
from students.statuses import ChangeKind
from xueji import clock
from xueji.cases.models import Case
from xueji.codes.identity import mask
from xueji.database import cipher
from xueji.errors import Conflict
from xueji.notices.inbox import notify_holders
from xueji.organizations.scope import Scope


def merge_apply(case: Case, merge: PersonMerge, scope: Scope) -> None:
    """One person with the older student number and the document that was proved; what the other was known by is kept as
    former numbers. Raises Conflict when the two are one meanwhile, or both have something that a person has once."""
    pair = pair_of(merge)
    if pair is None:
        raise Conflict(_("两个号码已在同一人名下，请退回核对。"))
    records = register.students_lock(record.pk for record in records_of(merge))
    merge.number_from = older_of(pair)
    kept = pair.of(merge.number_from)
    gone = pair.other if kept.pk == pair.own.pk else pair.own
    document = pair.of(merge.document_from)
    _remember(merge, kept, gone, records.values())
    try:
        with transaction.atomic():
            register.changes_apply(case, scope, _changes(records.values(), kept, document))
            merge.moved["account"] = _merge(kept, gone, document)
    except IntegrityError as error:
        raise Conflict(_("两个号码下有只能存在一份的学籍、证书或申请，请退回核对。")) from error
    merge.moved["added"] = _keep_numbers(kept, pair, document, gone)
    merge.save()
    clashes_review(records, state=State.MERGED, case_id=case.pk)
    _tell({record.school_id for record in records.values()}, _("本校 1 名学生的两个号码已归并为一个，请核对学籍号"))


def merge_undo(case: Case, merge: PersonMerge, undoing: Case, scope: Scope) -> None:
    """Two persons again, each with the numbers and records that it had. Raises Conflict when something was built on it."""
    if said := merge_built_upon(case, merge):
        raise Conflict(said)
    kept, gone = merge.kept or 0, merge.gone or 0
    added = [bytes.fromhex(index) for index in merge.moved["added"]]
    FormerNumber.objects.filter(person=kept, index__in=added).delete()
    formers = [bytes.fromhex(index) for index in merge.moved["formers"]]
    # The ledger first: it looks whether the records are as the merge left them. Keys are asked for at the commit.
    register.changes_undo(case.pk, undoing=undoing, scope=scope)
    _split(merge, formers)
    taken = [bytes.fromhex(index) for index in merge.moved["taken"]]
    FormerNumber.objects.filter(person=kept, index__in=taken).delete()
    PersonMerge.objects.filter(pk=merge.pk).update(
        applied_at=None, kept=None, gone=None, kept_cipher=None, gone_cipher=None, gone_number_cipher=None
    )
    for clash in Clash.objects.filter(sides__solved_case=case.pk).distinct():
        clash_close(clash, State.OPEN)
    schools = Student.objects.filter(person__in=[kept, gone]).values_list("school_id", flat=True)
    _tell(schools, _("本校 1 名学生的号码归并已撤销，请核对学籍号"))


def merge_built_upon(case: Case, merge: PersonMerge) -> str:
    """What was built on the merge, as a sentence; empty when it can be taken back."""
    if merge.applied_at is None:
        return _("这一件没有生效的归并，没有可以撤销的。")
    kept = Person.objects.filter(pk=merge.kept or 0).first()
    document = merge.kept_cipher if _is_kept_document(merge) else merge.gone_cipher
    if kept is None or bytes(kept.identity_index) != cipher.blind_index(cipher.decrypt(bytes(document or b""))):
        return _("归并之后该生的证件号又有变更，要先处理后来的变更。")
    return built_since(case, merge) or register.undo_obstacle(case.pk)


def _is_kept_document(merge: PersonMerge) -> bool:
    return merge.document_from == merge.number_from


def _remember(merge: PersonMerge, kept: Person, gone: Person, records: Iterable[Student]) -> None:
    """Everything that an undo puts back."""
    merge.kept, merge.gone, merge.applied_at = kept.pk, gone.pk, clock.now()
    merge.kept_type, merge.kept_cipher = kept.identity_type, bytes(kept.identity_cipher)
    merge.gone_type, merge.gone_cipher = gone.identity_type, bytes(gone.identity_cipher)
    merge.gone_number_cipher = bytes(gone.number_cipher)
    formers = _former_indexes(gone)
    merge.moved = {
        "records": sorted(record.pk for record in records if record.person_id == gone.pk),
        "own": sorted(record.pk for record in records if record.person_id == kept.pk),
        "formers": sorted(formers),
        "taken": sorted(formers - _former_indexes(kept)),
    }


def _former_indexes(person: Person) -> set[str]:
    return {bytes(row.index).hex() for row in FormerNumber.objects.filter(person=person)}


def _changes(records: Iterable[Student], kept: Person, document: Person) -> list[Change]:
    """What becomes of each record, as the ledger tells it: masks only."""
    found = []
    for record in records:
        now = {
            "person_id": kept.pk,
            "number_mask": kept.number_mask,
            "identity_type": document.identity_type,
            "identity_mask": document.identity_mask,
        }
        columns = {name: value for name, value in now.items() if getattr(record, name) != value}
        if columns:
            found.append(Change(record, ChangeKind.INFORMATION, columns=columns, note=_("一人两号归并")))
    return found


def _merge(kept: Person, gone: Person, document: Person) -> int | None:
    values: list[Any] = [
        kept.pk, gone.pk, document.identity_type, bytes(document.identity_index), bytes(document.identity_cipher),
        document.identity_mask,
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SELECT xj_persons_merge(%s, %s, %s, %s, %s, %s)", values)
        return cursor.fetchone()[0]


def _split(merge: PersonMerge, formers: list[bytes]) -> None:
    ciphers = [bytes(merge.kept_cipher or b""), bytes(merge.gone_cipher or b"")]
    plain = [cipher.decrypt(sealed) for sealed in ciphers]
    number_cipher = bytes(merge.gone_number_cipher or b"")
    number = cipher.decrypt(number_cipher)
    values: list[Any] = [
        merge.kept, merge.gone, [merge.kept_type, merge.gone_type], [cipher.blind_index(each) for each in plain],
        ciphers, [mask(each) for each in plain], cipher.blind_index(number), number_cipher, mask(number),
        merge.moved["records"], merge.moved["own"], formers, merge.moved["account"],
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT xj_persons_split(%s, %s, %s::text[], %s::bytea[], %s::bytea[], %s::text[], %s, %s, %s,"
            " %s::bigint[], %s::bigint[], %s::bytea[], %s)",
            values,
        )


def _keep_numbers(kept: Person, pair: Pair, document: Person, gone: Person) -> list[str]:
    """The student number of the one that is gone and the document that stands no more; their indexes."""
    before = _former_indexes(kept)
    replaced = pair.other if document.pk == pair.own.pk else pair.own
    source = _("一人两号归并")
    rows = former_numbers_keep([(kept.pk, gone.student_number)], source)
    rows += former_numbers_keep([(kept.pk, replaced.identity_number)], source, FormerNumber.Kind.IDENTITY)
    return sorted({bytes(row.index).hex() for row in rows} - before)


def _tell(schools: Iterable[int], text: str) -> None:
    """Every school that has a record of the person, whose numbers are others now."""
    for school in set(schools):
        notify_holders(school, "manage_students", "duplicate", text)
