"""A row that may be stored: the student record's columns and the rest of the roster's columns."""

from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from students.rosters.checks.places import Places, ProgrammeKey, cohort_of
from students.rosters.checks.table import Table
from students.rosters.columns import COLUMNS, STUDENT_FIELDS, Kind
from xueji.codes import names
from xueji.codes.codesets import template_set
from xueji.codes.identity import mask
from xueji.database import cipher

HAN = "01"
FORMER = "former_student_number"
_KEY_LENGTH, _INITIALS_LENGTH = 120, 20


@dataclass(slots=True)
class Entry:
    """One good row. `school_number` is empty when the register is to make one; `profile` is by field name."""

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
    profile: dict[str, str] = field(default_factory=dict)

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


def entry_of(table: Table, places: Places, at: int, index: bytes) -> Entry:
    """The entry of a row without errors; `index` is the blind index of its identity number."""
    values = {name: column[at] for name, column in table.values.items()}
    ethnic = template_set("民族")
    entry = values["entry_month"]
    cohort = cohort_of(table, at) or int(entry[:4])
    return Entry(
        at=at,
        name=values["name"],
        sex=values["sex"],
        birth_date=values["birth_date"],
        identity_type=values["identity_type"],
        identity_number=values["identity_number"],
        identity_index=index,
        school_number=values.get("school_number") or "",
        cohort=cohort,
        programme=places.programmes[at],
        class_name=places.classes[at][1],
        entered_on=date(int(entry[:4]), int(entry[4:]), 1),
        ethnic_code=ethnic.codes.get(values.get("ethnic") or "", HAN) if ethnic else HAN,
        profile=_profile(values),
    )


def _profile(values: dict[str, Any]) -> dict[str, str]:
    found = {name: value for name, value in values.items() if value and name not in STUDENT_FIELDS}
    found.setdefault("name_pinyin", _keys(values["name"])[0])
    return found


def seal_profile(profile: dict[str, str]) -> dict[str, Any]:
    """The profile as it is kept: identity numbers of family members and old student numbers encrypted, with a mask."""
    return {name: seal_number(value) if _is_sealed(name) else value for name, value in profile.items()}


def _is_sealed(name: str) -> bool:
    return COLUMNS[name].kind is Kind.IDENTITY or name == FORMER


def seal_number(number: str) -> dict[str, str]:
    """An identity number inside JSON: {"mask": …, "cipher": base64}."""
    return {"mask": mask(number), "cipher": b64encode(cipher.encrypt(number)).decode()}


def open_number(sealed: dict[str, str]) -> str:
    """The number again. Reading it is recorded by whoever shows it."""
    return cipher.decrypt(b64decode(sealed["cipher"]))
