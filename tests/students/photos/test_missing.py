"""Who has no photo: students on the register, school by school and class by class, page by page."""

from datetime import date

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from students.models import Student
from students.photos import pages
from students.photos.models import Photo
from students.statuses import OPEN_STATUSES
from tests.support.world import make_student
from xueji.organizations.scope import unfenced

pytestmark = pytest.mark.django_db


def test_the_pages_make_up_those_on_the_register_without_a_photo(world, student, monkeypatch):
    monkeypatch.setattr(pages, "PER_PAGE", 3)
    make_student(world, "zj_school_b", status="graduated", left_on=date(2026, 6, 30))
    with unfenced(reason="a test hangs a photo"):
        Photo.objects.create(school_id=student.school_id, student=student, sha256="0" * 64, width=1, height=1, size=1,
                             added_at="2026-09-01T08:00+08:00")  # fmt: skip
    with world.scope("zj.reviewer").enter():
        shown, url = [], "?"
        while url:
            page = pages.missing(QueryDict(url[1:]))
            shown += [row.pk for row in page.rows]
            url = page.next_url
        wanted = Student.objects.filter(status__in=OPEN_STATUSES).exclude(pk=student.pk)
        order = ["school_id", "-cohort", "school_class_id", "id"]
        assert shown == list(wanted.order_by(*order).values_list("pk", flat=True))
        assert len(shown) > 3 and pages.missing_count() == str(len(shown))


def test_what_a_row_shows_is_fetched_for_its_page_alone(world):
    with world.scope("zj.reviewer").enter(), CaptureQueriesContext(connection) as captured:
        page = pages.missing(QueryDict())
        assert [row.school.name and row.school_class.name for row in page.rows]

    first, second = (query["sql"] for query in captured)
    assert "JOIN" not in first and "LIMIT" in first
    assert "LIMIT" not in second
