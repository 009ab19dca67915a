"""Classes: who leads them, what they learn, how many there are."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from students.exports.sources.base import Asked, Column, Pairs, Source
from students.exports.sources.lines import day, years_text
from students.exports.texts import Row
from students.models import SchoolClass
from students.statuses import OPEN_STATUSES
from xueji.organizations.scope import Scope

_COLUMNS = (
    Column("school", gettext_lazy("学校"), 26),
    Column("cohort", gettext_lazy("年级"), 8),
    Column("name", gettext_lazy("班级"), 18),
    Column("programme", gettext_lazy("专业"), 20),
    Column("major", gettext_lazy("专业代码"), 10),
    Column("years", gettext_lazy("学制（年）"), 10),
    Column("teacher", gettext_lazy("班主任"), 12),
    Column("campus", gettext_lazy("校区或教学点"), 16),
    Column("capacity", gettext_lazy("限额"), 8),
    Column("students", gettext_lazy("在册人数"), 10),
    Column("women", gettext_lazy("其中女"), 8),
    Column("closed_on", gettext_lazy("撤班日期"), 12),
)
_HERE = Q(students__status__in=OPEN_STATUSES)


class Groups(Source):
    """班级名单."""

    key = "classes"
    label = gettext_lazy("班级名单")
    unit = gettext_lazy("个班")
    back = "students:classes"

    def back_for(self, scope: Scope) -> str:
        # Only a school has that list.
        return self.back if scope.level == "school" else ""

    def columns(self, scope: Scope) -> Sequence[Column]:
        return [column for column in _COLUMNS if column.key != "school" or scope.level != "school"]

    def described(self, asked: Asked) -> Pairs:
        return [(_("范围"), _("全部班级，已撤的也在内"))]

    def keys(self, asked: Asked) -> Sequence[int]:
        # Every office sees what a school offers: here only the classes of the scope's schools count.
        own: dict[str, Any] = {f"{asked.scope.level}_id": asked.scope.organization_id}
        ordered = SchoolClass.objects.filter(**own).order_by("school__code", "-cohort", "name", "pk")
        return list(ordered.values_list("pk", flat=True))

    def students(self, keys: Sequence[int]) -> Iterable[int]:
        return ()

    def rows(self, asked: Asked, keys: Sequence[int]) -> Iterable[Row]:
        classes = SchoolClass.objects.select_related("school", "programme").filter(pk__in=list(keys))
        counted = classes.annotate(
            present=Count("students", _HERE), women=Count("students", _HERE & Q(students__sex="2"))
        )
        found = {row.pk: row for row in counted}
        for key in keys:
            if key in found:
                texts = _texts(found[key])
                yield [texts[each] for each in asked.columns]


def _texts(row: Any) -> dict[str, str]:
    return {
        "school": row.school.name,
        "cohort": str(row.cohort),
        "name": row.name,
        "programme": row.programme.name,
        "major": row.programme.major_code,
        "years": years_text(row.programme.years),
        "teacher": row.teacher_name,
        "campus": row.campus,
        "capacity": str(row.capacity),
        "students": str(row.present),
        "women": str(row.women),
        "closed_on": day(row.closed_on),
    }
