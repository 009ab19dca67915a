"""What a graduation certificate says (Zhejiang 47: name, sex, birth, identity number, student number, period of study,
major and direction, length, form of study, photo, conclusion, school, date)."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from certificates import chinese
from xueji.policies.vocabulary import StudyForm

if TYPE_CHECKING:
    from students.models import Student
    from xueji.organizations.models import Organization

FULL_TIME = "全日制"
_FORM_KEYS = ("study_form", "学习形式")
_DIRECTION_KEYS = ("direction", "专业方向")


def gather(student: "Student", issued_on: date, authority: "Organization") -> dict[str, Any]:
    """The printed facts as they are today; the two numbers are kept apart, encrypted. The student needs programme,
    school (with its province) and profile at hand."""
    profile = getattr(student, "profile", None)
    data: dict[str, Any] = profile.data if profile else {}
    province = student.school.province
    return {
        "name": student.name,
        "sex": str(student.get_sex_display()),
        "birth_date": student.birth_date.isoformat(),
        "identity_mask": student.identity_mask,
        "student_number_mask": student.number_mask,
        "school": student.school.name,
        "programme": student.programme.name,
        "direction": _first(data, _DIRECTION_KEYS, ""),
        "major_code": student.programme.major_code,
        "years": str(student.programme.years.normalize()),
        "length": chinese.length_of_study(student.programme.years),
        "study_form": _form(student, data),
        "started_on": student.entered_on.isoformat(),
        "ended_on": (student.left_on or issued_on).isoformat(),
        "issued_on": issued_on.isoformat(),
        "authority": authority.name,
        "supervisor": province.name if province and province.pk != authority.pk else "",
    }


def printed(fields: dict[str, Any]) -> dict[str, Any]:
    """What the template prints: the facts with dates in words."""
    programme = fields["programme"]
    if fields["direction"]:
        programme += f"（{fields['direction']}）"
    return fields | {
        "programme": programme,
        "born": chinese.full_date(_day(fields, "birth_date")),
        "started": chinese.year_month(_day(fields, "started_on")),
        "ended": chinese.year_month(_day(fields, "ended_on")),
        "dated": chinese.full_date(_day(fields, "issued_on")),
    }


def rows(fields: dict[str, Any]) -> list[tuple[Any, Any]]:
    """Every printed fact for a page, the two numbers masked."""
    programme = f"{printed(fields)['programme']}（{fields['major_code']}）"
    return [
        (_("姓名"), fields["name"]),
        (_("性别"), fields["sex"]),
        (_("出生日期"), _long(_day(fields, "birth_date"))),
        (_("身份证号"), fields["identity_mask"]),
        (_("学籍号"), fields["student_number_mask"]),
        (_("学校"), fields["school"]),
        (_("专业"), programme),
        (_("学制与形式"), f"{fields['length']}，{fields['study_form']}"),
        (_("学习起止"), f"{_month(_day(fields, 'started_on'))} — {_month(_day(fields, 'ended_on'))}"),
        (_("结论"), _("修业期满，成绩合格，准予毕业")),
        (_("发证日期"), _long(_day(fields, "issued_on"))),
        (_("印制机关"), fields["authority"]),
    ]


def _form(student: "Student", data: dict[str, Any]) -> str:
    """How the student studied: flexible study is noted (Zhejiang 47), whatever full-time or not the roster says."""
    if student.programme.study_form == StudyForm.FLEXIBLE:
        return str(StudyForm.FLEXIBLE.label)
    return _first(data, _FORM_KEYS, FULL_TIME)


def _first(data: dict[str, Any], keys: tuple[str, ...], otherwise: str) -> str:
    return next((str(data[key]).strip() for key in keys if str(data.get(key) or "").strip()), otherwise)


def _day(fields: dict[str, Any], key: str) -> date:
    return date.fromisoformat(fields[key])


def _long(day: date) -> str:
    return _("%(year)s年%(month)s月%(day)s日") % {"year": day.year, "month": day.month, "day": day.day}


def _month(day: date) -> str:
    return _("%(year)s年%(month)s月") % {"year": day.year, "month": day.month}
