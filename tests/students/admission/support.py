"""Admissions for tests, as the examination authority's roster would make them."""

from datetime import date
from typing import Any

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
