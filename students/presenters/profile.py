"""Basic information in the groups of the national template. Phones and identity numbers are masked."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from students.models import Student
from students.presenters.head import mask_phone
from students.rosters.columns import COLUMNS, Kind
from xueji.codes import codesets
from xueji.codes.identity import mask
from xueji.web.formats import cn_date_full

_GROUPS: tuple[tuple[str | Promise, tuple[str, ...]], ...] = (
    (gettext_lazy("本人"), ("former_name", "name_pinyin", "english_name", "nationality", "overseas_status",
                         "marital_status", "political_status", "health_status", "phone", "email")),
    (gettext_lazy("户籍与住址"), ("origin_code", "birthplace_code", "native_place_code", "native_place", "household_code",
                             "household_province", "household_city", "household_county", "household_address",
                             "police_station", "household_type", "residence_type", "home_province", "home_city",
                             "home_county", "home_address", "home_postcode", "home_phone", "train_route",
                             "is_migrant_child", "poverty_registered", "low_income")),
    (gettext_lazy("入学与就读"), ("student_category", "study_form", "entry_mode", "attendance_mode", "student_source",
                             "recruit_target", "recruit_way", "source_category", "graduated_from", "exam_ticket",
                             "candidate_number", "exam_score", "former_student_number", "joint_type", "joint_form",
                             "joint_school_code", "teaching_point", "staged_training")),
)  # fmt: skip
_MEMBERS = (("member1_", gettext_lazy("家庭成员一")), ("member2_", gettext_lazy("家庭成员二")))


@dataclass(frozen=True)
class Group:
    """A heading and its (label, value) pairs; values that were not entered are left out."""

    title: str
    rows: list[tuple[str, str]]


def groups_of(student: Student, profile: dict[str, Any]) -> list[Group]:
    """Everything that the school entered, group by group; what belongs to no known group comes last."""
    groups = [Group(str(_("身份")), _identity(student))]
    used: set[str] = set()
    for title, fields in _GROUPS:
        groups.append(Group(str(title), _rows(profile, fields, used)))
    for prefix, title in _MEMBERS:
        fields = tuple(field for field in COLUMNS if field.startswith(prefix))
        groups.append(Group(str(title), _rows(profile, fields, used, prefix)))
    rest = tuple(field for field in profile if field not in used and field in COLUMNS)
    groups.append(Group(str(_("其他")), _rows(profile, rest, used)))
    return [group for group in groups if group.rows]


def ethnic_label(code: str) -> str:
    """汉族; the code itself when the standard does not know it."""
    ethnic = codesets.codeset("gbt3304_ethnic")
    return ethnic.label(code) if code in ethnic else code


def _identity(student: Student) -> list[tuple[str, str]]:
    return [
        (_("姓名"), student.name),
        (_("性别"), str(student.get_sex_display())),
        (_("出生日期"), cn_date_full(student.birth_date)),
        (_("民族"), ethnic_label(student.ethnic_code)),
        (_("身份证件类型"), codesets.codeset("jyt1001_sfzjlx_id_type").label(student.identity_type)),
        (_("身份证件号"), student.identity_mask),
        (_("学籍号"), student.number_mask),
        (_("学号"), student.school_number),
        (_("年级、班级"), f"{student.cohort}级 {student.school_class.name}"),
        (_("专业"), f"{student.programme.major_code} {student.programme.name}"),
        (_("学制"), _("%(years)s 年") % {"years": f"{float(student.programme.years):g}"}),
        (_("入学日期"), cn_date_full(student.entered_on)),
        (_("取得学籍"), cn_date_full(student.registered_on)),
        (_("离校日期"), cn_date_full(student.left_on)),
    ]


def _rows(profile: dict[str, Any], fields: tuple[str, ...], used: set[str], prefix: str = "") -> list[tuple[str, str]]:
    used.update(fields)
    rows = []
    for field in fields:
        value = profile.get(field)
        if value in (None, ""):
            continue
        column = COLUMNS.get(field)
        heading = column.heading if column else field
        if prefix:
            heading = heading[len("成员1") :]
        rows.append((heading, _shown(value, column.kind if column else Kind.TEXT)))
    return rows


def _shown(value: Any, kind: Kind) -> str:
    if isinstance(value, dict):
        return str(value["mask"])
    text = str(value)
    if kind is Kind.PHONE:
        return mask_phone(text)
    if kind is Kind.IDENTITY:
        return text if "*" in text else mask(text)
    return text
