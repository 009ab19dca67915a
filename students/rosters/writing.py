"""Records as texts for the columns of the national template: the inverse of the reading.

What `texts_of` writes and `read_file` reads again is the record as it was: importing an exported file changes nothing.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from students.models import Student
from students.rosters.checks.places import LENGTHS
from students.rosters.columns import COLUMNS, STUDENT_FIELDS, TEMPLATE, Column
from students.rosters.entries import open_number
from xueji.codes import names
from xueji.codes.codesets import template_set

_LENGTH_NAMES = {Decimal(years): label for label, years in LENGTHS.items()}


def texts_of(
    student: Student,
    profile: Mapping[str, Any],
    *,
    identity_number: str,
    open_sealed: Callable[[dict[str, str]], str] = open_number,
) -> dict[str, str]:
    """Field → text for every column that a roster may have; empty where nothing is known.

    `student` needs programme and school_class at hand. `identity_number` is the whole number or its mask, as the reader may
    see; `open_sealed` makes a text of a family member's sealed number (give `lambda sealed: sealed["mask"]` for masks).
    Whoever writes whole numbers asks for a purpose and records it.
    """
    texts = dict.fromkeys(COLUMNS, "")
    for field, value in profile.items():
        if field in COLUMNS and field not in STUDENT_FIELDS:
            texts[field] = open_sealed(value) if isinstance(value, dict) else str(value)
    # The national template asks everybody for it; a record that came by another way than a roster has none of its own.
    texts["name_pinyin"] = texts["name_pinyin"] or names.pinyin_key(student.name)
    years = student.programme.years
    texts |= {
        "name": student.name,
        "sex": label_of("sex", student.sex),
        "birth_date": f"{student.birth_date:%Y%m%d}",
        "identity_type": label_of("identity_type", student.identity_type),
        "identity_number": identity_number,
        "class_name": student.school_class.name,
        "school_number": student.school_number,
        "programme": student.programme.short_name,
        "study_length": _LENGTH_NAMES.get(years, f"{years.normalize():f}年"),
        "entry_month": f"{student.entered_on:%Y%m}",
        "cohort": str(student.cohort),
        "ethnic": label_of("ethnic", student.ethnic_code),
    }
    return texts


def label_of(field: str, code: str) -> str:
    """The template's label for a code of a column's list ("1" → 男); the code itself where the list has no such one."""
    labels = template_set(COLUMNS[field].list_name)
    return labels.label(code) if labels is not None and code in labels else code


def row_of(texts: Mapping[str, str], columns: tuple[Column, ...] = TEMPLATE) -> list[str]:
    """The texts in the order of columns, by default the 73 of 2019."""
    return [texts.get(column.field, "") for column in columns]
