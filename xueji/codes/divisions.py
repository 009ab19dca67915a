"""Administrative divisions (GB/T 2260): the current ones, and every code that was ever valid."""

import re
from collections.abc import Set
from dataclasses import dataclass
from functools import cache
from typing import Literal

from xueji.codes.codesets import codeset
from xueji.codes.tables import read_rows
from xueji.codes.text import compact

Level = Literal["province", "city", "county"]

# Provinces whose counties have no city above them.
_MUNICIPALITIES = frozenset({"110000", "120000", "310000", "500000"})
# Rows of the standard that only group counties (省直辖县级行政区划); their names are left out of an address.
_GROUPING = ("行政区划", "市辖区", "直辖县")
_SEPARATORS = re.compile(r"[-/\\,，、.·>|]")
_CODE_BESIDE = re.compile(r"^(?:(?P<code>\d{6})\(?)?(?P<name>\D+?)\)?(?:\(?(?P<behind>\d{6})\)?)?$")
_LONGEST_ADDRESS = 40
_SUFFIXES = ("特别行政区", "自治区", "自治州", "自治县", "地区", "新区", "省", "市", "区", "县", "盟", "旗")


@dataclass(frozen=True)
class Division:
    """One division; `current` is False for a code that is no longer in force."""

    code: str
    name: str
    current: bool

    @property
    def level(self) -> Level:
        """Which of the three levels the code stands on."""
        if self.code.endswith("0000"):
            return "province"
        return "city" if self.code.endswith("00") else "county"


def division(code: str) -> Division | None:
    """The division of a code of 6 digits (or 12, of which six count); None for one that never was."""
    return _table().get(_six(code))


def is_ever_valid(code: str) -> bool:
    """Whether the code (6 or 12 digits) is or was ever in the standard."""
    return _six(code) in _table()


def is_current(code: str) -> bool:
    """Whether the code (6 or 12 digits) is in force."""
    found = division(code)
    return found is not None and found.current


def full_name(code: str) -> str:
    """The address from the province down ("浙江省杭州市西湖区"); "" for a code that never was."""
    found = division(code)
    if found is None:
        return ""
    above = dict.fromkeys([f"{found.code[:2]}0000", f"{found.code[:4]}00", found.code])
    names = [_table()[key].name for key in above if key in _table()]
    return "".join(name for name in names if not name.endswith(_GROUPING))


def provinces() -> list[Division]:
    """The current provinces, autonomous regions and municipalities, in code order."""
    return [found for found in _table().values() if found.current and found.level == "province"]


def children(code: str) -> list[Division]:
    """The current divisions directly below `code`: cities, a municipality's districts, counties.

    Counties that stand directly under their province come after its cities.
    """
    parent = division(code)
    if parent is None or parent.level == "county":
        return []
    found = _children().get(parent.code, [])
    return sorted(found, key=lambda below: (below.level == "county", below.code))


def find(province: str, city: str = "", county: str = "") -> Division | None:
    """The lowest current division that the texts name, 省/市/区/县 may be missing; None if unclear.

    An empty text is skipped: find("浙江", county="西湖区") works as long as the name is the province's only
    one.
    """
    found = _named(provinces(), province)
    if found is None:
        return None
    repeats = found.code in _MUNICIPALITIES and _same(city, found.name)
    if city and not repeats and compact(city) not in _GROUPING:
        found = _named(children(found.code), city)
    if found is None or not county:
        return found
    below = children(found.code)
    counties = [c for b in below for c in (children(b.code) if b.level == "city" else [b])]
    return _named(counties, county)


def named(text: str) -> list[Division]:
    """The divisions that an address in one text means ("浙江省杭州市西湖区", "杭州西湖", "330106 西湖区"): the current ones,
    or else those of old; several where the name alone does not tell, none where it is no name."""
    plain = _SEPARATORS.sub("", compact(text)).removeprefix("中国").removeprefix("中华人民共和国")
    beside = _CODE_BESIDE.match(plain)
    found = list(_addresses().get(beside["name"], ())) if beside else []
    code = (beside["code"] or beside["behind"]) if beside else None
    return [one for one in found if one.code == code] if code else found


