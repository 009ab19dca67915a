"""Who may shape a school: the school itself."""

from typing import Any

from django.utils.translation import gettext as _

from xueji.audit.actions import event_record
from xueji.database.fence import Level
from xueji.errors import NotAllowed
from xueji.organizations.scope import Scope


def own_school(actor: Scope) -> int:
    """The id of the school that the actor keeps. Raises NotAllowed for the levels above and for other offices."""
    if actor.level is not Level.SCHOOL or actor.organization_id is None or not actor.allows("manage_students"):
        raise NotAllowed(_("专业、班级由学校的学籍管理人员维护。"))
    return actor.organization_id


def require_own(actor: Scope, row: Any) -> int:
    """The id of the actor's school, to which the row belongs. Raises NotAllowed for a row of another."""
    school_id = own_school(actor)
    if row.school_id != school_id:
        raise NotAllowed(_("这是别的学校的。"))
    return school_id


def said(actor: Scope, event: str, subject: str, subject_id: int, **data: Any) -> None:
    """Write down what was done; ids and codes only."""
    event_record(
        kind=event,
        actor_id=actor.user_id,
        organization_id=actor.organization_id,
        subject=subject,
        subject_id=subject_id,
        data=data,
    )
