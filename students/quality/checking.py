"""Running the rules: all records of a school now, or at night what was changed since the last time, everywhere."""

import io
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from students.models import ProfileHistory, Student, StudentHistory
from students.quality.finding import (
    DUE_TERMS,
    FINDERS,
    OF_THE_RECORD,
    OPEN,
    Reach,
    due_term_columns,
    of_age_if_born_by,
)
from students.quality.models import Finding, QualityDay
from students.quality.rules import COMPLETENESS
from xueji import clock
from xueji.database.fence import Level
from xueji.errors import NotAllowed
from xueji.organizations.scope import Scope, unfenced

_OVERLAP = timedelta(minutes=10)  # a transaction that began before the last check may have ended after it

_TABLE = "CREATE TEMPORARY TABLE xj_found (student_id bigint PRIMARY KEY, fields text[]) ON COMMIT DROP"
# What is mended goes, what is new comes, what changed is brought up to date; the day on which it was found stays.
_DROP = """DELETE FROM quality_finding q WHERE q.rule = %(rule)s {within}
    AND NOT EXISTS (SELECT FROM xj_found f WHERE f.student_id = q.student_id)"""
_KEEP = """INSERT INTO quality_finding (school_id, student_id, rule, fields, found_on)
    SELECT s.school_id, f.student_id, %(rule)s, f.fields, %(today)s
    FROM xj_found f JOIN students_student s ON s.id = f.student_id
    ON CONFLICT (student_id, rule) DO UPDATE SET fields = EXCLUDED.fields
    WHERE quality_finding.fields IS DISTINCT FROM EXCLUDED.fields"""

_DAY = f"""WITH counted AS (SELECT s.school_id, count(*) AS students, count(*) FILTER (WHERE NOT EXISTS (
            SELECT FROM quality_finding q WHERE q.student_id = s.id AND q.rule = ANY(%(completeness)s))) AS complete
        FROM students_student s WHERE s.status IN ({OPEN}) {{of_school}} GROUP BY s.school_id),
    found AS (SELECT n.school_id, jsonb_object_agg(n.rule, n.count) AS counts FROM (SELECT q.school_id, q.rule, count(*)
        FROM quality_finding q GROUP BY 1, 2) n GROUP BY n.school_id),
    term AS (SELECT d.school_id, bool_or(d.id IS NULL) AS unopened, count(*) AS due, count(*) FILTER (WHERE EXISTS (
            SELECT FROM term_registration_termregistration t WHERE t.round_id = d.id AND t.student_id = s.id
            AND t.state = 'registered' AND t.registered_on <= d.due_on)) AS in_time
        FROM {DUE_TERMS} JOIN students_student s ON s.school_id = d.school_id
        WHERE s.status = 'studying' AND s.registered_on <= d.due_on GROUP BY d.school_id)
    INSERT INTO quality_qualityday (school_id, "on", checked_at, students, complete, due, in_time, term_unopened, counts)
    SELECT c.school_id, %(today)s, %(now)s, c.students, c.complete, coalesce(t.due, 0), coalesce(t.in_time, 0),
        coalesce(t.unopened, false), coalesce(f.counts, '{{{{}}}}')
    FROM counted c LEFT JOIN found f USING (school_id) LEFT JOIN term t USING (school_id)
    ON CONFLICT (school_id, "on") DO UPDATE SET checked_at = EXCLUDED.checked_at, students = EXCLUDED.students,
        complete = EXCLUDED.complete, due = EXCLUDED.due, in_time = EXCLUDED.in_time,
        term_unopened = EXCLUDED.term_unopened, counts = EXCLUDED.counts"""


def school_check(*, actor: Scope) -> None:
    """Look at every record of the actor's school now. Raises NotAllowed for other offices."""
    if actor.level is not Level.SCHOOL or not actor.allows("manage_students"):
        raise NotAllowed(_("重新检查由学校的学籍管理员进行；上级看到的是每天夜里检查的结果。"))
    with transaction.atomic(), unfenced(reason=f"data quality of school {actor.organization_id}"):
        _look(Reach(school_id=actor.organization_id), FINDERS)
        _write_day(actor.organization_id)


def nightly_check() -> int:
    """Look at what was changed since the last check, and at what time alone changes, everywhere; how many records were
    changed. The first time, and for schools that were never looked at, at everything."""
    with transaction.atomic(), unfenced(reason="nightly check of data quality"):
        since = QualityDay.objects.aggregate(last=Max("checked_at"))["last"]
        if since is None:
            _look(Reach(), FINDERS)
            changed = Student.objects.count()
        else:
            students = _changed(since - _OVERLAP)
            _look(Reach(students=students), OF_THE_RECORD)
            _look(Reach(), FINDERS.keys() - OF_THE_RECORD)
            changed = len(students)
        _write_day(None)
    return changed


def _look(reach: Reach, rules: Iterable[str]) -> None:
    for rule in rules:
        rows = FINDERS[rule](reach)
        text = "".join(f"{key}\t{{{','.join(fields)}}}\n" for key, fields in rows)
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS xj_found")
            cursor.execute(_TABLE)
            cursor.copy_expert("COPY xj_found FROM STDIN", io.StringIO(text))
            cursor.execute("ANALYZE xj_found")
            values = reach.parameters | {"rule": rule, "today": clock.today()}
            cursor.execute(_DROP.format(within=_within(reach)), values)
            cursor.execute(_KEEP, values)


def _within(reach: Reach) -> str:
    parts = []
    if reach.school_id is not None:
        parts.append("AND q.school_id = %(school)s")
    if reach.students is not None:
        parts.append("AND q.student_id = ANY(%(students)s)")
    return " ".join(parts)


def _changed(since: datetime) -> list[int]:
    """Records that came or were changed since, themselves or in their profile, or who came of age; those who left lose
    their findings."""
    found = set(Student.objects.filter(created_at__gte=since).values_list("pk", flat=True))
    found |= set(StudentHistory.objects.filter(pgh_created_at__gte=since).values_list("pgh_obj_id", flat=True))
    found |= set(ProfileHistory.objects.filter(pgh_created_at__gte=since).values_list("student_id", flat=True))
    for born, schools in of_age_if_born_by().items():
        of_age = Finding.objects.filter(rule="guardian", school__in=schools, student__birth_date__lte=born)
        found |= set(of_age.values_list("student_id", flat=True))
    checked = QualityDay.objects.values("school_id")
    found |= set(Student.objects.exclude(school__in=checked).values_list("pk", flat=True))
    return sorted(found)


def _write_day(school_id: int | None) -> None:
    of_school = "AND s.school_id = %(school)s" if school_id is not None else ""
    values = {
        "school": school_id,
        "today": clock.today(),
        "now": clock.now(),
        "completeness": sorted(COMPLETENESS),
        **due_term_columns(school_id),
    }
    with connection.cursor() as cursor:
        cursor.execute(_DAY.format(of_school=of_school), values)
