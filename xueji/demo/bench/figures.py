"""The statistics of the largest province: asked for the first time, again, after one student changed; and the lists behind
two numbers. Beside them the least that counting students by city takes."""

from unittest.mock import patch
from uuid import uuid4

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from students.models import Student
from students.statistics import remembering
from students.statistics.asking import last_school_year
from xueji import clock
from xueji.database.fence import Level
from xueji.demo.bench.lists import office_of
from xueji.demo.bench.measure import Measure, ratio, timed, timed_often, undone
from xueji.organizations.models import Office
from xueji.organizations.scope import Scope, unfenced

_TIMES = 3
_LEAST = "SELECT city_id, count(*) FROM students_student WHERE province_id = %s AND status = 'studying' GROUP BY 1"
_PAGES = {"the table of today": "table", "the flow table of last year": "flow"}
_LISTS = (
    ("the list of all girls", "students", {"only_sex": "2"}),
    ("the list of all who were registered last year", "flow_students", {"category": "registered"}),
)


def bench() -> list[Measure]:
    """As an officer of the province; nothing where there is none."""
    office = office_of(Level.PROVINCE)
    if office is None:
        return []
    # Under names of its own nothing is remembered yet.
    with undone(), patch.object(remembering, "NAME", f"bench-{uuid4()}"):
        return _bench(office)


def _bench(office: Office) -> list[Measure]:
    client = Client(SERVER_NAME="localhost")
    client.force_login(office.user)
    with Scope.of_office(office).enter():
        least, rows = timed(lambda: _by_hand(office), times=_TIMES)
    lines = [Measure("counting by city by hand", least, note=f"{sum(count for _city, count in rows)} students")]
    for label, page in _PAGES.items():
        lines.append(_measured(client, f"{label}: never asked", page, least))
        lines.append(_measured(client, f"{label}: asked again", page, least, times=_TIMES))
        _change(office)
        lines.append(_measured(client, f"{label}: after a change", page, least))
    before = {"day": last_school_year(clock.today()).before.isoformat()}
    lines.append(_measured(client, "the table of a year before: never asked", "table", least, before))
    for label, page, asked in _LISTS:
        lines.append(_measured(client, label, page, least, asked, times=_TIMES))
    return lines


def _measured(
    client: Client, label: str, page: str, least: float, asked: dict[str, str] | None = None, *, times: int = 1
) -> Measure:
    address = reverse(f"statistics:{page}")
    with CaptureQueriesContext(connection) as captured:
        taken, answer = timed_often(lambda: client.get(address, asked or {}), times=times)
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answered {answer.status_code}")
    return Measure(label, taken, queries=len(captured) // times, note=ratio(taken, least))


def _change(office: Office) -> None:
    """One student is of another ethnic group than was thought."""
    with unfenced(reason="benchmark"):
        student = Student.objects.filter(province_id=office.organization_id, status="studying").order_by("-pk")[0]
        other = "01" if student.ethnic_code != "01" else "02"
        Student.objects.filter(pk=student.pk).update(ethnic_code=other)


def _by_hand(office: Office) -> list[tuple[int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(_LEAST, [office.organization_id])
        return cursor.fetchall()
