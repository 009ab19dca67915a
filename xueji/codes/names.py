"""Names: cleaning, faults worth telling, and the keys for sorting and searching."""

import os
import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache

from django.utils.translation import gettext_lazy as _

from xueji.codes.problems import Problem
from xueji.codes.readings import GIVEN, RARE, SURNAMES
from xueji.codes.text import clean

MAX_LENGTH = 36
"""JY/T 1005: the name column holds 36 characters."""

_DOTS = dict.fromkeys(map(ord, "•‧∙⋅・･●．᛫⸱·˙・﹒"), "·")
# Radicals that look like characters come out of PDF files; no name is written with them.
_RADICALS = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
_DOT_INSIDE = re.compile(r"(?<=[^\x00-\x7f])\s*[.。·]\s*(?=[^\x00-\x7f])")
_HANZI = r"⺀-⿟〇㐀-䶿一-鿿豈-﫿\U00020000-\U0003ffff"
_SPACE_BY_HANZI = re.compile(rf"(?<=[{_HANZI}·])\s+(?=[{_HANZI}·])")
_PARTS = re.compile(rf"[{_HANZI}]|[^\s·{_HANZI}]+")
_IS_HANZI = re.compile(rf"[{_HANZI}]")
_PLAIN = re.compile(rf"[㐀-䶿一-鿿\U00020000-\U0002ffff]{{2,{MAX_LENGTH}}}")
_REMARK = re.compile(rf"\([^)]*[{_HANZI}][^)]*\)?")
_ALLOWED = re.compile(rf"^[{_HANZI}·A-Za-zÀ-ɏ' .,()-]+$")


def is_plain(raw: str) -> bool:
    """Whether a name is ideographs alone, as nearly all are: there is nothing to tidy and nothing wrong with it."""
    return _PLAIN.fullmatch(raw) is not None


def normalise_name(raw: str) -> str:
    """The name as it is stored: no invisible characters, no spaces inside, one kind of middle dot.

    Rare characters stay as they are; Latin names keep single spaces.
    """
    name = clean(raw).translate(_DOTS).translate(_RADICALS)
    name = _DOT_INSIDE.sub("·", name)
    return _SPACE_BY_HANZI.sub("", name).strip("·. ")


def name_problems(name: str) -> tuple[Problem, ...]:
    """What is wrong with a cleaned name: nothing there, too long, lost characters, digits or signs."""
    if not name:
        return (Problem("name_empty", _("没有填写姓名。请照户口簿或证件填写。")),)
    found = []
    if len(name) > MAX_LENGTH:
        found.append(Problem("name_length", _("姓名超过 36 个字。请核对是否粘进了别的内容。")))
    if any(unicodedata.category(char) == "Co" or char in "?□�" for char in name):
        text = _("姓名中有字没有显示出来（生僻字在转换时丢失）。请用支持生僻字的输入法照证件重新输入。")
        found.append(Problem("name_lost_character", text))
    elif _REMARK.search(name):
        found.append(Problem("name_remark", _("姓名后面有括号里的说明。请只填姓名，说明写到“备注”列。")))
    elif not _ALLOWED.match(name):
        found.append(Problem("name_characters", _("姓名中有数字或符号。请照户口簿或证件填写。")))
    return tuple(found)


def syllables(name: str) -> tuple[str, ...]:
    """The toneless syllables of a cleaned name in small letters, surnames read as surnames; ü is written v.

    A character without a known reading stands for itself; a run of Latin letters is one syllable.
    """
    surname, reading = _surname(name)
    found = list(reading)
    for part in _PARTS.findall(name[len(surname) :]):
        found.append(_reading(part) if _IS_HANZI.match(part) else part.lower())
    return tuple(found)


def first_syllables(character: str) -> frozenset[str]:
    """How the key of a name that begins with this ideograph may begin; empty for other characters."""
    if not _IS_HANZI.match(character):
        return frozenset()
    found = {reading.split()[0] for surname, reading in SURNAMES.items() if surname[0] == character}
    return frozenset(found if character in SURNAMES else {*found, _reading(character)})


def pinyin_key(name: str) -> str:
    """The key that names are sorted by: syllables with spaces between, such as "chen yi ting"."""
    return key_of(syllables(name))


def key_of(found: Sequence[str]) -> str:
    """`pinyin_key` of a name whose syllables are at hand."""
    return " ".join(found)


def initials(name: str) -> str:
    """The first letters of the syllables ("cyt"); a character without a known reading gives "?"."""
    return initials_of(syllables(name))


def initials_of(found: Sequence[str]) -> str:
    """`initials` of a name whose syllables are at hand."""
    return "".join([part[0] if part[0].isascii() else "?" for part in found])


def _surname(name: str) -> tuple[str, tuple[str, ...]]:
    for length in (2, 1):
        start = name[:length]
        if start in SURNAMES and (length == 1 or len(name) > length):
            return start, tuple(SURNAMES[start].split())
    return "", ()


@lru_cache(maxsize=20_000)
def _reading(char: str) -> str:
    if (known := GIVEN.get(char) or RARE.get(char)) is not None:
        return known
    first = _readings().get(ord(char), "").split(",")[0]
    return _without_tone(first) or char


def _without_tone(syllable: str) -> str:
    # ü must become v before its tone mark is taken off: ǚ decomposes into u, diaeresis and caron.
    decomposed = unicodedata.normalize("NFD", syllable).replace("u\u0308", "v")
    return "".join(char for char in decomposed if not unicodedata.combining(char))


@cache
def _readings() -> dict[int, str]:
    # Only single characters are looked up: without the phrase table the import is ten times lighter.
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    from pypinyin.constants import PINYIN_DICT

    return dict(PINYIN_DICT)
