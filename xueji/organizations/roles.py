"""Roles: named bundles of permissions that an office gives on an organization (django-guardian), reaching its subtree."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Role:
    """A kind of office: where it can be held and what it allows there."""

    key: str
    label: str | Promise
    kinds: frozenset[str]
    permissions: tuple[str, ...]


_BUREAU = frozenset({"county", "superior_body", "city", "province"})
_SCHOOL = frozenset({"school"})

ROLES: tuple[Role, ...] = (
    Role(
        "registrar",
        _("学籍管理员"),
        _SCHOOL,
        ("view_students", "manage_students", "open_cases", "decide_cases", "issue_certificates", "export_numbers"),
    ),
    Role(
        "school_head",
        _("学校负责人"),
        _SCHOOL,
        ("view_students", "decide_cases", "oversee", "manage_offices"),
    ),
    Role("class_teacher", _("班主任"), _SCHOOL, ("view_students",)),
    Role("reviewer", _("学籍审核员"), _BUREAU, ("view_students", "decide_cases", "oversee", "export_numbers")),
    Role(
        "chief",
        _("学籍主管负责人"),
        _BUREAU,
        (
            "view_students",
            "decide_cases",
            "oversee",
            "manage_offices",
            "issue_certificates",
            "keep_calendar",
            "export_numbers",
        ),  # fmt: skip
    ),
)

_BY_KEY = {role.key: role for role in ROLES}


def role(key: str) -> Role:
    """The role of that key; KeyError for another."""
    return _BY_KEY[key]
