"""The dry run of a promotion: the grade of everybody in a school year, who is an exception, who needs a decision.

The grade follows from the cohort, which only cases change (a retention, a return from leave): promotion changes no
cohort. It asks whether what follows is true, and keeps what the school confirms (docs/adr/0022).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import ceil

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from students.facts import is_spring_entry
from students.models import SchoolClass, StatusChange, Student
from students.statuses import OPEN_STATUSES, ChangeKind, Status
from students.structure.models import GradeYear, Promotion
from xueji.calendars.terms import school_year_span
from xueji.cases import registry
from xueji.cases.models import Item
from xueji.cases.states import CaseState

PROMOTE, WAIT = "promote", "wait"
_UNDER_WAY = (CaseState.RUNNING, CaseState.RETURNED)


class Remark(models.TextChoices):
    """Why somebody is named beside the class."""

    ON_LEAVE = "on_leave", _("休学中，复学时随班，不升级")
    PENDING = "pending", _("尚未注册学籍，注册后再确认")
    RETAINED = "retained", _("上学年留级，留在原年级")
    GRADUATING = "graduating", _("升入毕业年级")
    SPRING = "spring", _("春季入学，本学年内升级")
    SPECIAL_SCHOOL = "special_school", _("在专门学校就读，请确认是否随原班升级")
    CASE = "case", _("有在办的学籍变动，请定是否先升级")
    OVERTIME = "overtime", _("已超出学制，请定是否继续学习")
    COHORT = "cohort", _("年级与所在班不同，请核对")
    GAP = "gap", _("与上学年确认的年级不相接，请核对")
    AHEAD = "ahead", _("入学年份在这一学年之后，不升级")


# What only tells, and what nobody but a person can decide.
_ASKED = frozenset({Remark.SPECIAL_SCHOOL, Remark.CASE, Remark.OVERTIME, Remark.COHORT, Remark.GAP})
_LEFT_OUT = frozenset({Remark.ON_LEAVE, Remark.PENDING, Remark.AHEAD})


@dataclass(frozen=True)
class Entry:
    """One student in the dry run. `choice` is what was decided; an asked one without a choice is open."""

    student: Student
    grade: int
    outcome: str
    remarks: tuple[Remark, ...] = ()
    detail: str | Promise = ""
    choice: str = ""
    is_confirmed: bool = False

    @property
    def is_left_out(self) -> bool:
        return bool(_LEFT_OUT.intersection(self.remarks))

    @property
    def is_asked(self) -> bool:
        """Whether a person has to decide."""
        return not self.is_left_out and bool(_ASKED.intersection(self.remarks))

    @property
    def is_open(self) -> bool:
        return self.is_asked and not self.choice and not self.is_confirmed

    @property
    def is_named(self) -> bool:
        """Whether there is something to be said yet: what is confirmed is settled, but for those who stay or stay longer."""
        return not self.is_confirmed or bool({Remark.RETAINED, Remark.OVERTIME}.intersection(self.remarks))

    @property
    def goes(self) -> bool:
        """Whether the job writes a grade for it."""
        return not self.is_left_out and not self.is_confirmed and (not self.is_asked or self.choice == PROMOTE)


@dataclass
class ClassLine:
    """A class with the grade that its cohort comes to."""

    school_class: SchoolClass
    grade: int
    is_graduating: bool
    entries: list[Entry] = field(default_factory=list)

    @property
    def is_overtime(self) -> bool:
        """Whether the class is beyond the length of its programme."""
        return self.grade > ceil(self.school_class.programme.years)

    @property
    def going(self) -> int:
        return sum(entry.goes for entry in self.entries)

    @property
    def confirmed(self) -> int:
        return sum(entry.is_confirmed for entry in self.entries)


@dataclass
class DryRun:
    """All classes with students, and who stands out."""

    school_year: str
    lines: list[ClassLine]

    @property
    def entries(self) -> list[Entry]:
        return [entry for line in self.lines for entry in line.entries]

    @property
    def exceptions(self) -> list[Entry]:
        """Those who are named; who needs a decision comes first. Becoming the graduating grade is told by class; of who is
        confirmed only those who stay or are over their time."""
        named = [entry for entry in self.entries if set(entry.remarks) - {Remark.GRADUATING} and entry.is_named]
        return sorted(named, key=lambda entry: (not entry.is_open, not entry.is_asked, entry.remarks[0]))

    @property
    def open(self) -> int:
        return sum(entry.is_open for entry in self.entries)

    @property
    def going(self) -> int:
        return sum(entry.goes for entry in self.entries)

    def counts(self) -> dict[str, int]:
        """How many come out how, of those whom the job writes."""
        return dict(Counter(str(entry.outcome) for entry in self.entries if entry.goes))


def dry_run(promotion: Promotion) -> DryRun:
    """Everybody on the school's register, class by class; a handful of queries."""
    students = list(
        Student.objects.filter(school=promotion.school_id, status__in=OPEN_STATUSES)
        .select_related("programme", "school_class__programme")
        .order_by("-school_class__cohort", "school_class__name", "school_number", "id")
    )
    known = _Known.load(promotion, students)
    by_class: dict[int, list[Student]] = defaultdict(list)
    for student in students:
        by_class[student.school_class_id].append(student)
    first = first_year(promotion.school_year)
    lines = []
    for members in by_class.values():
        group = members[0].school_class
        grade = first - group.cohort + 1
        line = ClassLine(group, grade, grade >= ceil(group.programme.years))
        line.entries = [_entry(student, first, known, promotion.choices) for student in members]
        lines.append(line)
    return DryRun(promotion.school_year, lines)


