"""Formulas: what they came to is read; where they failed or were never calculated, that is told and nothing is guessed."""

import re

import openpyxl
import pytest

from students.rosters.limits import Unreadable
from students.rosters.workbook import read_sheet
from tests.students.rosters.nasty import NARROW, cells, laid, saved
from tests.students.rosters.strange import PLAIN, repacked
from tests.students.rosters.test_strange import judged
from tests.support.rosters import row


def with_formulas(**formulas: str) -> bytes:
    """The plain roster with formulas that nobody calculated, as programs write them that are no spreadsheet."""
    book = openpyxl.Workbook()
    for line in PLAIN:
        book.active.append(line)
    for address, formula in formulas.items():
        book.active[address] = formula
    return saved(book)


@pytest.mark.parametrize(
    ("address", "heading"),
    [("A2", "姓名"), ("B2", "性别"), ("C2", "身份证件号"), ("D2", "班级名称"), ("E2", "专业简称"), ("G2", "入学年月")],
)
def test_a_formula_that_was_never_calculated_is_told_as_one(address, heading):
    judgement = judged(with_formulas(**{address: "=VLOOKUP(1,2,3)"}))

    [problem] = judgement.errors
    assert (problem.row, problem.heading, problem.fault.code) == (2, heading, "formula_uncalculated")
    assert "保存后再传" in problem.fault.remedy
    assert judgement.accepted == 2


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="D2"><f>A1</f></c>',
        '<c r="D2" s="4"><f>A1</f><v/></c>',
        '<c r="D2"><f>A1</f><v></v></c>',
        '<c s="4" r="D2"><f t="shared" si="0"/></c>',
        '<c r="D2">\n <f t="array" ref="D2">A1</f>\n <v />\n</c>',
    ],
)
def test_it_is_found_in_every_form_that_programs_write(cell):
    [problem] = judged(with_cell("D2", cell)).errors

    assert (problem.row, problem.fault.code) == (2, "formula_uncalculated")


def with_cell(address: str, cell: str) -> bytes:
    def changed(name: str, data: bytes) -> tuple[str, bytes]:
        if not name.endswith("sheet1.xml"):
            return name, data
        found, count = re.subn(rb'<c r="%s" t="inlineStr">.*?</c>' % address.encode(), cell.encode(), data)
        assert count == 1
        return name, found

    return repacked(laid(PLAIN), changed)


def test_a_formula_that_came_to_an_empty_text_is_an_empty_cell():
    data = with_cell("F2", '<c r="F2" t="str"><f>IF(1=1,"")</f><v></v></c>')

    assert judged(data).errors == []


def test_formulas_filled_down_below_the_students_are_nobody():
    sexes = {f"B{at}": f'=IF(MOD(MID(C{at},17,1),2),"男","女")' for at in range(5, 60)}

    judgement = judged(with_formulas(**sexes))

    assert (judgement.rows, judgement.accepted) == (3, 3)


def test_a_roster_of_nothing_but_formulas_says_what_to_do():
    formulas = {f"{column}{at}": f"=Sheet2!{column}{at}" for at in (2, 3, 4) for column in "ABCDEFGHI"}

    with pytest.raises(Unreadable) as caught:
        read_sheet(with_formulas(**formulas))

    assert caught.value.code == "formulas_uncalculated"


@pytest.mark.parametrize("text", ["#GETTING_DATA", "#####", "#FIELD!", "#BLOCKED!", "#CONNECT!", "#UNKNOWN!", "#N/A"])
@pytest.mark.parametrize("heading", ["班级名称", "专业简称", "姓名", "身份证件号"])
def test_what_a_spreadsheet_shows_for_a_failure_is_never_a_value(heading, text):
    judgement = judged(laid([NARROW, *cells([row(0, **{heading: text})])]))

    assert [(problem.heading, problem.fault.code) for problem in judgement.errors] == [(heading, "formula_error")]
    assert judgement.places.new_classes == {}
