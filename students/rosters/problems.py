"""What the import says about a row, and the classes of problems that the page filters by."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.translation import gettext_lazy as _

from xueji.codes import problems as codes

Group = Literal[
    "identity", "choice", "form", "required", "together", "place", "name", "repeated", "elsewhere", "register"
]

GROUPS: dict[str, Any] = {
    "identity": _("证件号"),
    "choice": _("代码取值"),
    "form": _("格式"),
    "elsewhere": _("查重未过"),
    "repeated": _("表内重复"),
    "register": _("本校已有"),
    "place": _("专业班级"),
    "name": _("姓名"),
    "required": _("必填"),
    "together": _("成组必填"),
}
"""Class of problem → its name on the page, in the page's order."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a value, before it is tied to a row. `message` says what and why, `remedy` what to do.

    `suggestion` is a better value; `certain` that it can be adopted without looking. A hint does not stop the row.
    """

    code: str
    group: Group
    message: str
    remedy: str
    suggestion: str | None = None
    certain: bool = False
    is_hint: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault at its place: `at` is the row's position among the rows read, `row` its number in the sheet (from 1)."""

    at: int
    row: int
    field: str
    heading: str
    value: str
    fault: Fault


def from_codes(problem: codes.Problem, group: Group) -> Fault:
    """A finding of xueji.codes: its first sentence says what is wrong, the others what to do."""
    what, _stop, remedy = problem.message.partition("。")
    return Fault(
        problem.code, group, what, remedy.removeprefix("请").rstrip("。"), is_hint=problem.severity == "warning"
    )


def first_error(problems: Sequence[codes.Problem], group: Group) -> Fault | None:
    """The first finding that makes the value unusable, else the first warning, else None."""
    if not problems:
        return None
    return from_codes(min(problems, key=lambda problem: problem.severity != "error"), group)
