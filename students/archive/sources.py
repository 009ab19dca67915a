"""What the register knows by itself of the things that a file consists of. Chapters add theirs:

    sources.register("certificates", certificates_of)

A source answers set-based, for a class as for a student, and only for those of whom it knows something.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db.models import Count
from django.utils.translation import gettext as _

from students.admission.facts import admissions_of
from students.admission.models import HealthExamination
from students.facts import entries_of, profiles_of
from students.models import StatusChange, Student
from students.rosters.columns import COLUMNS
from xueji.policies.archive import Contents
from xueji.web.formats import cn_date_full


@dataclass(frozen=True)
class Found:
    """What a source has of one student: how much, in words, and where to look. `lacks` says what is still missing."""

    count: int
    note: str = ""
    url: str = ""
    lacks: str = ""


Source = Callable[[Sequence[Student], Contents], dict[int, Found]]
_sources: dict[str, Source] = {}


def register(key: str, source: Source) -> None:
    """Add or replace (by key) what answers for the parts with this source."""
    _sources[key] = source


def found_of(key: str, students: Sequence[Student], contents: Contents) -> dict[int, Found]:
    """What is known of each student; nothing where no chapter answers for the source yet."""
    source = _sources.get(key)
    return source(students, contents) if source else {}


def is_known(key: str) -> bool:
    """Whether any chapter answers for the source."""
    return key in _sources


def basic_information(students: Sequence[Student], contents: Contents) -> dict[int, Found]:
    """基本信息: of each group of fields one has to be filled in."""
    profiles = profiles_of(students)
    return {student.pk: _basics(profiles.get(student.pk) or {}, contents) for student in students}


def _basics(profile: dict[str, object], contents: Contents) -> Found:
    missing = [group[0] for group in contents.fields if not any(profile.get(field) for field in group)]
    headings = [COLUMNS[field].heading if field in COLUMNS else field for field in missing]
    filled = len(contents.fields) - len(missing)
    note = _("%(filled)d / %(all)d 项") % {"filled": filled, "all": len(contents.fields)}
    return Found(filled, note, lacks="、".join(headings))


def changes(students: Sequence[Student], contents: Contents) -> dict[int, Found]:
    """信息变动: the ledger of changes; no change is complete too."""
    rows = StatusChange.objects.filter(student__in=students).order_by()
    counts = dict(rows.values_list("student_id").annotate(n=Count("id")))
    return {
        student.pk: Found(
            counts.get(student.pk, 0),
            _("%(count)d 条变动") % {"count": counts[student.pk]} if student.pk in counts else _("没有变动"),
        )
        for student in students
    }


def admission_score(students: Sequence[Student], contents: Contents) -> dict[int, Found]:
    """招生入学成绩 as the admission roster or the school's own roster brought it."""
    scores = {pk: score for pk, score in entries_of(students, "exam_score").items() if score not in (None, "")}
    scores |= {pk: admission.score for pk, admission in admissions_of(students).items() if admission.score is not None}
    return {pk: Found(1, _("考试总分 %(score)s") % {"score": score}) for pk, score in scores.items()}


def health(students: Sequence[Student], contents: Contents) -> dict[int, Found]:
    """体检: the last examination of the admission."""
    rows = HealthExamination.objects.filter(admission__student__in=students).order_by("examined_on", "pk")
    return {
        row.admission.student_id: Found(1, _("%(day)s 体检") % {"day": cn_date_full(row.examined_on)})
        for row in rows.select_related("admission")
        if row.admission.student_id is not None
    }


def register_own() -> None:
    """What the register itself answers for."""
    register("basic_information", basic_information)
    register("changes", changes)
    register("admission_score", admission_score)
    register("health", health)
