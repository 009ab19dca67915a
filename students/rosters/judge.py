"""The whole judgement of a sheet, in order; and what it comes to, for a page, a command and the store."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from students.rosters import duplicates
from students.rosters.checks.cells import Day
from students.rosters.checks.people import check_people
from students.rosters.checks.placeholders import empty_placeholders
from students.rosters.checks.places import Places, check_places
from students.rosters.checks.reading import read_columns
from students.rosters.checks.table import Corrections, Table
from students.rosters.checks.together import check_together
from students.rosters.columns import COLUMNS, STUDENT_FIELDS
from students.rosters.duplicates import Difference
from students.rosters.entries import Entry, Writer
from students.rosters.known import Known, Present
from students.rosters.people_rows import Row
from students.rosters.problems import Problem
from students.rosters.workbook import Sheet
from students.statuses import Status
from xueji.codes.text import compact
from xueji.database import cipher

FIRST_LOOK = 2_000
"""So many rows from the beginning on are read first: where every one of them is wrong, the rest is not read, for whoever
sent the file has one thing to mend in all of them, or the wrong file."""
SKIP = "skip"
"""The field of a correction that leaves the whole row out."""
_AS_RECORDED = ("name", "sex", "birth_date")
MISMATCHES = frozenset({"sex_mismatch", "birth_mismatch"})


@dataclass
class Reading:
    """A sheet after everything that needs no register; `indexes` are the blind indexes of the identity numbers."""

    table: Table
    indexes: list[bytes | None]

    @property
    def known_keys(self) -> tuple[list[bytes], list[str]]:
        """What to ask the register about: identity indexes and school numbers."""
        numbers = {number for number in self.table.values.get("school_number", []) if number}
        return list({index for index in self.indexes if index}), list(numbers)


@dataclass
class Judgement:
    """What became of every row: `new` and `changed` are to be stored, `same` are there already, the rest has errors.

    `differences` are what a changed row would change, by position.
    """

    table: Table
    places: Places
    new: list[Entry] = field(default_factory=list)
    changed: list[tuple[Entry, Present]] = field(default_factory=list)
    same: list[int] = field(default_factory=list)
    differences: dict[int, list[Difference]] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        return len(self.table)

    @property
    def rejected(self) -> int:
        return len(self.table.bad)

    @property
    def accepted(self) -> int:
        return self.rows - self.rejected

    @property
    def errors(self) -> list[Problem]:
        """The problems that stop a row, by row."""
        return sorted((p for p in self.table.problems if not p.fault.is_hint), key=lambda problem: problem.at)

    @property
    def hints(self) -> list[Problem]:
        return sorted((p for p in self.table.problems if p.fault.is_hint), key=lambda problem: problem.at)

    def to_store(self) -> list[Entry]:
        """The entries that the commit writes: new ones and changed ones."""
        return [*self.new, *(entry for entry, _record in self.changed)]

    def forget_unused_places(self) -> None:
        """Keep only those new programmes and classes that a row to be stored needs."""
        programmes = {(entry.programme.short_name, entry.programme.years) for entry in self.to_store()}
        classes = {(entry.cohort, entry.class_name) for entry in self.to_store()}
        places = self.places
        places.new_programmes = {key: new for key, new in places.new_programmes.items() if key in programmes}
        places.new_classes = {key: new for key, new in places.new_classes.items() if key in classes}

    def counts(self) -> dict[str, Any]:
        """The numbers of the page."""
        errors = self.errors
        return {
            "rows": self.rows,
            "accepted": self.accepted,
            "rejected": self.rejected,
            "new": len(self.new),
            "changed": len(self.changed),
            "same": len(self.same),
            "problems": len(errors),
            "groups": dict(Counter(problem.fault.group for problem in errors)),
            "suggestions": sum(1 for problem in errors if problem.fault.certain),
            "tidied": dict(self.table.tidied),
            "hints": len(self.hints),
            "passed_over": dict(self.table.sheet.passed_over),
            "cohorts": dict(Counter(str(entry.cohort) for entry in self.new)),
        }

    def announcements(self) -> list[str]:
        """What the commit will create, what of the template the sheet does not have, what is worth telling of the file."""
        found = [*self.table.sheet.notes, *passed_over_in(self.table.sheet.passed_over)]
        found += [
            _("提交时新建专业：%(name)s（%(code)s，学制 %(years)s 年）")
            % {"name": new.short_name, "code": new.major_code, "years": new.years.normalize()}
            for new in self.places.new_programmes.values()
        ]
        if self.places.new_classes:
            names = "、".join(f"{name}（{cohort} 级）" for cohort, name in list(self.places.new_classes)[:12])
            count = len(self.places.new_classes)
            found.append(_("提交时新建 %(count)s 个班：%(names)s") % {"count": count, "names": names})
        if not self.table.has("programme"):
            found.append(_("表中没有专业，已照班级取本校登记的专业"))
        absent = self.table.sheet.mapping.absent
        if absent:
            values = {"count": len(absent), "names": "、".join(absent[:8])}
            found.append(_("表中没有国家模板的 %(count)s 个必填列，导入后须在学生信息中补齐：%(names)s 等") % values)
        return found


def passed_over_in(counted: Mapping[str, int]) -> list[str]:
    """Rows below the headings that are no students, so that nobody looks for them among the wrong ones."""
    words = {
        Row.FOOTER: _("%(count)s 行合计、签字或说明"),
        Row.HEADINGS: _("%(count)s 行重复的表头"),
        Row.NOTES: _("%(count)s 行填写说明或列号"),
        Row.EXAMPLE: _("%(count)s 行示例"),
        Row.PREFILLED: _("%(count)s 行只有预填的选项、没有学生"),
    }
    found = [str(text) % {"count": count} for kind, text in words.items() if (count := counted.get(kind, 0))]
    return [_("没有当作学生的行：%(rows)s") % {"rows": "、".join(found)}] if found else []


def read_rows(
    sheet: Sheet, *, today: date, extra_areas: Collection[str] = (), corrections: Corrections | None = None
) -> Reading:
    """Everything that can be said of a sheet without the register. `corrections` replace cells or leave rows out."""
    corrections = corrections or {}
    left_out = {number for number, changes in corrections.items() if SKIP in changes}
    sheet, day = _without(sheet, left_out), Day(today, frozenset(extra_areas))
    table = _checked(_beginning_of(sheet), day, corrections)
    if len(table) < len(sheet.rows) and len(table.bad) < len(table):
        table = _checked(sheet, day, corrections)
    seen: dict[str, bytes] = {}
    indexes: list[bytes | None] = []
    for number in table.values["identity_number"]:
        if number and number not in seen:
            seen[number] = cipher.blind_index(number)
        indexes.append(seen.get(number) if number else None)
    duplicates.check_file(table, indexes)
    _withdraw_suggestions(table)
    return Reading(table, indexes)


def _checked(sheet: Sheet, day: Day, corrections: Corrections) -> Table:
    table = Table.of(sheet, day, corrections)
    empty_placeholders(table)
    read_columns(table)
    check_people(table)
    check_together(table)
    return table


def _beginning_of(sheet: Sheet) -> Sheet:
    """The first rows, with a note that they stand for all; a sheet that is not much longer stays as it is."""
    if len(sheet.rows) <= 5 * FIRST_LOOK:
        return sheet
    note = _(
        "前 %(first)d 行每一行都有错，后面的 %(rest)d 行没有再读，下面的数目只算前 %(first)d 行。请改好整列或换成正确的文件再传。"
    )
    known = {"first": FIRST_LOOK, "rest": len(sheet.rows) - FIRST_LOOK}
    first, numbers = sheet.rows[:FIRST_LOOK], sheet.numbers[:FIRST_LOOK]
    return replace(sheet, rows=first, numbers=numbers, notes=[note % known, *sheet.notes])


def _without(sheet: Sheet, left_out: set[int]) -> Sheet:
    kept = [at for at, number in enumerate(sheet.numbers) if number not in left_out]
    if len(kept) == len(sheet.numbers):
        return sheet
    return replace(sheet, rows=[sheet.rows[at] for at in kept], numbers=[sheet.numbers[at] for at in kept])


def _withdraw_suggestions(table: Table) -> None:
    """What a number says of sex and birth date is offered only where the number itself is in no doubt: it is, when it
    stands in two rows, or when it contradicts both."""
    codes: dict[int, set[str]] = {}
    for problem in table.problems:
        codes.setdefault(problem.at, set()).add(problem.fault.code)
    for position, problem in enumerate(table.problems):
        found = codes[problem.at]
        doubtful = "repeated_in_file" in found or found >= MISMATCHES
        if doubtful and problem.fault.code in MISMATCHES:
            fault = replace(problem.fault, remedy=_("先核对证件号，再改这里"), suggestion=None, certain=False)
            table.problems[position] = replace(problem, fault=fault)


def judge(reading: Reading, known: Known) -> Judgement:
    """The rest, with what the register knows. A reading is judged once: problems are added to its table."""
    table, indexes = reading.table, reading.indexes
    duplicates.check_elsewhere(table, indexes, known)
    duplicates.check_numbers_taken(table, indexes, known)
    records = {at: known.present[index] for at, index in enumerate(indexes) if index in known.present}
    _leave_as_recorded(table, records)
    programmes = {at: record.programme for at, record in records.items()}
    homes = {at: (record.cohort, record.class_name) for at, record in records.items()}
    places = check_places(table, known.offers, programmes, homes)
    judgement = Judgement(table, places)
    writer = Writer(table, places)
    for at, index in enumerate(indexes):
        if index is not None and at not in table.bad:
            _sort_row(judgement, writer.entry_of(at, index), known.present)
    judgement.forget_unused_places()
    return judgement


def _leave_as_recorded(table: Table, records: Mapping[int, Present]) -> None:
    """A cell that says what the record holds already is no fault of this sheet, nor is one that is empty in both: such a
    row may be corrected where records are, and an exported list can be imported as it is."""
    table.cohorts = {at: record.cohort for at, record in records.items()}
    kept = []
    for problem in table.problems:
        record = records.get(problem.at)
        if record is None or not _stands_in(record, problem, table):
            kept.append(problem)
    table.problems = kept
    table.bad = {problem.at for problem in kept if not problem.fault.is_hint}


def _stands_in(record: Present, problem: Problem, table: Table) -> bool:
    """Whether the record holds just what the cell says; what could not be read is then taken from the record."""
    field, at = problem.field, problem.at
    if field in _AS_RECORDED:
        return bool(table.values[field][at] == getattr(record, field))
    if field in STUDENT_FIELDS or field not in COLUMNS:
        return False
    value = duplicates.kept_in(record, field)
    if compact(problem.value) != compact(value):
        return False
    if field in table.values:
        table.values[field][at] = value or None
    return True


def _sort_row(judgement: Judgement, entry: Entry, present: Mapping[bytes, Present]) -> None:
    record = present.get(entry.identity_index)
    if record is not None and (record.entered_on.year, record.entered_on.month) == (
        entry.entered_on.year,
        entry.entered_on.month,
    ):
        entry.entered_on = record.entered_on  # the sheet knows months, the record the day
    if record is None:
        judgement.new.append(entry)
    elif not (differences := duplicates.check_present(judgement.table, entry, record)):
        judgement.same.append(entry.at)
    elif record.status == Status.PENDING:
        judgement.changed.append((entry, record))
        judgement.differences[entry.at] = differences
