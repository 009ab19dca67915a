"""A row that may be stored: the student record's columns and the rest of the roster's columns."""

from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from students.rosters.checks.places import Places, ProgrammeKey
from students.rosters.checks.table import Table
from students.rosters.columns import COLUMNS, STUDENT_FIELDS, Kind
from xueji.codes import names
from xueji.codes.codesets import template_set
from xueji.codes.identity import mask
from xueji.database import cipher

HAN = "01"
FORMER = "former_student_number"
_SEALED = frozenset({FORMER} | {name for name, column in COLUMNS.items() if column.kind is Kind.IDENTITY})
_KEY_LENGTH, _INITIALS_LENGTH = 120, 20


@dataclass(slots=True)
class Entry:
    """One good row. `school_number` is empty when the register is to make one; `shared` is what every row of the sheet says
    (the same mapping in each), `own` what this one says besides, by field name."""

    at: int
    name: str
    sex: str
    birth_date: date
    identity_type: str
    identity_number: str
    identity_index: bytes
    school_number: str
    cohort: int
    programme: ProgrammeKey
    class_name: str
    entered_on: date
    ethnic_code: str
    own: dict[str, str]
    shared: Mapping[str, str] = field(default_factory=dict)

    @property
    def profile(self) -> dict[str, str]:
        """The rest of the roster's columns."""
        return {**self.shared, **self.own}

    @property
    def name_key(self) -> str:
        return _keys(self.name)[0]

    @property
    def initials(self) -> str:
        return _keys(self.name)[1]


@lru_cache(maxsize=65_536)
def _keys(name: str) -> tuple[str, str]:
    found = names.syllables(name)
    return names.key_of(found)[:_KEY_LENGTH], names.initials_of(found)[:_INITIALS_LENGTH]


class Writer:
    """Makes the entries of a table: what is the same for every row is looked up once."""

    def __init__(self, table: Table, places: Places) -> None:
        self.places = places
        self.columns = table.values
        kept = {name: column for name, column in table.values.items() if name not in STUDENT_FIELDS}
        single = {name: column[0] for name, column in kept.items() if column and column.count(column[0]) == len(column)}
        self.shared: dict[str, str] = {name: value for name, value in single.items() if value}
        self.varying = [(name, column) for name, column in kept.items() if name not in single]
        ethnic = template_set("民族")
        self.ethnic_codes = ethnic.codes if ethnic else {}
        self.ethnic = table.values.get("ethnic") or [None] * len(table)
        self.school_numbers = table.values.get("school_number") or [None] * len(table)
        self.days: dict[str, date] = {}

    def entry_of(self, at: int, index: bytes) -> Entry:
        """The entry of a row without errors; `index` is the blind index of its identity number."""
        columns = self.columns
        month, name = columns["entry_month"][at], columns["name"][at]
        if month not in self.days:
            self.days[month] = date(int(month[:4]), int(month[4:]), 1)
        entered_on = self.days[month]
        return Entry(
            at=at,
            name=name,
            sex=columns["sex"][at],
            birth_date=columns["birth_date"][at],
            identity_type=columns["identity_type"][at],
            identity_number=columns["identity_number"][at],
            identity_index=index,
            school_number=self.school_numbers[at] or "",
            cohort=self.places.cohorts[at] or entered_on.year,
            programme=self.places.programmes[at],
            class_name=self.places.classes[at][1],
            entered_on=entered_on,
            ethnic_code=self.ethnic_codes.get(self.ethnic[at] or "", HAN),
            own=self._own(at, name),
            shared=self.shared,
        )

    def _own(self, at: int, name: str) -> dict[str, str]:
        found = {field_name: value for field_name, column in self.varying if (value := column[at])}
        if "name_pinyin" not in found and "name_pinyin" not in self.shared:
            found["name_pinyin"] = _keys(name)[0]
        return found


def is_sealed(profile: Mapping[str, str]) -> bool:
    """Whether something in it is kept encrypted."""
    return not _SEALED.isdisjoint(profile)


def seal_profile(profile: Mapping[str, str]) -> dict[str, Any]:
    """The profile as it is kept: identity numbers of family members and old student numbers encrypted, with a mask."""
    return {name: seal_number(value) if name in _SEALED else value for name, value in profile.items()}


def seal_number(number: str) -> dict[str, str]:
    """An identity number inside JSON: {"mask": …, "cipher": base64}."""
    return {"mask": mask(number), "cipher": b64encode(cipher.encrypt(number)).decode()}


def open_number(sealed: dict[str, str]) -> str:
    """The number again. Reading it is recorded by whoever shows it."""
    return cipher.decrypt(b64decode(sealed["cipher"]))
