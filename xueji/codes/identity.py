"""Identity numbers: GB 11643 citizen numbers, residence permits, other documents. Never raises."""

import re
from collections.abc import Collection
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from xueji.codes import identity_problems as problems
from xueji.codes.divisions import is_ever_valid
from xueji.codes.gb11643 import birth_of, check_character, has_valid_check, widen
from xueji.codes.problems import Problem, has_errors
from xueji.codes.text import compact

RESIDENCE_PERMIT_AREAS = frozenset({"810000", "820000", "830000"})
"""Areas of the residence permits for Hong Kong, Macao and Taiwan (GB 11643 as used since 2018)."""

_DOUBLE_SAFE = 10**15
"""Excel keeps 15 digits of a number: from here on the last ones are lost."""

_SCIENTIFIC = re.compile(r"^\d(\.\d+)?E\+?\d+$")
_CITIZEN_FORM = re.compile(r"^[0-9]{17}[0-9X]$")
_OLD_FORM = re.compile(r"^[0-9]{15}$")
# The first 15 digits of a number of today; as a number of old it would belong to somebody born in 1919 or 1920.
_CUT_FORM = re.compile(r"^[0-9]{6}(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]$")


class DocumentType(StrEnum):
    """JY/T 1001 SFZJLX: the kind of document that a number was read from."""

    RESIDENT_ID = "1"
    OFFICER = "2"
    SOLDIER = "3"
    CIVILIAN_CADRE = "4"
    RETIRED_MILITARY = "5"
    HONG_KONG = "6"
    MACAO = "7"
    TAIWAN = "8"
    FOREIGN_PERMANENT = "9"
    PASSPORT = "A"
    HOUSEHOLD_REGISTER = "B"
    OTHER = "Z"


class IdentityKind(StrEnum):
    """What sort of number was found."""

    CITIZEN = "citizen"
    RESIDENCE_PERMIT = "residence_permit"
    FOREIGN_PERMANENT = "foreign_permanent"
    OTHER = "other"


