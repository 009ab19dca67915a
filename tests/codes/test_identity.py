"""Identity numbers: a table of what is accepted and what is said about the rest."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xueji.codes import identity
from xueji.codes.gb11643 import check_character, widen
from xueji.codes.identity import DocumentType, IdentityKind

TODAY = date(2026, 9, 7)


def codes(raw, document_type=DocumentType.RESIDENT_ID, **options):
    found = identity.parse(raw, today=TODAY, document_type=document_type, **options)
    return [problem.code for problem in found.problems]


def numbered(body):
    return body + check_character(body)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("11010519491231002X", []),
        ("440524188001010014", []),
        ("11010519491231002x", []),
        ("１１０１０５１９４９１２３１００２Ｘ", []),
        (" 110105 19491231 002X\u200b", []),
        ("'11010519491231002X", []),
        ("110105491231002", ["identity_15_digits"]),
        (110105491231002, ["identity_15_digits"]),
        (110105491231002.0, ["identity_15_digits"]),
        ("110105491231002.0", ["identity_15_digits"]),
        ("110105194912310021", ["identity_checksum"]),
        (numbered("33010320090101001"), []),
        (numbered("11010320090101001"), []),
        (numbered("33980120090101001"), ["identity_area"]),
        (numbered("33010020090101001"), ["identity_area"]),
        (numbered("99999920090101001"), ["identity_area"]),
        (numbered("33010620090229001"), ["identity_birth"]),
        (numbered("33010602010101001"), ["identity_birth"]),
        (numbered("33010620261001001"), ["identity_birth_future"]),
        (numbered("33010620260907001"), []),
        ("1.23E+17", ["identity_excel_scientific"]),
        ("3.30106E17", ["identity_excel_scientific"]),
        (3.3010620090101e17, ["identity_excel_scientific"]),
        ("330106200901020000", ["identity_excel_truncated"]),
        (330106200901010000, ["identity_excel_truncated"]),
        ("330106200901010000.0", ["identity_excel_truncated"]),
        ("33010620090101", ["identity_length"]),
        ("3301062009010100123", ["identity_length"]),
        ("3301062009X1010012", ["identity_characters"]),
        ("G12345678", ["identity_characters"]),
        ("", ["identity_empty"]),
        (None, ["identity_empty"]),
        (True, ["identity_empty"]),
    ],
)
def test_a_number_on_a_resident_identity_card_is_judged(raw, expected):
    assert codes(raw) == expected


@pytest.mark.parametrize("area", ["810000", "820000", "830000"])
def test_a_residence_permit_is_recognised_by_its_area(area):
    found = identity.parse(numbered(f"{area}19940823002"), today=TODAY)

    assert (found.kind, found.ok) == (IdentityKind.RESIDENCE_PERMIT, True)


@pytest.mark.parametrize(
    ("document", "raw", "expected"),
    [
        (DocumentType.HONG_KONG, "A123456(3)", []),
        (DocumentType.HONG_KONG, "A１２３４５６（３）", []),
        (DocumentType.HONG_KONG, "H12345678", []),
        (DocumentType.HONG_KONG, numbered("81000019940823002"), []),
        (DocumentType.HONG_KONG, "810000199408230020", ["identity_checksum"]),
        (DocumentType.HONG_KONG, "12", ["identity_document_form"]),
        (DocumentType.MACAO, "1234567(8)", []),
        (DocumentType.TAIWAN, "12345678", []),
        (DocumentType.TAIWAN, numbered("83000019940823002"), []),
        (DocumentType.PASSPORT, "E12345678", []),
        (DocumentType.PASSPORT, "E 1234-5678", ["identity_document_form"]),
        (DocumentType.FOREIGN_PERMANENT, "USA110089042901", []),
        (DocumentType.FOREIGN_PERMANENT, numbered("91184020090101001"), []),
        (DocumentType.HOUSEHOLD_REGISTER, "110105194912310021", ["identity_checksum"]),
        (DocumentType.OFFICER, "军字第0123456", []),
        ("?", "12", []),
    ],
)
def test_other_documents_have_forms_of_their_own(document, raw, expected):
    assert codes(raw, document) == expected


def test_birth_date_sex_and_area_are_read_from_the_number():
    found = identity.parse("11010519491231002X", today=TODAY)

    assert (found.birth_date, found.sex, found.area_code) == (date(1949, 12, 31), "2", "110105")


def test_an_odd_sequence_is_male():
    assert identity.parse("440524188001010014", today=TODAY).sex == "1"


def test_an_old_number_is_widened_to_eighteen():
    assert identity.parse("110105491231002", today=TODAY).number == "11010519491231002X"


def test_an_old_number_of_a_centenarian_gets_the_nineteenth_century():
    assert widen("110105950101997")[6:10] == "1895"


def test_a_valid_number_that_ends_in_three_noughts_is_only_warned_about():
    assert codes("330106200901061000") == ["identity_excel_suspect"]


def test_demonstration_areas_are_accepted_when_named():
    assert codes(numbered("33980120090101001"), extra_areas={"339801"}) == []


def test_a_message_tells_the_found_length():
    found = identity.parse("33010620090101", today=TODAY)

    assert found.problems[0].message == "身份证号应为 18 位（旧证 15 位），这里是 14 位。请检查是否漏填或多填。"


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("G33980120100714003X", "G3398**********003X"),
        ("33980120100714003X", "3398**********003X"),
        ("E12345678", "E1*****78"),
        ("12345", "*****"),
        ("", ""),
    ],
)
def test_a_mask_keeps_the_letter_and_four_at_either_end(number, masked):
    assert identity.mask(number) == masked


@given(st.one_of(st.text(), st.integers(), st.floats(), st.none(), st.binary(), st.from_regex(r"[0-9xX.E+']{14,20}")))
def test_nothing_that_a_cell_can_hold_raises(raw):
    assert isinstance(identity.parse(raw, today=TODAY), identity.Identity)


@given(st.from_regex(r"[0-9]{17}", fullmatch=True), st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_never_passes_the_check(body, at, step):
    wrong = body[:at] + str((int(body[at]) + step) % 10) + body[at + 1 :]

    assert check_character(wrong) != check_character(body)


@pytest.mark.parametrize("body", ["", "1234", "1234567890123456X", "１２３４５６７８９０１２３４５６７"])
def test_a_check_character_needs_seventeen_digits(body):
    with pytest.raises(ValueError, match="17 digits"):
        check_character(body)
