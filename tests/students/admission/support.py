"""Admissions for tests, as the examination authority's roster would make them."""

import io
from datetime import date
from typing import Any

import xlsxwriter

from students.admission.models import Admission
from tests.support.world import World, identity_number, mask
from xueji import clock
from xueji.database import cipher

BIRTH = date(2010, 5, 20)
DUE = date(2026, 9, 1)


def make_admission(world: World, school: str = "zj_school_a", *, name: str = "沈嘉禾", **fields: Any) -> Admission:
    """An admission of the autumn of 2026, awaited on 1 September unless told otherwise."""
    number = fields.pop("identity_number", None) or identity_number(fields.get("birth_date", BIRTH))
    values: dict[str, Any] = {
        "identity_type": "1",
        "identity_cipher": cipher.encrypt(number),
        "identity_index": cipher.blind_index(number),
        "identity_mask": mask(number),
        "name": name,
        "name_key": "shen jiahe",
        "initials": "sjh",
        "sex": "2",
        "birth_date": BIRTH,
        "year": 2026,
        "season": "autumn",
        "channel": "中考统一招生",
        "programme": world.programmes[school],
        "programme_text": "计算机应用",
        "check_in_due_on": DUE,
        "created_at": clock.now(),
    }
    with world.scope(f"{school}.registrar").enter():
        return Admission.objects.create(school=world[school], **(values | fields))


def admission_workbook(rows: list[dict[str, str]], *, title: str = "", headings: tuple[str, ...] = ()) -> bytes:
    """A list as an authority sends it: a title if there is one, the headings, the rows as text."""
    names = headings or tuple(dict.fromkeys(name for row in rows for name in row))
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("录取")
        lines = [[title]] if title else []
        lines += [list(names), *([row.get(name, "") for name in names] for row in rows)]
        for at, line in enumerate(lines):
            for column, text in enumerate(line):
                sheet.write_string(at, column, text)
    return buffer.getvalue()
