"""The printed forms of the ways out of a clash, and of two numbers that become one: laid out, filled in, naming nobody else."""

import re

import pytest

from tests.cases.printing.test_forms import labels_of, view_of
from tests.students.identity.merging import BORN, NAME, draft, number_of, with_passport
from tests.students.identity.support import alike, opened, recheck, side
from tests.students.identity.test_ways import corrected_to
from tests.support.world import make_student

OPTIONS = {
    "duplicate_proof": lambda: {"claim": "two_people"},
    "duplicate_correction": lambda: {"corrected": corrected_to(BORN.replace(month=5, day=21))},
    "duplicate_deletion": dict,
}
OWN = {"duplicate_proof": "要证明", "duplicate_correction": "更正内容", "duplicate_deletion": "删除原因："}
SCHOOLS = pytest.mark.parametrize("one, other", [("zj_school_a", "zj_school_b"), ("bj_school_a", "bj_school_b")])


def values_of(view):
    return {re.sub(r"\s", "", cell.label): cell.value for row in view.rows for cell in row.cells}


@SCHOOLS
@pytest.mark.parametrize("kind", OPTIONS)
def test_each_way_out_has_its_form(world, kind, one, other):
    mine, _theirs = alike(world, one, other)
    recheck(world, one)
    view = view_of(opened(world, one, side(mine, asks=True), kind, **OPTIONS[kind]()))
    assert view.title.startswith(world[one].province.place) and view.title.endswith("表")
    assert OWN[kind] in labels_of(view)
    found = values_of(view)
    assert found["重复情形"] == "姓名、性别、出生日期相同，证件号不同"
    assert all(found.values())
    assert world[other].name not in str(view)


@SCHOOLS
def test_a_merge_has_its_form(world, one, other):
    mine = with_passport(world, one)
    theirs = make_student(world, other, name=NAME, birth_date=BORN, status="withdrawn", left_on=BORN.replace(year=2026))
    number = number_of(theirs)
    view = view_of(draft(world, mine, number, school=one))
    found = values_of(view)
    assert found["归并后的证件号"] == found["另一证件号"] == theirs.identity_mask
    assert found["沿用的学籍号"] in {found["本校登记的学籍号"], found["另一学籍号"]}
    assert all(found.values())
    assert world[other].name not in str(view) and number not in str(view)
