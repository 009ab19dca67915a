"""The student number: G, J or L and 18 characters."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xueji.codes import student_number
from xueji.codes.student_number import StudentNumberKind

BIRTH = date(2010, 7, 14)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("G11010519491231002X", []),
        ("g11010519491231002x", []),
        (" Ｇ11010519491231002X ", []),
        ("G110105194912310021", ["student_number_check"]),
        ("J110105194912310021", ["student_number_check"]),
        ("L330106201007141234", []),
        ("L33010620100714123X", ["student_number_check"]),
        ("L330106201013141234", ["student_number_birth"]),
        ("X110105194912310021", ["student_number_format"]),
        ("11010519491231002X", ["student_number_format"]),
        ("G11010519491231002", ["student_number_format"]),
        ("", ["student_number_format"]),
    ],
)
def test_a_typed_number_is_judged(raw, expected):
    assert [problem.code for problem in student_number.parse(raw).problems] == expected


def test_the_letter_is_the_kind():
    kinds = [student_number.kind(f"{letter}11010519491231002X") for letter in "GJL"]

    assert kinds == [StudentNumberKind.CITIZEN, StudentNumberKind.SELF_MADE, StudentNumberKind.TEMPORARY]


def test_text_of_another_form_has_no_kind():
    assert student_number.kind("999") is None


def test_a_citizen_gets_g_and_the_identity_number():
    assert student_number.from_identity("11010519491231002X") == "G11010519491231002X"


def test_no_g_number_is_made_of_a_wrong_identity_number():
    with pytest.raises(ValueError, match="valid"):
        student_number.from_identity("110105194912310021")


@given(st.integers(0, 999))
def test_every_self_made_number_is_valid(sequence):
    number = student_number.self_made(area_code="330106", birth_date=BIRTH, sequence=sequence)

    assert student_number.parse(number).ok


def test_a_self_made_number_holds_area_birth_and_sequence():
    number = student_number.self_made(area_code="330106", birth_date=BIRTH, sequence=7)

    assert number[:-1] == "J33010620100714007"


def test_a_temporary_number_ends_in_four_drawn_digits():
    number = student_number.temporary(area_code="330106", birth_date=BIRTH, randbelow=lambda limit: 42)

    assert number == "L330106201007140042"


@pytest.mark.parametrize("area_code", ["339801", "330106001002", ""])
def test_a_number_needs_an_area_that_was_ever_valid(area_code):
    with pytest.raises(ValueError, match="division"):
        student_number.self_made(area_code=area_code, birth_date=BIRTH, sequence=1)


def test_a_sequence_has_three_digits():
    with pytest.raises(ValueError, match="three digits"):
        student_number.self_made(area_code="330106", birth_date=BIRTH, sequence=1000)
