"""Dates and lengths as documents write them: 二〇二六年六月三十日, 三年制."""

from datetime import date
from decimal import Decimal

_DIGITS = "〇一二三四五六七八九"


def year_month(day: date) -> str:
    """二〇二六年六月"""
    return f"{_digits(day.year)}年{_small(day.month)}月"


def full_date(day: date) -> str:
    """二〇二六年六月三十日"""
    return f"{year_month(day)}{_small(day.day)}日"


def length_of_study(years: Decimal) -> str:
    """三年制, 二年半制"""
    whole, rest = int(years), years - int(years)
    return f"{_small(whole)}年{'半' if rest else ''}制"


def _digits(number: int) -> str:
    return "".join(_DIGITS[int(digit)] for digit in str(number))


def _small(number: int) -> str:
    tens, ones = divmod(number, 10)
    head = "" if not tens else ("十" if tens == 1 else f"{_DIGITS[tens]}十")
    return head + (_DIGITS[ones] if ones or not tens else "")
