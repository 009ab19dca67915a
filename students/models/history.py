"""Row history: what a row held before it was changed or deleted, by whom, for whom and in which case.

Database triggers write it, so nothing that changes a row can forget to. A new row leaves none: it says itself what it
holds, and an import of thousands stays as fast as it was.
"""

from typing import Any, ClassVar

import pghistory
import pgtrigger
from django.db import models
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from students.models.records import Person, Profile, Student
from students.models.school import Programme, SchoolClass
from xueji.database.fence import OFFICE_LEVELS, Fence, tenant_fence

# The keys of the levels above follow the school by themselves; that a school moved is told by the school's own row.
_FOLLOWING = ("county_id", "city_id", "province_id")


def from_scope(setting: str) -> models.BigIntegerField:
    """A column that the database fills from the scope in which the row is changed; null outside of one."""
    value = RawSQL(f"NULLIF(current_setting('{setting}', true), '')::bigint", ())
    return models.BigIntegerField(null=True, editable=False, db_default=value)


def _history_of(tracked: type[models.Model]) -> Any:
    changed = pgtrigger.AnyChange(exclude=[name for name in _FOLLOWING if _has(tracked, name)])
    return pghistory.create_event_model(
        tracked,
        pghistory.UpdateEvent(condition=changed, row=pghistory.Old),
        pghistory.DeleteEvent(),
        context_field=None,  # type: ignore[arg-type]  # documented: None leaves the column out
        context_id_field=None,  # type: ignore[arg-type]
        obj_field=pghistory.ObjForeignKey(related_name="history", db_index=False),
        attrs={
            "pgh_id": models.BigAutoField(primary_key=True),
            "actor_id": from_scope("xueji.actor"),
            "organization_id": from_scope("xueji.org"),
            "case_id": from_scope("xueji.case"),
        },
    )


def _has(model: type[models.Model], name: str) -> bool:
    return name in {field.name for field in model._meta.fields}


class StudentHistory(_history_of(Student)):  # type: ignore[misc]
    """A student record as it was until `pgh_created_at`."""

    fence: ClassVar[Fence] = tenant_fence(append_only=True)

    class Meta:
        verbose_name = _("学生沿革")
        indexes: ClassVar = [
            models.Index(fields=["pgh_obj", "-pgh_id"], name="student_history"),
            models.Index(fields=["pgh_created_at"], name="student_history_by_moment"),
        ]


class ProfileHistory(_history_of(Profile)):  # type: ignore[misc]
    """The other columns of the roster as they were until `pgh_created_at`."""

    fence: ClassVar[Fence] = tenant_fence(append_only=True)

    class Meta:
        verbose_name = _("基本信息沿革")
        indexes: ClassVar = [models.Index(fields=["pgh_obj", "-pgh_id"], name="profile_history")]


class PersonHistory(_history_of(Person)):  # type: ignore[misc]
    """The numbers of a person, encrypted, as they were until `pgh_created_at`. Only a case's effect changes them."""

    fence: ClassVar[Fence] = Fence(
        read=dict.fromkeys(OFFICE_LEVELS, "EXISTS (SELECT FROM students_student s WHERE s.person_id = pgh_obj_id)"),
        append_only=True,
    )

    class Meta:
        verbose_name = _("号码沿革")
        indexes: ClassVar = [models.Index(fields=["pgh_obj", "-pgh_id"], name="person_history")]


class ProgrammeHistory(_history_of(Programme)):  # type: ignore[misc]
    """A programme as it was until `pgh_created_at`."""

    fence: ClassVar[Fence] = tenant_fence(append_only=True)

    class Meta:
        verbose_name = _("专业沿革")
        indexes: ClassVar = [models.Index(fields=["pgh_obj", "-pgh_id"], name="programme_history")]


class SchoolClassHistory(_history_of(SchoolClass)):  # type: ignore[misc]
    """A class as it was until `pgh_created_at`."""

    fence: ClassVar[Fence] = tenant_fence(append_only=True)

    class Meta:
        verbose_name = _("班级沿革")
        indexes: ClassVar = [models.Index(fields=["pgh_obj", "-pgh_id"], name="schoolclass_history")]
