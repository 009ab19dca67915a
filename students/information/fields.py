"""What an information change may touch: entries of the record and of the profile, and which word of the rules each is."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from students.models import Student
from students.presenters.head import mask_phone
from students.presenters.profile import ethnic_label
from students.rosters.columns import COLUMNS, CONDITIONS, STUDENT_FIELDS, TEMPLATE, Kind
from students.statuses import Sex
from xueji.policies.vocabulary import InformationField
from xueji.web.formats import cn_date_full

F = InformationField

# Columns of the student record, and entries of the profile by the roster's names, in the order of the form.
RECORD: dict[str, InformationField] = {
    "name": F.NAME,
    "sex": F.SEX,
    "birth_date": F.BIRTH_DATE,
    "identity_number": F.IDENTITY_NUMBER,
    "ethnic_code": F.ETHNIC_GROUP,
}
# What the regulation names; every other column of the roster that a profile may hold is an entry of its own kind.
_NAMED: dict[str, InformationField] = {
    "household_type": F.HOUSEHOLD_TYPE,
    "household_code": F.HOUSEHOLD_ADDRESS,
    "household_address": F.HOUSEHOLD_ADDRESS,
    "police_station": F.HOUSEHOLD_ADDRESS,
    "home_address": F.ADDRESS,
    "home_postcode": F.ADDRESS,
    "residence_type": F.ADDRESS,
    "political_status": F.POLITICAL_STATUS,
    "phone": F.PHONE,
    "home_phone": F.PHONE,
    "email": F.PHONE,
}
# Made of other columns, or kept elsewhere: the pinyin of the name, the grade, old student numbers.
_NOT_ENTRIES = STUDENT_FIELDS | {"name_pinyin", "cohort", "former_student_number"}
_FAMILY = ("member1_", "member2_", "guardian_")
PROFILE: dict[str, InformationField] = {
    name: _NAMED.get(name, F.GUARDIAN if name.startswith(_FAMILY) else F.OTHER)
    for name in COLUMNS
    if name not in _NOT_ENTRIES
}
SEALED = frozenset(name for name in PROFILE if COLUMNS[name].is_secret)
"""Numbers of family members: kept as cipher text with a mask, in the profile, in the change and in the ledger."""
REQUIRED = tuple(name for name in PROFILE if COLUMNS[name].required)
"""What the national template asks of everybody."""
_OF_2019 = frozenset(column.field for column in TEMPLATE) | {"former_name"}

# What a renamed street changes for many at once, or what a roster left out for a whole class.
_MANY_FIRST = (
    "home_address", "household_address", "police_station", "home_postcode", "household_code", "household_type",
)  # fmt: skip
_OF_THE_ROSTER = tuple(name for condition in CONDITIONS for name in condition.needed)
FOR_MANY = (*_MANY_FIRST, *(name for name in (*REQUIRED, *_OF_THE_ROSTER) if name not in _MANY_FIRST))

_LABELS: dict[str, str | Promise] = {
    "name": _("姓名"),
    "sex": _("性别"),
    "birth_date": _("出生日期"),
    "identity_number": _("身份证件号"),
    "ethnic_code": _("民族"),
    "home_address": _("家庭现住址"),
    "household_address": _("户口所在地详细地址"),
    "member1_name": _("监护人姓名"),
    "member1_relation": _("监护人关系"),
    "member1_phone": _("监护人电话"),
    "guardian_name": _("家长姓名（旧模板）"),
    "guardian_phone": _("家长电话（旧模板）"),
}


@dataclass(frozen=True)
class Alteration:
    """One entry that changes: its name, and old and new value as they are shown."""

    name: str
    label: str
    before: str
    after: str


def label_of(name: str) -> str:
    """An entry in the words of the form."""
    return str(_LABELS[name]) if name in _LABELS else COLUMNS[name].heading


def shown(name: str, value: Any) -> str:
    """A value as people read it, phones masked."""
    if value in (None, ""):
        return "—"
    if isinstance(value, dict):
        return str(value["mask"])
    if name == "sex":
        return str(Sex(value).label)
    if name == "ethnic_code":
        return ethnic_label(str(value))
    if name == "birth_date":
        return cn_date_full(value)
    if name in COLUMNS and COLUMNS[name].kind is Kind.PHONE:
        return mask_phone(str(value))
    return str(value)


def offered(present: dict[str, Any]) -> tuple[str, ...]:
    """The entries of the profile that the form shows: those of the template, and of older ones what the record holds."""
    return tuple(name for name in PROFILE if name in _OF_2019 or present.get(name))


def words_of(names: Iterable[str]) -> frozenset[str]:
    """The rules' words for entries."""
    return frozenset(str((RECORD | PROFILE)[name].value) for name in names)


def present_values(student: Student, profile: dict[str, Any]) -> dict[str, Any]:
    """Everything that may change, as it stands; the identity number as its mask."""
    values: dict[str, Any] = {
        "name": student.name,
        "sex": student.sex,
        "birth_date": student.birth_date,
        "identity_number": student.identity_mask,
        "ethnic_code": student.ethnic_code,
    }
    return values | {name: profile.get(name) or "" for name in PROFILE}