def first_year(school_year: str) -> int:
    """2026 of "2026-2027"."""
    return int(school_year.partition("-")[0])


def year_before(school_year: str) -> str:
    """ "2025-2026" of "2026-2027"."""
    first = first_year(school_year)
    return f"{first - 1}-{first}"


def year_to_turn(day: date) -> str:
    """The school year that is turned to on a day: from July on the one that begins in that autumn."""
    first = day.year if day.month >= 7 else day.year - 1
    return f"{first}-{first + 1}"


@dataclass(frozen=True)
class _Known:
    """What the register knows besides the records."""

    confirmed: frozenset[int]
    before: dict[int, int]
    retained: frozenset[int]
    cases: dict[int, str]

    @classmethod
    def load(cls, promotion: Promotion, students: Sequence[Student]) -> "_Known":
        ids = [student.pk for student in students]
        grades = GradeYear.objects.confirmed().filter(student__in=ids)
        first_day, _last = school_year_span(year_before(promotion.school_year))
        retained = StatusChange.objects.filter(
            student__in=ids, kind=ChangeKind.RETENTION, undone_by__isnull=True, recorded_at__date__gte=first_day
        )
        items = Item.objects.filter(student_id__in=ids, binds=True, case__state__in=_UNDER_WAY)
        return cls(
            frozenset(grades.of_year(promotion.school_year).values_list("student", flat=True)),
            dict(grades.of_year(year_before(promotion.school_year)).values_list("student", "grade")),
            frozenset(retained.values_list("student", flat=True)),
            dict(items.values_list("student_id", "case__kind")),
        )


def _entry(student: Student, first: int, known: _Known, choices: dict[str, str]) -> Entry:
    grade = first - student.cohort + 1
    remarks = list(_remarks(student, grade, known))
    case = known.cases.get(student.pk)
    return Entry(
        student,
        grade,
        _outcome(student, grade, remarks),
        tuple(remarks),
        registry.get(case).label if case else "",
        choices.get(str(student.pk), ""),
        student.pk in known.confirmed,
    )


def _remarks(student: Student, grade: int, known: _Known) -> Iterable[Remark]:
    """What is to be said of a student; what matters most comes first."""
    last = ceil(student.programme.years)
    before = known.before.get(student.pk)
    if student.status == Status.PENDING:
        yield Remark.PENDING
    if student.status == Status.ON_LEAVE:
        yield Remark.ON_LEAVE
    if grade < 1:
        yield Remark.AHEAD
    if student.status == Status.SPECIAL_SCHOOL:
        yield Remark.SPECIAL_SCHOOL
    if student.pk in known.cases:
        yield Remark.CASE
    if student.cohort != student.school_class.cohort:
        yield Remark.COHORT
    if grade > last:
        yield Remark.OVERTIME
    if student.pk in known.retained:
        yield Remark.RETAINED
    elif before is not None and grade != before + 1:
        yield Remark.GAP
    if grade > 1 and is_spring_entry(student.entered_on) and student.entered_on.year == student.cohort:
        yield Remark.SPRING
    if grade == last:
        yield Remark.GRADUATING


def _outcome(student: Student, grade: int, remarks: Sequence[Remark]) -> str:
    outcomes = GradeYear.Outcome
    if grade > ceil(student.programme.years):
        return outcomes.OVERTIME
    if Remark.RETAINED in remarks:
        return outcomes.STAYS
    if grade == 1:
        return outcomes.ENTERED
    return outcomes.GRADUATING if Remark.GRADUATING in remarks else outcomes.PROMOTED
