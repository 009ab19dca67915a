"""Where a student may go on inside the school: programmes, classes, and the openings from which a change counts."""

from collections.abc import Iterable

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from students.models import Programme, SchoolClass, Student
from students.parties import terms_of
from students.statuses import OPEN_STATUSES
from xueji import clock
from xueji.organizations.models import Organization
from xueji.web.formats import cn_date_full

_OPENINGS = 2


def other_programmes(student: Student) -> QuerySet[Programme]:
    """What the school offers to the student's grade, or the one after it, beside the student's own programme."""
    offered = Programme.objects.offered(student.cohort) | Programme.objects.offered(student.cohort + 1)
    return offered.filter(school=student.school_id).exclude(pk=student.programme_id).order_by("major_code", "pk")


def classes_of(programme: Programme, cohort: int) -> QuerySet[SchoolClass]:
    """The open classes of a programme for a cohort, and for the one after it."""
    return (
        SchoolClass.objects.open()
        .filter(programme=programme, cohort__in=(cohort, cohort + 1))
        .order_by("cohort", "name")
    )


def following_classes(school: Organization, cohorts: Iterable[int]) -> list[SchoolClass]:
    """The open classes that come one year behind these cohorts, with the number of students in each, in the order of names."""
    behind = {cohort + 1 for cohort in cohorts}
    counted = Count("students", filter=Q(students__status__in=OPEN_STATUSES))
    found = SchoolClass.objects.open().filter(school=school, cohort__in=behind).select_related("programme")
    return list(found.annotate(present=counted).order_by("cohort", "programme__major_code", "name"))


def usual_following(student: Student, classes: Iterable[SchoolClass]) -> SchoolClass | None:
    """The class in which a retained student usually goes on: the same programme, there the one with fewest students."""
    behind = [each for each in classes if each.cohort == student.cohort + 1]
    same = [each for each in behind if each.programme_id == student.programme_id]
    same = same or [each for each in behind if each.programme.major_code == student.programme.major_code]
    return min(same, key=lambda each: (each.present, each.name), default=None)  # type: ignore[attr-defined]


def openings_ahead(school: Organization) -> list[tuple[str, str]]:
    """The next openings as choices: day and label."""
    today = clock.today()
    coming = sorted((term for term in terms_of(school) if term.starts_on > today), key=lambda term: term.starts_on)
    return [
        (
            term.starts_on.isoformat(),
            _("%(day)s开学起%(mark)s")
            % {"day": cn_date_full(term.starts_on), "mark": _("（暂算）") if term.planned else ""},
        )
        for term in coming[:_OPENINGS]
    ]
