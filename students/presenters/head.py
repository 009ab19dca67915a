"""The head of a record: who it is, where, since when and until when."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from students.facts import profiles_of, programme_facts
from students.models import Student
from students.snapshots import age_on
from students.statuses import OPEN_STATUSES, Status
from students.study_length import longest_study
from xueji import clock
from xueji.codes.identity import mask
from xueji.policies.vocabulary import StudyForm
from xueji.web.formats import cn_date_full
from xueji.web.marks import STUDENT, Mark, mark_of

ADULT = 18
_GUARDIAN = (
    ("guardian_name", "", "guardian_phone"),
    ("member1_name", "member1_relation", "member1_phone"),
    ("member2_name", "member2_relation", "member2_phone"),
)


@dataclass(frozen=True)
class Head:
    """The facts in words; `mark` is the look of the status, `ahead` what comes next: (icon, text)."""

    student: Student
    age: int
    is_minor: bool
    graduation: str
    guardian: str
    study: str
    entry: str
    mark: Mark
    ahead: list[tuple[str, str]] = field(default_factory=list)


def head_of(student: Student, profile: dict[str, Any], on: date | None = None) -> Head:
    """The head, as on a day (today); `student` needs school, programme and school_class at hand."""
    today = on or clock.today()
    age = age_on(student.birth_date, today)
    return Head(
        student=student,
        age=age,
        is_minor=age < ADULT,
        graduation=graduation_text(student),
        guardian=guardian_text(profile),
        study=_("，").join(filter(None, (study_form_of(student, profile), str(profile.get("attendance_mode") or "")))),
        entry=_("%(year)s年%(month)s月，%(years)s年制")
        % {
            "year": student.entered_on.year,
            "month": student.entered_on.month,
            "years": chinese_years(student),
        },
        mark=mark_of(Status(student.status), STUDENT),
        ahead=_ahead(student, today, age),
    )


def study_form_of(student: Student, profile: dict[str, Any]) -> str:
    """How somebody studies: flexibly where the programme is, else as the roster says, else as the programme."""
    own = str(student.programme.get_study_form_display())
    return own if student.programme.study_form == StudyForm.FLEXIBLE else str(profile.get("study_form") or own)


def profile_of(student: Student) -> dict[str, Any]:
    """The rest of the roster's columns by field name; empty when there are none."""
    return profiles_of([student]).get(student.pk, {})


def graduation_month(student: Student) -> tuple[int, int]:
    """Year and month in which the programme ends: June of its last spring term, January of its last autumn term."""
    end = programme_facts(student).end_index
    return (end // 2, 6) if end % 2 == 0 else (end // 2 + 1, 1)


def graduation_text(student: Student) -> str:
    """预计毕业; empty for those who are gone."""
    if student.status not in OPEN_STATUSES:
        return ""
    year, month = graduation_month(student)
    return _("%(year)s年%(month)s月") % {"year": year, "month": month}


def guardian_text(profile: dict[str, Any]) -> str:
    """沈文柏（父亲）138****6207: the one marked as guardian, or the first who is named; phones are masked."""
    named = [keys for keys in _GUARDIAN if profile.get(keys[0])]
    if not named:
        return ""
    marked = [keys for keys in named if profile.get(keys[0].replace("_name", "_is_guardian")) in {"是", "1", True}]
    name, relation, phone = (marked or named)[0]
    kin = _("（%(relation)s）") % {"relation": profile[relation]} if profile.get(relation) else ""
    return f"{profile[name]}{kin} {mask_phone(str(profile.get(phone, '')))}".strip()


def mask_phone(number: str) -> str:
    """138****6207; shorter numbers keep their last two characters."""
    if len(number) == len("13800000000"):
        return f"{number[:3]}****{number[-4:]}"
    return mask(number) if number else ""


def chinese_years(student: Student) -> str:
    """三, or 2.5 where it is no whole number."""
    years = student.programme.years
    return "〇一二三四五六七八九"[int(years)] if years == int(years) else f"{float(years):g}"


def _ahead(student: Student, today: date, age: int) -> list[tuple[str, str]]:
    if student.status not in OPEN_STATUSES:
        return []
    found = []
    if age < ADULT:
        day = _birthday(student.birth_date, ADULT)
        text = _("%(year)s年%(month)s月%(day)s日满 18 岁，此前办事需监护人同意")
        found.append(("cake", text % {"year": day.year, "month": day.month, "day": day.day}))
    found.append(("school", _("%(month)s 预计毕业") % {"month": graduation_text(student)}))
    if longest := longest_study([student]).get(student.pk):
        known = {
            "years": f"{longest.years.normalize():f}",
            "article": longest.citation.label if longest.citation else _("本专业另定"),
        }
        text = _("弹性学习最长 %(years)s 年（%(article)s），最迟%(day)s离校")
        found.append(("calendar-time", text % (known | {"day": cn_date_full(longest.last_day)})))
    return found


def _birthday(birth: date, years: int) -> date:
    """The day on which somebody reaches an age; born on 29 February, on 1 March of common years."""
    try:
        return birth.replace(year=birth.year + years)
    except ValueError:
        return date(birth.year + years, 3, 1)
