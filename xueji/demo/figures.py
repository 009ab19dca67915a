"""What data quality and statistics show of the demonstration: a check, one of a week ago, kept figures of two years."""

import io
from datetime import timedelta

from django.db import connection

from students.models import Student
from students.photos.images import prepare
from students.photos.keeping import Kept, shelve
from students.photos.models import Photo
from students.photos.rules import Rules
from students.quality.checking import nightly_check
from students.statistics.models import Snapshot
from students.statistics.snapshots import latest_year, snapshot_keep
from students.statuses import OPEN_STATUSES
from xueji import clock
from xueji.demo.faces import face
from xueji.organizations.models import Organization
from xueji.organizations.scope import case_effect, unfenced

FACES = 12
_BEFORE = """INSERT INTO quality_qualityday (school_id, "on", checked_at, students, complete, due, in_time, counts)
    SELECT school_id, %(on)s, %(at)s, students, greatest(complete - 2 - (school_id * 5 %% 7)::int, 0), due, in_time,
        (SELECT coalesce(jsonb_object_agg(key, value::int + (school_id * 3 %% 5)::int), '{}') FROM jsonb_each_text(counts))
    FROM quality_qualityday WHERE "on" = %(today)s ON CONFLICT DO NOTHING"""


def show_figures(planted: dict[str, Organization]) -> None:
    """Done once: what is there already stays."""
    with unfenced(reason="demonstration"):
        if Snapshot.objects.exists():
            return
    _make_alike(planted)
    _hang_photos(planted)
    nightly_check()
    now = clock.now()
    before = now - timedelta(days=7)
    with unfenced(reason="demonstration"), connection.cursor() as cursor:
        cursor.execute(_BEFORE, {"on": before.date(), "at": before, "today": now.date()})
    latest = latest_year(clock.today())
    for body in planted.values():
        if body.kind == Organization.Kind.PROVINCE:
            for year in (latest - 1, latest):
                snapshot_keep(body, year)


def _hang_photos(planted: dict[str, Organization]) -> None:
    """A drawn face for nine students of ten, in schools that have none; few faces, many students."""
    faces = [shelve(prepare(_jpeg(number), Rules())) for number in range(FACES)]
    with unfenced(reason="demonstration"):
        known = set(Photo.objects.order_by().values_list("school_id", flat=True).distinct())
        schools = [
            body.pk for body in planted.values() if body.kind == Organization.Kind.SCHOOL and body.pk not in known
        ]
        Photo.objects.bulk_create(
            (_photo(school, student, faces[student % FACES]) for school in schools for student in _with_face(school)),
            batch_size=1000,
        )


def _with_face(school: int) -> list[int]:
    keys = Student.objects.filter(school=school, status__in=OPEN_STATUSES).values_list("pk", flat=True)
    return [key for key in keys if key % 10]


def _photo(school: int, student: int, kept: Kept) -> Photo:
    return Photo(
        school_id=school, student_id=student, sha256=kept.sha256, width=kept.width, height=kept.height, size=kept.size,
        added_at=clock.now(),
    )  # fmt: skip


def _jpeg(number: int) -> bytes:
    buffer = io.BytesIO()
    face(number).save(buffer, "JPEG", quality=85)
    return buffer.getvalue()


def _make_alike(planted: dict[str, Organization]) -> None:
    """Two pairs with the same name, sex and birth date: one in a county, one across prefectures."""
    schools = [body for code, body in sorted(planted.items()) if body.kind == Organization.Kind.SCHOOL]
    zhejiang = [body for body in schools if body.code.startswith("33")]
    with case_effect(0, reason="demonstration"):
        for first, second in ((zhejiang[0], zhejiang[1]), (zhejiang[0], zhejiang[-1])):
            one = Student.objects.filter(school=first, status="studying", sex="2").order_by("pk").last()
            other = Student.objects.filter(school=second, status="studying", sex="2").order_by("pk").last()
            if one is not None and other is not None:
                Student.objects.filter(pk=other.pk).update(
                    name=one.name, name_key=one.name_key, initials=one.initials, birth_date=one.birth_date
                )
