"""Verbs of matters: open one (or a batch), correct it while it is with the opener."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from students.matters.kind import MatterKind
from students.matters.models import Matter
from students.models import Student
from students.parties import policy_key_of
from students.snapshots import new_items
from xueji.cases.actions import case_check, case_open
from xueji.cases.engine import lock
from xueji.cases.models import Case
from xueji.cases.states import CaseState
from xueji.errors import Conflict, Invalid, NotAllowed
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope

MOST = 500


@transaction.atomic
def matter_open(*, actor: Scope, kind: MatterKind, matters: Sequence[Matter]) -> Case:
    """Open a draft for the students of these rows, all of the actor's school; the rows are saved with the case.

    Raises NotAllowed for another school's student, Conflict for one whose status the kind is not for, Invalid for more
    students than the kind takes.
    """
    school = Organization.objects.select_related("province", "parent").get(pk=actor.organization_id or 0)
    students = _students(kind, actor, matters)
    return case_open(
        actor=actor,
        kind=kind.key,
        policy_key=policy_key_of(school),
        title=_("%(kind)s：%(school)s") % {"kind": kind.label, "school": school.name},
        items=new_items(students),
        details={},
        rows=matters,
    )


@transaction.atomic
def matter_change(*, actor: Scope, kind: MatterKind, case: Case, matters: Sequence[Matter]) -> Case:
    """Correct a draft or a returned case; the students stay. The rules are asked again.

    Raises NotAllowed for anybody but the opener, Conflict once it is under way.
    """
    case = lock(case.pk)
    if actor.organization_id != case.opened_for_id or not actor.allows("open_cases"):
        raise NotAllowed(_("只有开办单位的经办人能改。"))
    if case.state not in {CaseState.DRAFT, CaseState.RETURNED}:
        raise Conflict(_("已经提交，不能再改；需要改时请审核人退回。"))
    known = {row.student_id: row for row in kind.model._default_manager.filter(case=case)}
    if {matter.student_id for matter in matters} != set(known):
        raise Invalid(_("学生不能改，请撤回后另行开办。"))
    columns = [field for field in kind.model._meta.concrete_fields if field.name not in {"id", "case", "student"}]
    for matter in matters:
        for column in columns:
            setattr(known[matter.student_id], column.attname, getattr(matter, column.attname))
    kind.model._default_manager.bulk_update(known.values(), [column.name for column in columns], batch_size=MOST)
    case.__dict__.pop("read_matters", None)
    return case_check(actor=actor, case=case)


def _students(kind: MatterKind, actor: Scope, matters: Sequence[Matter]) -> list[Student]:
    """The students as they are now, in the order of the rows."""
    keys = [matter.student_id for matter in matters]
    if len(keys) > MOST or (len(keys) > 1 and not kind.for_many):
        raise Invalid(
            _("“%(kind)s”一件最多办 %(most)d 人。") % {"kind": kind.label, "most": MOST if kind.for_many else 1}
        )
    found: dict[int, Any] = Student.objects.with_places().in_bulk(keys)
    if len(found) != len(set(keys)) or any(each.school_id != actor.organization_id for each in found.values()):
        raise NotAllowed(_("只能为本校学生开办。"))
    wrong = [each for each in found.values() if each.status not in kind.statuses]
    if wrong:
        status = wrong[0].get_status_display()
        raise Conflict(_("学籍状态是“%(status)s”，不能办“%(kind)s”。") % {"status": status, "kind": kind.label})
    return [found[key] for key in keys]
