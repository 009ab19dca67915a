"""How a to-school comes to a student it may not see: the student brings number and name, and both must match."""

from datetime import timedelta

from django.core import signing
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from students.models import Student
from xueji.audit.actions import event_record
from xueji.audit.models import Event
from xueji.codes.identity import normalise
from xueji.codes.names import normalise_name
from xueji.database import cipher
from xueji.errors import Invalid, NotAllowed
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope, unfenced

_KIND = "transfer_lookup"
_SALT = "transfers.claim"
LIMIT_AN_HOUR = 10  # tries that found nobody, of one school
CLAIM_SECONDS = 2 * 60 * 60


def student_claim(*, actor: Scope, identity_number: str, name: str) -> str | None:
    """A claim on the student with that identity number and name, now on the register of a school of the same province.

    None when nobody matches exactly: why is not said. Every try is recorded; raises NotAllowed without the right to
    open cases, Invalid after too many tries that found nobody. Not atomic: a try is kept even where it fails.
    """
    if not actor.allows("open_cases") or actor.organization_id is None:
        raise NotAllowed(_("您的职务不能开办转学。"))
    school = Organization.objects.get(pk=actor.organization_id)
    with unfenced(reason="look for a student who wants to come"):
        _within_limit(actor)
        student = _find(school, identity_number, name)
    event_record(
        kind=_KIND,
        actor_id=actor.user_id,
        organization_id=actor.organization_id,
        subject="student" if student else "",
        subject_id=student.pk if student else None,
        data={"found": student is not None},
    )
    if student is None:
        return None
    return signing.dumps([student.pk, actor.organization_id, actor.user_id], salt=_SALT)


def claimed_student(*, actor: Scope, claim: str) -> Student:
    """The student whom a claim names, for the officer who made it; the caller shows the snapshot only.

    Raises Invalid when the claim is another's, was tampered with, or is older than two hours.
    """
    try:
        student_id, organization_id, user_id = signing.loads(claim, salt=_SALT, max_age=CLAIM_SECONDS)
    except (signing.BadSignature, ValueError) as error:
        raise Invalid(_("核对已过期，请重新输入证件号和姓名。"), field="identity_number") from error
    if (organization_id, user_id) != (actor.organization_id, actor.user_id):
        raise Invalid(_("核对已过期，请重新输入证件号和姓名。"), field="identity_number")
    with unfenced(reason="a student who wants to come"):
        return Student.objects.select_related("school__parent", "programme", "school_class").get(pk=student_id)


def _find(school: Organization, identity_number: str, name: str) -> Student | None:
    number = normalise(identity_number)
    found = (
        Student.objects.current()
        .filter(identity_index=cipher.blind_index(number), name=normalise_name(name))
        .filter(province_id=school.province_id)
        .exclude(school=school)
    )
    return found.first() if number else None


def _within_limit(actor: Scope) -> None:
    # By the database's clock, which stamps the events.
    since = Now() - timedelta(hours=1)
    missed = Event.objects.filter(kind=_KIND, organization_id=actor.organization_id, at__gte=since, data__found=False)
    if missed.count() >= LIMIT_AN_HOUR:
        raise Invalid(
            _("一小时内核对不符已达 %(count)d 次，请与学生、监护人核对后再试。") % {"count": LIMIT_AN_HOUR},
            field="identity_number",
        )