def beginning(text: str) -> Division | None:
    """The county in whose name a longer address begins ("浙江省杭州市西湖区文三路 1 号"), province or city named before it;
    None where there is none."""
    plain = _SEPARATORS.sub("", compact(text))
    for end in range(min(len(plain), _LONGEST_ADDRESS), 4, -1):
        found = _addresses().get(plain[:end], ())
        if len(found) == 1 and found[0].level == "county" and len(plain[:end]) > len(found[0].name):
            return found[0]
    return None


def _named(candidates: list[Division], name: str) -> Division | None:
    exact = [found for found in candidates if found.name == compact(name)]
    near = exact or [found for found in candidates if _same(found.name, name)]
    return near[0] if len(near) == 1 else None


def _same(one: str, other: str) -> bool:
    return _bare(one) == _bare(other)


def _bare(name: str) -> str:
    name = compact(name)
    for suffix in _SUFFIXES:
        if name.endswith(suffix) and len(name) - len(suffix) >= 2:
            return name.removesuffix(suffix)
    return name


@cache
def _addresses() -> dict[str, tuple[Division, ...]]:
    """Every way to write a division's address, province and city named or not, with or without 省, 市, 区. A name that is
    in force stands before one that is not."""
    found: dict[str, dict[str, Division]] = {}
    for one in sorted(_table().values(), key=lambda each: not each.current):
        for text in _ways(one):
            known = found.setdefault(text, {})
            if one.current or not any(other.current for other in known.values()):
                known[one.code] = one
    return {text: tuple(ways.values()) for text, ways in found.items()}


def _ways(one: Division) -> Set[str]:
    if one.name.endswith(_GROUPING):
        return frozenset()
    province = _spellings(_table().get(f"{one.code[:2]}0000"))
    city = _spellings(_table().get(f"{one.code[:4]}00"))
    own = _spellings(one)
    if one.level == "province":
        return own
    if one.level == "city":
        return {before + name for before in province | {""} for name in own}
    between = city | {""}
    if f"{one.code[:2]}0000" in _MUNICIPALITIES:
        between |= province | {"市辖区"}
    return {above + middle + name for above in province | {""} for middle in between for name in own}


@cache
def _spellings(one: Division | None) -> frozenset[str]:
    if one is None or one.name.endswith(_GROUPING):
        return frozenset()
    short = _of_peoples().match(one.name) if "自治" in one.name else None
    # "广西", "延边", and what stands on most household books: "黔东南州", "景宁县".
    return frozenset({one.name, _bare(one.name), *((short[1], short[1] + one.name[-1]) if short else ())})


@cache
def _of_peoples() -> re.Pattern[str]:
    """An autonomous division's name with what it is called for short ("广西", "延边")."""
    peoples = "|".join(f"{label.removesuffix('族')}族?" for label in codeset("gbt3304_ethnic").labels.values())
    return re.compile(rf"^(.{{2,}}?)(?:{peoples}|各族)+自治[州县旗区]$")


def _six(code: str) -> str:
    return code[:6] if len(code) in (6, 12) and code.isascii() and code.isdigit() else ""


@cache
def _table() -> dict[str, Division]:
    rows = read_rows("divisions.csv")
    return {row["code"]: Division(row["code"], row["name"], row["current"] == "1") for row in rows}


@cache
def _children() -> dict[str, list[Division]]:
    found: dict[str, list[Division]] = {}
    for below in _table().values():
        if not below.current or below.level == "province":
            continue
        city = _table().get(f"{below.code[:4]}00")
        under_city = below.level == "county" and city is not None and city.current
        found.setdefault(f"{below.code[:4]}00" if under_city else f"{below.code[:2]}0000", []).append(below)
    return found
