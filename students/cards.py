"""The students' numbers on the workbench."""

from django.core.cache import cache
from django.db.models import Count
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from students.models import Student
from students.statuses import Status
from xueji.database.fence import Level
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope
from xueji.web.workbench import Number, register_numbers

REMEMBERED = 300  # seconds; counting a province reads some hundred thousand rows
_REMEMBERING = {Level.CITY, Level.PROVINCE}


def students_by_status(scope: Scope, organization: Organization) -> list[Number]:
    """在籍学生, 在读, 休学, 未注册 of the scope; a city's and a province's are up to five minutes old."""
    counts = _remembered(organization) if scope.level in _REMEMBERING else _counts()
    enrolled = counts.get(Status.STUDYING, 0) + counts.get(Status.ON_LEAVE, 0)
    return [
        Number(_("在籍学生"), enrolled, url=_url("")),
        Number(_("在读"), counts.get(Status.STUDYING, 0), url=_url(Status.STUDYING)),
        Number(_("休学"), counts.get(Status.ON_LEAVE, 0), url=_url(Status.ON_LEAVE)),
        Number(_("未注册"), counts.get(Status.PENDING, 0), url=_url(Status.PENDING)),
    ]


def _remembered(organization: Organization) -> dict[str, int]:
    return cache.get_or_set(f"students-by-status-{organization.pk}", _counts, REMEMBERED) or {}


def _counts() -> dict[str, int]:
    """By status, of those on the register now; the fence counts the scope's own."""
    rows = Student.objects.current().order_by().values_list("status").annotate(n=Count("id"))
    return dict(rows)


def _url(status: str) -> str:
    try:
        return reverse("students:list") + (f"?status={status}" if status else "")
    except NoReverseMatch:
        return ""


register_numbers("students", students_by_status, order=10)
