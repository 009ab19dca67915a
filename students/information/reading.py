"""Reading what was typed into one entry, by the same readers that check a roster's cells."""

from collections.abc import Iterable
from typing import Any

from students.rosters.checking import extra_areas
from students.rosters.checks.cells import Day, reader_of
from students.rosters.columns import COLUMNS, Kind
from students.rosters.entries import seal_number
from xueji import clock
from xueji.codes import codesets, names
from xueji.codes.codesets import template_set
from xueji.codes.identity import DocumentType, Identity, parse
from xueji.codes.problems import has_errors
from xueji.errors import Invalid


def read_entry(name: str, raw: str) -> str:
    """An entry of the profile, tidied. Raises Invalid with what is wrong and what to do."""
    column = COLUMNS[name]
    cell = reader_of(column)(column, raw, Day(clock.today(), extra_areas()))
    if cell.fault is not None and not cell.fault.is_hint:
        raise Invalid(f"{cell.fault.message}。{cell.fault.remedy}", field=name)
    return str(cell.value or "")


def read_family_number(raw: str, document: str) -> dict[str, str]:
    """A family member's number, sealed. `document` is the type's label or "". Raises Invalid."""
    types = codesets.codeset("jyt1001_sfzjlx_id_type")
    code = next((code for code, label in types.choices() if label == document), DocumentType.RESIDENT_ID.value)
    found = read_identity(raw, code)
    if not found.number or has_errors(found.problems):
        raise Invalid(next((p.message for p in found.problems if p.severity == "error"), found.problems[0].message))
    return seal_number(found.number)


def read_name(raw: str) -> str:
    """A name as it is stored. Raises Invalid for characters that no name has."""
    name = names.normalise_name(raw)
    found = names.name_problems(name)
    if has_errors(found):
        raise Invalid(found[0].message, field="name")
    return name


def read_identity(raw: str, document_type: str) -> Identity:
    """An identity number with what it says of birth and sex."""
    return parse(raw, today=clock.today(), document_type=document_type, extra_areas=extra_areas())


def is_choice(name: str) -> bool:
    """Whether an entry is chosen from a list."""
    return COLUMNS[name].kind is Kind.CHOICE


def choices_of(name: str) -> Iterable[tuple[str, str]]:
    """The labels from which an entry is chosen; labels are what a profile holds."""
    found = template_set(COLUMNS[name].list_name or COLUMNS[name].heading)
    return [(label, label) for label in found.codes] if found else []


def widget_attributes(name: str) -> dict[str, Any]:
    """Longest value of an entry."""
    return {"maxlength": COLUMNS[name].width}
