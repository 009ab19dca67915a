"""Duplicates: inside the file, in the school, nationwide. Pure: what the register knows is handed in."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from students.rosters.checks.table import Table
from students.rosters.columns import COLUMNS, DERIVED, LABELS, STUDENT_FIELDS, Kind
from students.rosters.entries import Entry, open_number
from students.rosters.known import Known, Present
from students.rosters.problems import Fault
from students.statuses import Status
from xueji.codes import names
from xueji.codes.codesets import template_set
from xueji.codes.identity import mask

_SHOWN = 4
_COMPARED = {
    "name": "name", "sex": "sex", "birth_date": "birth_date", "identity_type": "identity_type", "cohort": "entry_month",
    "class_name": "class_name", "entered_on": "entry_month",
}  # fmt: skip
_IN_PROFILE = frozenset(LABELS) - STUDENT_FIELDS
_CODED = frozenset({"sex", "identity_type", "ethnic"})  # kept as codes, shown as labels


def check_file(table: Table, indexes: list[bytes | None]) -> None:
    """One identity number or one school number in two rows of the file; the same name, sex and birth date twice."""
    _check_identities(table, indexes)
    _check_numbers(table, indexes)
    _check_namesakes(table, indexes)


def _check_identities(table: Table, indexes: list[bytes | None]) -> None:
    for rows in _repeated(indexes):
        same = all(_texts(table, at) == _texts(table, rows[0]) for at in rows)
        for at in rows[1:] if same else rows:
            other = rows[0] if at != rows[0] else rows[1]
            message = _("与第 %(row)s 行重复") % {"row": table.sheet.row_label(other)}
            table.add(at, "identity_number", Fault("repeated_in_file", "repeated", message, _("留一行，删另一行")))


def _texts(table: Table, at: int) -> list[str]:
    return [column[at].strip() for column in table.texts.values()]


def _check_numbers(table: Table, indexes: list[bytes | None]) -> None:
    values = table.values.get("school_number", [])
    for rows in _repeated(value or None for value in values):
        if len({indexes[at] for at in rows}) == 1 and indexes[rows[0]] is not None:
            continue  # the same person twice, which has been said
        for at in rows:
            other = rows[0] if at != rows[0] else rows[1]
            message = _("学号与第 %(row)s 行相同") % {"row": table.sheet.row_label(other)}
            table.add(
                at, "school_number", Fault("school_number_repeated", "repeated", message, _("一人一号，改其中一个"))
            )


def _check_namesakes(table: Table, indexes: list[bytes | None]) -> None:
    keys = zip(table.values["name"], table.values["sex"], table.values["birth_date"], strict=True)
    for rows in _repeated(key if all(key) else None for key in keys):
        if len({indexes[at] for at in rows} - {None}) > 1:
            message = _("与第 %(row)s 行同名、同性别、同出生日期") % {"row": table.sheet.row_label(rows[0])}
            for at in rows[1:]:
                fault = Fault("namesake", "repeated", message, _("核对是否同一人用了两个证件号"), is_hint=True)
                table.add(at, "name", fault)


def _repeated(keys: Iterable[Hashable]) -> list[list[int]]:
    """The places of every key that stands there more than once; None is no key."""
    placed = list(keys)
    several = {key for key, times in Counter(placed).items() if times > 1 and key is not None}
    if not several:
        return []
    groups: dict[object, list[int]] = defaultdict(list)
    for at, key in enumerate(placed):
        if key in several:
            groups[key].append(at)
    return list(groups.values())


def check_elsewhere(table: Table, indexes: list[bytes | None], known: Known) -> None:
    """An open record at another school, wherever that is."""
    for at, index in enumerate(indexes) if known.elsewhere else ():
        if index in known.elsewhere:
            table.add(at, "identity_number", elsewhere())


def elsewhere() -> Fault:
    """Says only that there is one: where is nothing a school may learn from a number it typed. Whom to ask is said instead:
    the row becomes a finding, which a level that spans both reads with both names."""
    remedy = _("核对证件号；无误的，在“查重”里提交佐证，由能管到双方的上级裁定，或请家长联系原学校办转出")
    return Fault("open_elsewhere", "elsewhere", _("查重未过：已有在籍记录，不在本校"), remedy)


def check_numbers_taken(table: Table, indexes: list[bytes | None], known: Known) -> None:
    """A school number that another student of the school has."""
    for at, number in enumerate(table.values.get("school_number", [])):
        owner = known.numbers.get(number) if number else None
        if owner is not None and owner != indexes[at]:
            message = _("学号已被本校另一名在籍学生使用")
            table.add(
                at, "school_number", Fault("school_number_taken", "register", message, _("换一个学号，或清空由系统编"))
            )


@dataclass(frozen=True, slots=True)
class Difference:
    """One column in which a row differs from the record: its heading, what is there, what the row says."""

    heading: str
    old: str
    new: str


def check_present(table: Table, entry: Entry, present: Present) -> list[Difference]:
    """Where a row differs from the school's open record; a registered student's row may not differ."""
    differs = differences(table, entry, present)
    if differs and present.status != Status.PENDING:
        names = "、".join(each.heading for each in differs[:_SHOWN])
        message = _("已是本校在籍学生，%(columns)s与登记的不同") % {"columns": names}
        remedy = _("导入不改在籍学生；要改的，走信息变更")
        table.add(entry.at, "identity_number", Fault("already_registered", "register", message, remedy))
    return differs


def differences(table: Table, entry: Entry, present: Present) -> list[Difference]:
    """The sheet's columns whose value is not what the record holds."""
    found = [
        Difference(LABELS[label], _shown(label, getattr(present, name)), _shown(label, getattr(entry, name)))
        for name, label in _COMPARED.items()
        if getattr(entry, name) != getattr(present, name)
    ]
    if entry.programme.id != present.programme.id:
        found.append(Difference(LABELS["programme"], present.programme.short_name, entry.programme.short_name))
    if entry.school_number and entry.school_number != present.school_number:
        found.append(Difference(LABELS["school_number"], present.school_number, entry.school_number))
    if table.has("ethnic") and entry.ethnic_code != present.ethnic_code:
        found.append(Difference(LABELS["ethnic"], *(_shown("ethnic", row.ethnic_code) for row in (present, entry))))
    for name in table.texts:
        if name in DERIVED and not table.text(name, entry.at).strip():
            continue  # what the register fills in by itself is no change
        if name in _IN_PROFILE and (new := entry.profile.get(name, "")) != (old := kept_in(present, name)):
            found.append(Difference(LABELS[name], _shown(name, old), _shown(name, new)))
    return list({each.heading: each for each in found}.values())


def _shown(field: str, value: object) -> str:
    """A value in words, as a person compares it; identity numbers masked."""
    if isinstance(value, date):
        return f"{value:%Y%m}" if COLUMNS[field].kind is Kind.MONTH else f"{value:%Y%m%d}"
    text = str(value)
    if COLUMNS[field].is_secret:
        return mask(text) if text else ""
    labels = template_set(COLUMNS[field].list_name) if field in _CODED else None
    return labels.label(text) if labels is not None and text in labels else text


def kept_in(present: Present, name: str) -> str:
    """What a record's profile holds under a field, numbers whole; the pinyin that an export fills in where it holds none."""
    value = present.profile.get(name, "")
    if name == "name_pinyin" and not value:
        return names.pinyin_key(present.name)
    return open_number(value) if isinstance(value, dict) else str(value)
