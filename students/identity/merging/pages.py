"""What is shown of a merge: masks beside each other; of the records those that the reader's own scope holds."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from students.identity.merging.records import From
from students.identity.models import PersonMerge
from students.models import Student
from xueji.database.fence import Level
from xueji.organizations.scope import Scope


@dataclass(frozen=True)
class Row:
    """One number under both persons, and what stands afterwards."""

    label: str
    own: str
    other: str
    after: str


def compared(merge: PersonMerge) -> list[Row]:
    """Document and student number."""
    return [
        Row(
            _("证件号"),
            merge.own_mask,
            merge.other_mask,
            _chosen(merge.document_from, merge.own_mask, merge.other_mask),
        ),
        Row(
            _("学籍号"),
            merge.own_number_mask,
            merge.other_number_mask,
            _chosen(merge.number_from, merge.own_number_mask, merge.other_number_mask),
        ),
    ]


def described(merge: PersonMerge) -> list[tuple[str, str]]:
    """For the printed form."""
    found = []
    for row in compared(merge):
        found.append((_("%(label)s（本校登记）") % {"label": row.label}, row.own))
        found.append((_("%(label)s（另一个）") % {"label": row.label}, row.other))
        found.append((_("%(label)s（归并后）") % {"label": row.label}, row.after))
    return found


def words(merge: PersonMerge) -> dict[str, str]:
    """The same by the names that the regulation's form has for them."""
    document, number = compared(merge)
    return {
        "own_document": document.own,
        "other_document": document.other,
        "kept_document": document.after,
        "own_number": number.own,
        "other_number": number.other,
        "kept_number": number.after,
    }


def records_for(merge: PersonMerge, scope: Scope | None) -> list[Student]:
    """The records of both as far as row-level security shows them to the reader; a school sees its own alone."""
    if scope is None or scope.level is Level.STUDENT:
        return []
    rows = Student.objects.select_related("school", "school_class").order_by("entered_on", "pk")
    if merge.applied_at:
        return list(rows.filter(pk__in=[*merge.moved["records"], *merge.moved["own"]]))
    return list(rows.filter(person__in=[merge.student.person_id, merge.other_person]))


def _chosen(which: str, own: str, other: str) -> str:
    return own if which == From.OWN else other
