"""What is said beside a name of those who came by a way of their own."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from students.admission.facts import admissions_of
from students.admission.models import Admission
from students.facts import entries_of
from students.models import Student
from students.registration.facts import is_teaching_point
from students.registration.models import PlaceOfStudy
from students.registration.numbers import is_formal
from students.statuses import OPEN_STATUSES
from xueji.policies.vocabulary import AdmissionSource, Origin, StudyForm


def marks_of(students: Iterable[Student]) -> dict[int, list[str]]:
    """Words by student id, for those who have any; students need programme and class at hand. Three queries."""
    rows = list(students)
    points = entries_of(rows, "teaching_point")
    admissions = admissions_of(rows)
    elsewhere = dict(
        PlaceOfStudy.objects.filter(student__in=[row.pk for row in rows], here=False).values_list(
            "student", "elsewhere"
        )
    )
    found = {
        row.pk: _marks(row, admissions.get(row.pk), elsewhere.get(row.pk, ""), points.get(row.pk) or "") for row in rows
    }
    return {key: marks for key, marks in found.items() if marks}


def _marks(student: Student, admission: Admission | None, elsewhere: str, point: str) -> list[str]:
    marks = []
    if is_formal(student.number_mask):
        marks.append(_("接续学籍号"))
    if admission is not None:
        marks += _of_admission(admission, is_here=student.status in OPEN_STATUSES)
    if student.programme.integrated:
        marks.append(_("一体化（贯通）"))
    if student.programme.is_category:
        marks.append(_("按大类"))
    if student.programme.study_form == StudyForm.FLEXIBLE:
        marks.append(_("弹性学习"))
    if admission is not None and admission.inland:
        marks.append(str(admission.get_inland_display()))
    if is_teaching_point(point):
        marks.append(_("教学点：%(place)s") % {"place": point})
    if elsewhere:
        marks.append(_("实际就读：%(place)s") % {"place": elsewhere})
    return marks


def _of_admission(admission: Admission, *, is_here: bool) -> list[str]:
    marks = []
    if admission.origin != Origin.MAINLAND:
        marks.append(str(Origin(admission.origin).label))
    if admission.source == AdmissionSource.EARLY_SELECTION:
        marks.append(_("文体选调生"))
    if admission.is_in_compulsory_schooling and is_here:
        marks.append(_("接受义务教育中"))
    if admission.source == AdmissionSource.COOPERATIVE:
        marks.append(_("合作招收"))
    if admission.kept_on is not None:
        marks.append(_("病愈重新入学"))
    return marks
