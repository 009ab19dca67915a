"""What the page of the graduation audit shows: classes to choose from, or the students with what was found."""

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

from django.db.models import Count

from graduation.actions import candidates
from graduation.facts import graduation_facts, scheduled_day
from graduation.models import GraduationAudit
from students.models import Student
from students.parties import parties_of_school, policy_key_of
from xueji import clock
from xueji.cases.checks import summed_up
from xueji.cases.preview import path_preview
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope, unfenced
from xueji.policies.engine.chains import Route
from xueji.policies.engine.check import check
from xueji.policies.engine.registry import get as policy

SHOWN = 300


def classes_of(scope: Scope) -> list[dict[str, Any]]:
    """Classes that have students in status, the oldest cohort first, with how many and how many were audited."""
    rows = candidates(scope).order_by().values("school_class_id", "school_class__name", "cohort", "programme__name")
    return list(
        rows.annotate(students=Count("pk"), audited=Count("graduation_audit")).order_by("cohort", "school_class__name")
    )


def audit_lines(students: Sequence[Student]) -> list[SimpleNamespace]:
    """Each student with the findings so far and the ordinary day of graduation."""
    audits = GraduationAudit.objects.filter(student__in=students).in_bulk(field_name="student_id")
    return [
        SimpleNamespace(student=student, audit=audits.get(student.pk), scheduled_on=scheduled_day(student))
        for student in students
    ]


def rules_beside(school: Organization, students: Sequence[Student]) -> dict[str, Any]:
    """What the rules of today say of these students together, and the path that their case would take."""
    key, today = policy_key_of(school), clock.today()
    with unfenced(reason="rules of a graduation that is being put together"):
        facts = graduation_facts(students)
    verdicts = summed_up(check(key, "graduation", facts[student.pk], today) for student in students)
    rules = policy(key)
    return {
        "verdicts": verdicts,
        "path": path_preview(
            key,
            "graduation",
            Route.ONLY,
            parties_of_school(school),
            today,
            with_exception=bool(verdicts.exceptions),
        ),
        "source": f"{rules.short_name} {rules.version(today)}",
    }
