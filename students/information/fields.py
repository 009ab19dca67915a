"""What an information change may touch: entries of the record and of the profile, and which word of the rules each is."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from students.models import Student
from students.presenters.head import mask_phone
from students.presenters.profile import ethnic_label
from students.rosters.columns import COLUMNS, Kind
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
PROFILE: dict[str, InformationField] = {
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
    "member1_name": F.GUARDIAN,
    "member1_relation": F.GUARDIAN,
    "member1_phone": F.GUARDIAN,
    "former_name": F.OTHER,
    "health_status": F.OTHER,
}
# What a renamed street or a moved village changes for many at once.
FOR_MANY = ("home_address", "household_address", "police_station", "home_postcode", "household_code", "household_type")

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
    if name == "sex":
        return str(Sex(value).label)
    if name == "ethnic_code":
        return ethnic_label(str(value))
    if name == "birth_date":
        return cn_date_full(value)
    if name in COLUMNS and COLUMNS[name].kind is Kind.PHONE:
        return mask_phone(str(value))
    return str(value)


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
