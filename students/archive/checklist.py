"""The checklist of a file: for each kind of material what is there, what is missing, what is not owed (yet).

Set-based: the files of a class cost as many queries as one file.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property

from django.utils.translation import gettext as _

from students.archive import sources
from students.archive.contents import FileRules, rules_of
from students.archive.models import Apprentice, Material
from students.facts import absences_of
from students.models import Student
from students.statuses import OPEN_STATUSES, Status
from xueji.calendars.terms import school_year_of, school_year_span
from xueji.organizations.models import Organization
from xueji.policies.archive import APPRENTICES, LEAVING, Kind, Part
from xueji.policies.facts import Period


class Standing(StrEnum):
    """How a kind or a part of it stands; the worst part speaks for its kind."""

    GAP = "gap"
    FULL = "full"
    NOTHING = "nothing"
    NOT_YET = "not_yet"
    NOT_OWED = "not_owed"


@dataclass(frozen=True)
class Line:
    """One part: how it stands, in words, how many papers, what is missing."""

    part: Part
    standing: Standing
    note: str = ""
    lacks: str = ""
    papers: int = 0
    url: str = ""


@dataclass(frozen=True)
class Row:
    """One kind with its parts."""

    kind: Kind
    lines: tuple[Line, ...]

    @cached_property
    def standing(self) -> Standing:
        """The worst of its lines."""
        found = {line.standing for line in self.lines}
        order = (Standing.GAP, Standing.FULL, Standing.NOTHING, Standing.NOT_YET, Standing.NOT_OWED)
        return next(standing for standing in order if standing in found)

    @property
    def papers(self) -> int:
        return sum(line.papers for line in self.lines)

    @property
    def lacks(self) -> str:
        """What is missing, in words; empty when nothing is."""
        return "；".join(line.lacks for line in self.lines if line.standing is Standing.GAP)

    @property
    def note(self) -> str:
        """What is there, in words."""
        return "，".join(line.note for line in self.lines if line.note)


@dataclass(frozen=True)
class Checklist:
    """The whole file of one student on a day."""

    rows: tuple[Row, ...]

    @cached_property
    def gaps(self) -> list[Row]:
        return [row for row in self.rows if row.standing is Standing.GAP]

    @property
    def is_complete(self) -> bool:
        return not self.gaps

    @property
    def papers(self) -> int:
        return sum(row.papers for row in self.rows)


@dataclass
class _Known:
    """Everything that was read for some students, by student id."""

    rules: FileRules
    day: date
    papers: dict[tuple[int, str, str], list[int | None]] = field(default_factory=lambda: defaultdict(list))
    found: dict[str, dict[int, sources.Found]] = field(default_factory=dict)
    apprentices: set[int] = field(default_factory=set)
    absences: dict[int, list[Period]] = field(default_factory=dict)
    # Of a school's thousands most are owed the same years and lack the same of them: said once.
    owed: dict[tuple[date, date | None, str], list[int]] = field(default_factory=dict)
    told: dict[tuple[str, tuple[int, ...]], str] = field(default_factory=dict)

    def years_owed(self, student: Student) -> list[int]:
        """As `years_owed` below."""
        if absences := self.absences.get(student.pk):
            return years_owed(student, self.day, absences)
        key = (student.entered_on, student.left_on, student.status)
        if key not in self.owed:
            self.owed[key] = years_owed(student, self.day)
        return self.owed[key]

    def lacks(self, what: str, years: Sequence[int] = ()) -> str:
        """What is missing, in words."""
        key = (what, tuple(years))
        if key not in self.told:
            names = "、".join(year_label(year) for year in years)
            self.told[key] = (
                _("缺 %(years)s%(what)s") % {"years": names, "what": what}
                if names
                else _("缺%(what)s") % {"what": what}
            )
        return self.told[key]


def checklists(students: Sequence[Student], school: Organization, day: date) -> dict[int, Checklist]:
    """The checklist of each student of one school, as owed on `day`."""
    known = _known(students, rules_of(school, day), day)
    return {student.pk: _checklist(student, known) for student in students}


def checklist_of(student: Student, day: date) -> Checklist:
    """The checklist of one student; the school is at hand."""
    return checklists([student], student.school, day)[student.pk]


def years_owed(student: Student, day: date, absences: Iterable[Period] = ()) -> list[int]:
    """The school years (by their autumn) of which papers are owed on a day: finished ones that the student was here for.

    A year ends for a student with the departure too, if it was in its second half; years spent on leave are not owed.
    """
    first, last = _autumn(student.entered_on), _autumn(day)
    years = [year for year in range(first, last) if not _was_away(year, absences)]
    if student.left_on is None:
        return years
    left = _autumn(student.left_on)
    counts = student.left_on >= date(left + 1, 2, 1) and student.status in {Status.GRADUATED, Status.COMPLETED}
    return [year for year in (years if left < last else [*years, left]) if year < left or (year == left and counts)]


def year_label(year: int) -> str:
    """2025—2026 学年"""
    return _("%(first)d—%(second)d 学年") % {"first": year, "second": year + 1}


def _autumn(day: date) -> int:
    return int(school_year_of(day)[:4])


def _was_away(year: int, absences: Iterable[Period]) -> bool:
    """Whether the student was on leave for the whole of a school year, its vacations apart."""
    first, last = school_year_span(f"{year}-{year + 1}")
    begins, ends = first.replace(month=10), last.replace(month=5, day=31)
    return any(period.starts_on <= begins and (period.ends_on is None or period.ends_on >= ends) for period in absences)


def _known(students: Sequence[Student], rules: FileRules, day: date) -> _Known:
    known = _Known(rules, day)
    rows = Material.objects.current().filter(student__in=students).order_by()
    for pk, kind, part, year in rows.values_list("student_id", "kind", "part", "school_year"):
        known.papers[pk, kind, part].append(year)
    wanted = {part.source for kind in rules.contents.kinds for part in kind.parts if part.source}
    known.found = {key: sources.found_of(key, students, rules.contents) for key in wanted}
    known.apprentices = set(
        Apprentice.objects.filter(student__in=students, since__lte=day).values_list("student_id", flat=True)
    )
    by_person = absences_of(students)
    known.absences = {student.pk: by_person[student.person_id] for student in students}
    return known


def _checklist(student: Student, known: _Known) -> Checklist:
    return Checklist(
        tuple(
            Row(kind, tuple(_line(student, kind, part, known) for part in kind.parts))
            for kind in known.rules.contents.kinds
        )
    )


def _line(student: Student, kind: Kind, part: Part, known: _Known) -> Line:
    years = known.papers.get((student.pk, kind.key.value, part.key), [])
    found = known.found.get(part.source, {}).get(student.pk)
    note = "，".join(text for text in (found.note if found else "", _papers_text(len(years))) if text)
    url = found.url if found else ""
    standing, lacks = _standing(student, kind, part, known, years, found)
    return Line(part, standing, note, lacks, len(years), url)


def _standing(
    student: Student, kind: Kind, part: Part, known: _Known, years: list[int | None], found: sources.Found | None
) -> tuple[Standing, str]:
    if found is not None and found.lacks:
        return Standing.GAP, known.lacks(found.lacks)
    if found is not None:
        return Standing.FULL, ""
    if part.when == APPRENTICES and student.pk not in known.apprentices:
        return (Standing.FULL, "") if years else (Standing.NOT_OWED, "")
    if part.when == LEAVING:
        return _when_leaving(student, part, known, bool(years))
    if kind.key in known.rules.if_any:
        return (Standing.FULL if years else Standing.NOTHING), ""
    if kind.key in known.rules.yearly and not part.once:
        return _of_every_year(student, part, known, years)
    return (Standing.FULL, "") if years else (Standing.GAP, known.lacks(part.label))


def _when_leaving(student: Student, part: Part, known: _Known, is_there: bool) -> tuple[Standing, str]:
    if is_there:
        return Standing.FULL, ""
    if student.status in known.rules.graduation_for:
        return Standing.GAP, known.lacks(part.label)
    return (Standing.NOT_YET if student.status in OPEN_STATUSES else Standing.NOT_OWED), ""


def _of_every_year(student: Student, part: Part, known: _Known, years: list[int | None]) -> tuple[Standing, str]:
    owed = known.years_owed(student)
    missing = [year for year in owed if year not in years]
    if missing:
        return Standing.GAP, known.lacks(part.label.removeprefix(_("学年")), missing)
    return (Standing.FULL if owed or years else Standing.NOT_YET), ""


def _papers_text(count: int) -> str:
    return _("材料 %(count)d 份") % {"count": count} if count else ""
