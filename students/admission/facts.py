"""What is known of the admissions of students, for the rules of registration."""

from collections import defaultdict
from collections.abc import Iterable

from students.admission.models import Admission, AdmissionPaper
from students.facts import is_at_hand
from students.models import Student
from xueji.policies.vocabulary import Evidence, Schooling

# Papers that each newcomer brings for himself: one for a whole batch would say nothing of anybody.
OWN_PAPERS: dict[str, Evidence] = {
    AdmissionPaper.Kind.IDENTITY.value: Evidence.IDENTITY_PROOF,
    AdmissionPaper.Kind.NOTICE.value: Evidence.ADMISSION_NOTICE,
    AdmissionPaper.Kind.RESIDENCE.value: Evidence.RESIDENCE_PERMIT,
    AdmissionPaper.Kind.APPROVAL.value: Evidence.FOREIGN_APPROVAL,
    AdmissionPaper.Kind.HOME_PROOF.value: Evidence.HOME_EXAM_PROOF,
}
# A roster of the admission authority speaks for many; the others never lie with the batch.
PAPERS_OF_STUDENTS = frozenset(OWN_PAPERS.values()) - {Evidence.ADMISSION_NOTICE}


def admissions_of(students: Iterable[Student]) -> dict[int, Admission]:
    """The admission of each student that has one, by student id, in one query; what came with the records is not asked for."""
    rows = list(students)
    at_hand = {row.pk: row.admission for row in rows if is_at_hand(row, "admission") and hasattr(row, "admission")}
    keys = [row.pk for row in rows if not is_at_hand(row, "admission")]
    found = Admission.objects.filter(student_id__in=keys).select_related("programme") if keys else []
    return at_hand | {admission.student_id: admission for admission in found if admission.student_id is not None}


def own_papers_of(admissions: Iterable[Admission]) -> dict[int, frozenset[Evidence]]:
    """What each newcomer handed in for registration, in the words of the rules, by admission id; one query."""
    rows = AdmissionPaper.objects.filter(admission__in=[row.pk for row in admissions], kind__in=OWN_PAPERS)
    found: dict[int, set[Evidence]] = defaultdict(set)
    for key, kind in rows.order_by().values_list("admission_id", "kind"):
        found[key].add(OWN_PAPERS[kind])
    return {key: frozenset(papers) for key, papers in found.items()}


def in_compulsory_schooling(students: Iterable[Student]) -> set[int]:
    """Who of them came without having finished it and has not finished it at the school, by student id; one query."""
    keys = [student.pk for student in students]
    rows = Admission.objects.filter(student_id__in=keys, schooling=Schooling.UNFINISHED, schooling_finished_on=None)
    return set(rows.values_list("student_id", flat=True))
