"""A batch of those who can pass: whom a rule keeps out stays on the list, with what to do about it."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from students.models import Student
from students.registration.actions import registration_open
from students.registration.preview import preview_of
from xueji.cases.models import Case
from xueji.errors import Invalid
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope


def batch_open(*, actor: Scope, school: Organization, students: Sequence[Student], late_reason: str = "") -> Case:
    """A draft with those of these students of the school whom no rule keeps out now.

    Raises Invalid when nobody is left, or the school may register nobody.
    """
    preview = preview_of(school, students)
    if preview.barred:
        raise Invalid("；".join(str(verdict.reason) for verdict in preview.barred), field="students")
    if not preview.offered:
        raise Invalid(_("所选的人现在都不能注册，原因和办法见“还不能进批”。"), field="students")
    keys = [line.student.pk for line in preview.offered]
    return registration_open(actor=actor, student_ids=keys, late_reason=late_reason)
