"""Students in the search box of the top bar."""

from django.urls import reverse
from django.utils.translation import gettext as _

from students.actions import number_looked_up
from students.found import NAMES, found_by, rows_of
from students.models import Student
from students.searching import understand
from xueji.database.fence import Level
from xueji.organizations.scope import Scope
from xueji.web.searching import Hit


def find_students(scope: Scope, text: str, limit: int) -> list[Hit]:
    """Students of the scope whom `text` means, whether on the register or gone; at most `limit`."""
    search = understand(text, scope.level) if scope.allows("view_students") else None
    if search is None:
        return []
    if search.by_number:
        number_looked_up(actor=scope)
    ids = found_by(search, Student.objects.all(), narrowed=False).ids(NAMES, limit)
    students = rows_of(Student.objects.with_places(), ids)
    return [_hit(student, scope, is_exact=search.by_number) for student in students]


def _hit(student: Student, scope: Scope, *, is_exact: bool) -> Hit:
    parts = [str(student.get_status_display()), student.school_class.name, _("学号 %s") % student.school_number]
    if scope.level is not Level.SCHOOL:
        parts.insert(1, student.school.name)
    url = reverse("students:record", args=[student.pk])
    return Hit(student.name, url, _("，").join(parts), "id", is_exact)
