"""Results pasted from a sheet into the grid: one line a student."""

import re
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from students.models import Student

_LINE = re.compile(r"^\s*(\S+?)[\s,，、;；]+(\d{1,3})(?:[\s,，、;；/]+(\d{1,3}))?\s*(操行\S*)?\s*$")
_SHOWN = 5


def pasted_results(data: Any, text: str, students: Sequence[Student]) -> tuple[Any, list[str]]:
    """The posted form with the pasted numbers in the grid's fields, and what could not be read or placed."""
    by_number = {student.school_number: student.pk for student in students}
    filled = data.copy()
    errors = []
    for line in filter(str.strip, text.splitlines()):
        read = _LINE.match(line)
        key = by_number.get(read[1]) if read else None
        if read is None:
            errors.append(_("看不懂这一行：%(line)s") % {"line": line.strip()[:40]})
        elif key is None:
            errors.append(_("所选学生中没有学号 %(number)s") % {"number": read[1][:20]})
        else:
            _fill(filled, f"s{key}", read)
    if not errors:
        filled["pasted"] = ""
    return filled, errors[:_SHOWN]


def _fill(filled: Any, prefix: str, read: re.Match[str]) -> None:
    filled[f"{prefix}-failed_courses"] = read[2]
    if read[3]:
        filled[f"{prefix}-year_courses"] = read[3]
    if read[4]:
        filled[f"{prefix}-conduct_failed"] = "on"
