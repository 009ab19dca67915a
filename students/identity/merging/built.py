"""What was built on a merge since it took effect. Callers are unfenced."""

from django.utils.translation import gettext as _

from students.identity.models import PersonMerge
from students.models import StatusChange, Student
from students.statuses import ChangeKind
from xueji.cases.models import Case, Item
from xueji.cases.states import CaseState

_COUNTS = (CaseState.RUNNING, CaseState.RETURNED, CaseState.EFFECTIVE, CaseState.CLOSED)


def built_since(case: Case, merge: PersonMerge) -> str:
    """New records, changes of status or cases of the person, as a sentence; empty when there are none."""
    records = {*merge.moved["records"], *merge.moved["own"]}
    if Student.objects.filter(person=merge.kept or 0).exclude(pk__in=records).exists():
        return _("归并之后，该生又有了新的学籍记录，不能直接撤销；请先处理后来的记录。")
    if _changed(case, merge, records):
        return _("归并之后，该生的学籍又有了变动，不能直接撤销；请先处理后来的变动。")
    since = Item.objects.filter(
        student_id__in=records, case__submitted_at__gte=merge.applied_at, case__state__in=_COUNTS
    )
    later = since.exclude(case=case).exclude(case__original_id=case.pk).select_related("case").order_by("pk").first()
    if later is not None:
        said = {"number": later.case.number}
        return _("归并之后，该生又办了 %(number)s，不能直接撤销；请先处理这一件。") % said
    return ""


def _changed(case: Case, merge: PersonMerge, records: set[int]) -> bool:
    later = StatusChange.objects.filter(student__in=records, recorded_at__gte=merge.applied_at, undone_by__isnull=True)
    return later.exclude(case_id=case.pk).exclude(kind=ChangeKind.REVOCATION).exists()
