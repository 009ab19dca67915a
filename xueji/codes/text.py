"""Cleaning of typed text: full-width and invisible characters, stray spaces."""

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_INVISIBLE = [0x00AD, 0x180E, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2065), 0xFEFF]
_VARIATION_SELECTORS = [*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)]
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹣"), "-")
_SPACES = dict.fromkeys([0x00A0, 0x2002, 0x2003, 0x2007, 0x2009, 0x202F, 0x3000], " ")
_TABLE = {**_FULL_WIDTH, **dict.fromkeys([*_INVISIBLE, *_VARIATION_SELECTORS], None), **_DASHES, **_SPACES}


def half_width(text: str) -> str:
    """`text` with full-width letters, digits and signs made plain and invisible characters dropped.

    Ideographs are never touched: Unicode's own compatibility folding (NFKC) would replace some rare ones in
    names.
    """
    return text if text.isascii() else text.translate(_TABLE)


def clean(text: str) -> str:
    """`half_width(text)` with runs of white space made one space, and none at either end."""
    return " ".join(half_width(text).split())


def compact(text: str) -> str:
    """`half_width(text)` without white space, in capitals: how labels and numbers are compared."""
    return "".join(half_width(text).split()).upper()
