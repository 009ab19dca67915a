"""Numbers that stand in an address or a form. Whoever writes nonsense there finds nothing, and no server error."""

from collections.abc import Iterable

_MOST_DIGITS = 18  # what a key of the database can hold


def whole(value: object) -> int | None:
    """A whole number out of a text; None for anything else.

    `str.isdigit` is true of "²", which is no number, and says nothing of one with thousands of digits.
    """
    text = "" if value is None else str(value)
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS else None


def wholes(values: Iterable[object]) -> list[int]:
    """Those of several texts that are whole numbers, in order."""
    return [number for value in values if (number := whole(value)) is not None]
