"""Workbooks of Excel 97 to 2003 and WPS: read like new ones, failed formulas included; broken ones harm nothing."""

import random

import pytest

from students.rosters.limits import Unreadable
from students.rosters.old_workbooks import broken_cells_of_xls
from tests.students.rosters.nasty import NARROW, cells
from tests.students.rosters.strange import PLAIN
from tests.students.rosters.test_strange import judged
from tests.support.old_workbook import ERRORS, Failed, old_workbook
from tests.support.rosters import number_of, rows


@pytest.mark.parametrize("filename", ["名册.xls", "名册.et", "名册.xlt"])
def test_an_old_workbook_is_read_whole(filename):
    judgement = judged(old_workbook(PLAIN), filename)

    assert judgement.errors == []
    assert [entry.identity_number for entry in judgement.new] == [number_of(at) for at in range(3)]


def test_failed_formulas_of_an_old_workbook_are_told_in_their_cells():
    lines = [NARROW, *cells(rows(4))]
    lines[1][1], lines[2][6], lines[3][3], lines[4][2] = map(Failed, ("#N/A", "#REF!", "#VALUE!", "#NAME?"))

    judgement = judged(old_workbook(lines), "名册.xls")

    assert [(problem.row, problem.heading, problem.value, problem.fault.code) for problem in judgement.errors] == [
        (2, "性别", "#N/A", "formula_error"),
        (3, "入学年月", "#REF!", "formula_error"),
        (4, "班级名称", "#VALUE!", "formula_error"),
        (5, "身份证件号", "#NAME?", "formula_error"),
    ]


def test_every_error_has_its_text():
    lines = [list(map(Failed, ERRORS)), list(map(Failed, ERRORS))]

    found = broken_cells_of_xls(old_workbook(lines, "Sheet1"))

    assert found == {"Sheet1": [(row, column, text) for row in (0, 1) for column, text in enumerate(ERRORS)]}


def test_identity_numbers_that_old_workbooks_keep_as_numbers_are_told():
    lines = [NARROW, *cells(rows(2))]
    lines[1][2] = float(number_of(0)[:15] + "000")

    judgement = judged(old_workbook(lines), "名册.xls")

    assert [(problem.row, problem.fault.code) for problem in judgement.errors] == [(2, "identity_excel_scientific")]


def test_more_failed_cells_than_anybody_would_look_at_are_refused(monkeypatch):
    monkeypatch.setattr("students.rosters.old_workbooks.MOST", 3)

    with pytest.raises(Unreadable) as caught:
        broken_cells_of_xls(old_workbook([[Failed("#N/A")] * 4]))

    assert caught.value.code == "file_formulas_failed"


@pytest.mark.parametrize("seed", range(40))
def test_a_damaged_old_workbook_is_read_or_refused_and_nothing_else(seed):
    chance = random.Random(seed)
    data = bytearray(old_workbook([*PLAIN, [Failed("#N/A")] * 9]))
    for _time in range(chance.randint(1, 60)):
        data[chance.randrange(30 if seed % 2 else 0, len(data))] = chance.choice((0, 1, 255, chance.randrange(256)))
    if seed % 3 == 0:
        del data[chance.randrange(600, len(data)) :]

    try:
        judged(bytes(data), "名册.xls")
    except Unreadable as error:
        assert str(error.message)
