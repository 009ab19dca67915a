"""The snapshot of a student in a case, as rows of label and value.

Kinds fill the snapshot with the keys below (and any of their own, which only their own templates show): it is all that
the other parties see of the student.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

LABELS = {
    "name": _("学生"),
    "sex_label": _("性别"),
    "age": _("年龄"),
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


def facts_of(snapshot: dict[str, Any]) -> list[tuple[Any, Any]]:
    """The known keys of a snapshot in the order of the page, empty ones left out."""
    return [(label, snapshot[key]) for key, label in LABELS.items() if snapshot.get(key) not in (None, "")]
