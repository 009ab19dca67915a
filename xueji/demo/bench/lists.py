"""The page of students and its search at the present size, level by level, beside hand-written SQL."""

from collections.abc import Callable

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from students.models import Student
from xueji.database.fence import OFFICE_LEVELS, Level
from xueji.demo.bench.measure import Measure, ratio, timed, undone
from xueji.organizations.models import Office
from xueji.organizations.scope import Scope, unfenced

_TIMES = 5
_LEAST = """SELECT s.id, s.name, s.status, s.cohort, s.number_mask, s.identity_mask, o.name, c.name, p.name
    FROM students_student s JOIN organizations_organization o ON o.id = s.school_id
    JOIN students_schoolclass c ON c.id = s.school_class_id JOIN students_programme p ON p.id = s.programme_id
    WHERE s.{column} = %s AND s.status IN ('pending', 'studying', 'on_leave', 'special_school')
    ORDER BY s.name_key, s.id LIMIT 51"""


def bench() -> list[Measure]:
    """One office of each level that there is: the list, a search by surname, and the least that a page could ask."""
    lines = []
    with undone():
        for level in OFFICE_LEVELS:
            office = office_of(level)
            if office is not None:
                lines += _bench(level, office)
    return lines


def _bench(level: Level, office: Office) -> list[Measure]:
    client = Client(SERVER_NAME="localhost")
    client.force_login(office.user)
    column = f"{level.value}_id"
    with unfenced(reason="benchmark"):
        size = Student.objects.filter(**{column: office.organization_id}).count()
        surname = Student.objects.filter(**{column: office.organization_id}).values_list("name", flat=True).first()
        least, _rows = timed(lambda: _by_hand(column, office.organization_id), times=_TIMES)
    with Scope.of_office(office).enter():
        fenced, _rows = timed(lambda: _by_hand(column, office.organization_id), times=_TIMES)
    page = _page(f"{level}: the list", lambda: client.get(reverse("students:list")), f"{size} students")
    text = {"q": (surname or "陈")[0]}
    found = _page(
        f"{level}: a search by surname", lambda: client.post(reverse("students:search"), text, follow=True), ""
    )
    return [
        Measure(f"{level}: the rows of a page by hand, no fence", least),
        Measure(f"{level}: the same behind the fence", fenced, note=ratio(fenced, least)),
        page,
        found,
    ]


def _page(label: str, ask: Callable[[], object], note: str) -> Measure:
    with CaptureQueriesContext(connection) as captured:
        ask()
        queries = len(captured)
    best, _answer = timed(ask, times=_TIMES)
    return Measure(label, best, queries=queries, note=note)


def _by_hand(column: str, organization_id: int) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(_LEAST.format(column=column), [organization_id])
        return cursor.fetchall()


def office_of(level: Level) -> Office | None:
    """Somebody of that level at the body with the most students."""
    with unfenced(reason="benchmark"), connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {level.value}_id FROM students_student WHERE {level.value}_id IS NOT NULL"
            " GROUP BY 1 ORDER BY count(*) DESC LIMIT 1"
        )
        row = cursor.fetchone()
    found = Office.objects.filter(organization=row[0] if row else None, role__in=("registrar", "reviewer"))
    return found.select_related("organization", "user").first()
