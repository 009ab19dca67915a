"""The snapshot of a student in a case, as rows of label and value.

Kinds fill the snapshot with the keys below (and any of their own, which only their own templates show): it is all that
the other parties see of the student.
"""

from datetime import date
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xueji.web.formats import cn_date_full

LABELS = {
    "number_mask": _("学籍号"),
    "identity_mask": _("证件号"),
    "school": _("学校"),
    "school_number": _("学号"),
    "programme": _("专业"),
    "cohort": _("年级"),
    "class_name": _("班级"),
    "status_label": _("现状态"),
    "entered_on": _("入学日期"),
    "guardian_name": _("监护人"),
}


DAYS = {"entered_on"}
PLACE = {"school", "school_number", "programme", "cohort", "class_name"}


def facts_of(snapshot: dict[str, Any], *, with_place: bool = True) -> list[tuple[Any, Any]]:
    """The known keys of a snapshot in the order of the page, empty ones left out.

    Without `with_place` what a comparison of both places already shows is left to it.
    """
    person = [snapshot.get("name"), snapshot.get("sex_label"), _age(snapshot.get("age"))]
    known = [
        (label, _shown(key, snapshot[key]))
        for key, label in LABELS.items()
        if snapshot.get(key) not in (None, "") and (with_place or key not in PLACE)
    ]
    return [(_("学生"), "　".join(str(part) for part in person if part)), *known]


def _shown(key: str, value: Any) -> Any:
    """A day is kept in the snapshot as text."""
    return cn_date_full(date.fromisoformat(value)) if key in DAYS else value


def _age(age: Any) -> str:
    return gettext("%(age)s 岁") % {"age": age} if age else ""
