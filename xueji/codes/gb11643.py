"""The arithmetic of GB 11643: check character, birth date, 15 digits to 18."""

import re
from datetime import date
from functools import lru_cache
from operator import mul

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ZEROS = ord("0") * sum(_WEIGHTS)
_CHARACTERS = "10X98765432"
# Sequences kept in 15-digit numbers for people born before 1900.
_CENTENARIAN = frozenset({"996", "997", "998", "999"})
_EARLIEST_YEAR = 1800


def check_character(body: str) -> str:
    """The ISO 7064 MOD 11-2 character for 17 digits; ValueError when `body` is not 17 digits."""
    if not (len(body) == 17 and body.isascii() and body.isdigit()):
        raise ValueError("The body of a GB 11643 number is 17 digits.")
    return _CHARACTERS[(sum(map(mul, _WEIGHTS, body.encode())) - _ZEROS) % 11]


def has_valid_check(number: str) -> bool:
    """Whether the last of 18 characters is the check character of the others."""
    body = number[:17]
    return len(number) == 18 and body.isascii() and body.isdigit() and number[17] == check_character(body)


def birth_of(number: str) -> date | None:
    """The birth date inside an 18-character number; None when there is no such day."""
    return _day(number[6:14])


@lru_cache(maxsize=16_384)
def _day(digits: str) -> date | None:
    year = int(digits[:4])
    if year < _EARLIEST_YEAR:
        return None
    try:
        return date(year, int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def widen(number: str) -> str:
    """The 18-character form of a 15-digit number (issued until 1999); ValueError when it is not 15 digits."""
    if not re.fullmatch(r"[0-9]{15}", number):
        raise ValueError("An old number is 15 digits.")
    century = "18" if number[12:] in _CENTENARIAN else "19"
    body = f"{number[:6]}{century}{number[6:]}"
    return body + check_character(body)
