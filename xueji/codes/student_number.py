"""The student number (学籍号): a letter and 18 characters, for life (national rule of 2014).

G + citizen number; J + a number made in the same form for a person without one; L + a temporary number,
replaced by G or J after the national duplicate check. A G number stays when the citizen number is corrected
later.
"""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from xueji.codes.divisions import is_ever_valid
from xueji.codes.gb11643 import birth_of, check_character, has_valid_check
from xueji.codes.problems import Problem, has_errors
from xueji.codes.text import compact

FORMAT = re.compile(r"^[GJL][0-9]{17}[0-9X]$")


class StudentNumberKind(StrEnum):
    """The letter: G and J are formal, L is temporary."""

    CITIZEN = "G"
    SELF_MADE = "J"
    TEMPORARY = "L"


@dataclass(frozen=True)
class StudentNumber:
    """A student number as it was understood; `number` is the cleaned text, whatever its faults."""

    number: str
    kind: StudentNumberKind | None = None
    birth_date: date | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether the number is well formed."""
        return not has_errors(self.problems)


def kind(number: str) -> StudentNumberKind | None:
    """What the letter says; None when the number is not of the format."""
    return StudentNumberKind(number[0]) if FORMAT.match(number) else None


def parse(raw: str) -> StudentNumber:
    """Read and check a typed number: format, birth date, and the check character of G and J. Never raises."""
    number = compact(raw).strip("'‘’")
    found = kind(number)
    if found is None:
        return StudentNumber(number, problems=(_format_problem(),))
    temporary_end = number.endswith("X")
    wrong_end = temporary_end if found is StudentNumberKind.TEMPORARY else not has_valid_check(number[1:])
    birth = birth_of(number[1:])
    problems = [_check_problem()] if wrong_end else []
    if birth is None:
        problems.append(_birth_problem())
    return StudentNumber(number, found, birth, tuple(problems))


def from_identity(number: str) -> str:
    """The G number of an 18-character citizen number; ValueError when its check character is wrong."""
    if not has_valid_check(number):
        raise ValueError("A G number needs a valid 18-character citizen number.")
    return f"{StudentNumberKind.CITIZEN}{number}"


def self_made(*, area_code: str, birth_date: date, sequence: int, extra_areas: Collection[str] = ()) -> str:
    """The J number: the school's area, the birth date, a sequence of 0 to 999, the check character.

    `extra_areas` are accepted beside the standard's. ValueError for an area that never was, or a sequence out of range.
    """
    if not 0 <= sequence <= 999:
        raise ValueError("The sequence of a J number has three digits.")
    body = f"{_area_and_birth(area_code, birth_date, extra_areas)}{sequence:03d}"
    return f"{StudentNumberKind.SELF_MADE}{body}{check_character(body)}"


def temporary(
    *,
    area_code: str,
    birth_date: date,
    randbelow: Callable[[int], int],
    extra_areas: Collection[str] = (),
) -> str:
    """The L number: the area, the birth date and four digits drawn by `randbelow` (`secrets.randbelow`).

    Uniqueness is the caller's: draw again when the number is taken. `extra_areas` are accepted beside the standard's
    (invented ones, for demonstration data). ValueError for an area that never was.
    """
    return f"{StudentNumberKind.TEMPORARY}{_area_and_birth(area_code, birth_date, extra_areas)}{randbelow(10_000):04d}"


def _area_and_birth(area_code: str, birth_date: date, extra_areas: Collection[str] = ()) -> str:
    if area_code not in extra_areas and (len(area_code) != 6 or not is_ever_valid(area_code)):
        raise ValueError("A student number begins with a division code of six digits.")
    return f"{area_code}{_eight_digits(birth_date)}"


@lru_cache(maxsize=4096)
def _eight_digits(day: date) -> str:
    return f"{day:%Y%m%d}"


def _format_problem() -> Problem:
    return Problem(
        "student_number_format",
        _("学籍号应为 G、J 或 L 加 18 位，共 19 位，末位可以是 X。请照原件核对。"),
    )


def _check_problem() -> Problem:
    return Problem("student_number_check", _("学籍号的末位与前面不符，至少有一位写错。请照原件逐位核对。"))


def _birth_problem() -> Problem:
    return Problem("student_number_birth", _("学籍号第 8 至 15 位不是一个存在的日期。请照原件核对。"))