class Identity(NamedTuple):
    """A number as it was understood: `number` is its cleaned 18-character form, "" when unreadable."""

    number: str
    kind: IdentityKind | None = None
    area_code: str = ""
    birth_date: date | None = None
    sex: str = ""
    """GB/T 2261.1: "1" male, "2" female, "" unknown."""
    problems: tuple[Problem, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether the number may be used (it may still carry warnings)."""
        return not (self.problems and has_errors(self.problems))


# What the numbers of each document look like; None where no form can be demanded.
_PERMIT = r"[HKM]\d{8}(\d{2})?|[KM][A-Z]\d{7}"  # 港澳居民来往内地通行证 is one document for both
_FORMS: dict[DocumentType, re.Pattern[str]] = {
    DocumentType.HONG_KONG: re.compile(rf"^([A-Z]{{1,2}}\d{{6}}\(?[0-9A]\)?|{_PERMIT})$"),
    DocumentType.MACAO: re.compile(rf"^([157]\d{{6}}\(?\d\)?|{_PERMIT})$"),
    DocumentType.TAIWAN: re.compile(r"^(\d{8}|\d{10}[A-Z]?|[A-Z]\d{9})$"),
    DocumentType.FOREIGN_PERMANENT: re.compile(r"^[A-Z]{3}\d{12}$"),
    DocumentType.PASSPORT: re.compile(r"^[A-Z0-9]{5,15}$"),
}
_OF_MACAO, _OF_HONG_KONG = re.compile(r"^M(\d{8}|\d{10}|[A-Z]\d{7})$"), re.compile(r"^[HK](\d{8}|\d{10}|[A-Z]\d{7})$")
_ANY_FORM = re.compile(r"^[0-9A-Z一-鿿()/.-]{2,20}$")
_HONG_KONG_OR_MACAO = frozenset({DocumentType.HONG_KONG, DocumentType.MACAO})
_CITIZEN_DOCUMENTS = frozenset({DocumentType.RESIDENT_ID, DocumentType.HOUSEHOLD_REGISTER})


def normalise(raw: object) -> str:
    """The number without odd widths, spaces, a leading apostrophe or a trailing ".0", in capitals.

    A float that a workbook handed over is written out where all its digits are certain, and in scientific
    notation where they are not; None and other things become "".
    """
    if isinstance(raw, bool) or raw is None:
        return ""
    if isinstance(raw, int | float):
        if isinstance(raw, float) and (not raw.is_integer() or abs(raw) >= _DOUBLE_SAFE):
            return f"{raw:.14E}".upper()
        return str(int(raw))
    if isinstance(raw, str) and raw.isascii() and raw.isalnum():
        return raw.upper()  # nothing to tidy
    text = compact(str(raw)).strip("'‘’`\",;、。.")
    return text.removesuffix(".0") if re.fullmatch(r"\d+\.0", text) else text


def parse(
    raw: object,
    *,
    today: date,
    document_type: str = DocumentType.RESIDENT_ID,
    extra_areas: Collection[str] = (),
) -> Identity:
    """Read a number from a form or a workbook cell.

    `today` bounds the birth date; `document_type` is a JY/T 1001 code (an unknown one is treated as "Z");
    `extra_areas` are area codes to accept beside the standard's (invented ones, for demonstration data).
    """
    number = normalise(raw)
    if not number:
        return Identity("", problems=(problems.empty(),))
    if "E" in number and _SCIENTIFIC.match(number):
        return Identity("", problems=(problems.scientific(),))
    document = _document(document_type)
    if _has_citizen_form(number, document):
        from_number = number.endswith("000") and _was_number(raw)
        return _citizen(number, document, today, extra_areas, from_number=from_number)
    return _other_document(number, document)


def _was_number(raw: object) -> bool:
    return isinstance(raw, int | float) or compact(str(raw)).endswith(".0")


@lru_cache(maxsize=256)
def _document(code: str) -> DocumentType:
    try:
        return DocumentType(compact(code))
    except ValueError:
        return DocumentType.OTHER


def _has_citizen_form(number: str, document: DocumentType) -> bool:
    """Whether GB 11643 applies: to citizens' documents, and to others that carry a permit's number."""
    if document in _CITIZEN_DOCUMENTS or not _CITIZEN_FORM.match(number):
        return document in _CITIZEN_DOCUMENTS
    if document is DocumentType.FOREIGN_PERMANENT:
        return number.startswith("9")
    return number[:6] in RESIDENCE_PERMIT_AREAS


def _other_document(number: str, document: DocumentType) -> Identity:
    form = _FORMS.get(document, _ANY_FORM)
    foreigner = document is DocumentType.FOREIGN_PERMANENT
    kind = IdentityKind.FOREIGN_PERMANENT if foreigner else IdentityKind.OTHER
    found = () if form.match(number) else (problems.document_form(document.value),)
    return Identity(number, kind=kind, problems=found)


def type_of_permit(document_type: str, number: str) -> str:
    """The code of a permit of Hong Kong or Macao by its letter: its name is the same for both. Other codes as they are."""
    if document_type not in _HONG_KONG_OR_MACAO:
        return document_type
    if _OF_MACAO.match(number):
        return DocumentType.MACAO.value
    return DocumentType.HONG_KONG.value if _OF_HONG_KONG.match(number) else document_type


def _citizen(
    number: str, document: DocumentType, today: date, extra_areas: Collection[str], *, from_number: bool
) -> Identity:
    if _CITIZEN_FORM.match(number):
        if from_number:
            return Identity(number, problems=(problems.truncated(),))
        found = _ending_problems(number)
    elif _CUT_FORM.match(number):
        return Identity(number, problems=(problems.cut(),))
    elif _OLD_FORM.match(number):
        number, found = widen(number), [problems.widened()]
    else:
        return Identity(number, problems=(_malformed(number),))
    kind, area = _kind(number, document), number[:6]
    if kind is not IdentityKind.FOREIGN_PERMANENT and not (_is_issued(area) or area in extra_areas):
        found.append(problems.area(area))
    birth = birth_of(number)
    return Identity(
        number,
        kind=kind,
        area_code="" if kind is IdentityKind.FOREIGN_PERMANENT else area,
        birth_date=birth,
        sex="1" if int(number[16]) % 2 else "2",
        problems=(*found, *_birth_problems(birth, today)),
    )


def _malformed(number: str) -> Problem:
    if re.search(r"[^0-9X]", number) or "X" in number[:-1]:
        return problems.characters()
    return problems.length(len(number))


def _ending_problems(number: str) -> list[Problem]:
    cut = number.endswith("000")
    if has_valid_check(number):
        return [problems.maybe_truncated()] if cut else []
    return [problems.truncated() if cut else problems.checksum()]


def _kind(number: str, document: DocumentType) -> IdentityKind:
    if document is DocumentType.FOREIGN_PERMANENT:
        return IdentityKind.FOREIGN_PERMANENT
    return IdentityKind.RESIDENCE_PERMIT if number[:6] in RESIDENCE_PERMIT_AREAS else IdentityKind.CITIZEN


@lru_cache(maxsize=8_192)
def _is_issued(area: str) -> bool:
    # A number is issued by a county: the code of a province or a prefecture never begins one, permits aside.
    return area in RESIDENCE_PERMIT_AREAS or (is_ever_valid(area) and not area.endswith("00"))


def _birth_problems(birth: date | None, today: date) -> list[Problem]:
    if birth is None:
        return [problems.birth_impossible()]
    return [problems.birth_future()] if birth > today else []


def mask(number: str) -> str:
    """The number for display: a student number's letter, the first and the last four digits, stars between.

    Shorter numbers (passports) keep two characters at either end, very short ones nothing.
    """
    letter = number[:1] if len(number) == 19 and number[0] in "GJL" else ""
    digits = number[len(letter) :]
    keep = 4 if len(digits) >= 12 else 2 if len(digits) >= 6 else 0
    hidden = "*" * (len(digits) - 2 * keep)
    return f"{letter}{digits[:keep]}{hidden}{digits[len(digits) - keep :]}"


__all__ = [
    "DocumentType",
    "Identity",
    "IdentityKind",
    "check_character",
    "mask",
    "normalise",
    "parse",
    "type_of_permit",
]
