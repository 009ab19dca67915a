"""Names of classes: which spellings mean one class of a cohort ("计算机1班", "26级计算机(1)班" and "计算机2601")."""

import re
from collections import defaultdict
from collections.abc import Hashable
from functools import lru_cache

from xueji.codes.text import compact

_DIGITS = {ord(han): str(number) for number, han in enumerate("零一二三四五六七八九")}
_FILLERS = re.compile(r"[级班()\-_.·\s]")
_ZEROS = re.compile(r"(?<!\d)0+(?=\d)")
_CENTURY = re.compile(r"^20(?=\d\d)")
_GRADE = re.compile(r"^(?:(?:职?高|中[职专]|职)[1-6](?=\D)|[1-6]年(?=.))")
_NUMBER = re.compile(r"\d+$")


@lru_cache(maxsize=4096)
def skeleton(name: str) -> str:
    """What tells a class from others of its cohort: "2026级计算机（01）班" and "26计算机一班" are one."""
    return _ZEROS.sub("", _CENTURY.sub("", _FILLERS.sub("", compact(name).translate(_DIGITS))))


@lru_cache(maxsize=4096)
def core(name: str, cohort: int) -> str:
    """The skeleton without the cohort, wherever it stands in the name, and without its grade in words; the skeleton where
    nothing else is in it."""
    text, year = skeleton(name), f"{cohort % 100:02d}"
    shorter = _GRADE.sub("", text.removeprefix(year))
    if inside := re.fullmatch(rf"(\D+){year}(\d+)", text):
        shorter = inside[1] + inside[2]
    return _ZEROS.sub("", shorter) or text


class ClassNames:
    """Classes by what their names come to. A programme is whatever tells one from another."""

    def __init__(self) -> None:
        self._by_skeleton: dict[tuple[int, str], set[str]] = defaultdict(set)
        self._by_core: dict[tuple[int, Hashable, str], set[str]] = defaultdict(set)
        self._by_number: dict[tuple[int, Hashable, str], set[str]] = defaultdict(set)

    def add(self, cohort: int, name: str, programme: Hashable) -> None:
        """Put a class in."""
        text = core(name, cohort)
        self._by_skeleton[cohort, skeleton(name)].add(name)
        self._by_core[cohort, programme, text].add(name)
        if number := _NUMBER.search(text):
            self._by_number[cohort, programme, number[0]].add(name)

    def spelled(self, cohort: int, name: str) -> str:
        """The one class of the cohort that is spelled otherwise, whatever its programme."""
        wanted = (cohort, core(name, cohort))
        places = [names for (year, _programme, text), names in self._by_core.items() if (year, text) == wanted]
        found = set().union(*places)
        return next(iter(found)) if len(found) == 1 else ""

    def like(self, cohort: int, name: str, programme: Hashable) -> str:
        """The one class that a name of this cohort and programme may mean as well: spelled otherwise, with or without the
        cohort; or the number alone ("1班") where the programme has one class of that number. Empty for none or several."""
        text = core(name, cohort)
        found = self._by_skeleton.get((cohort, skeleton(name)), set()) | self._by_core.get(
            (cohort, programme, text), set()
        )
        if not found and (number := _NUMBER.search(text)):
            found = self._by_core.get((cohort, programme, number[0]), set())
            if text == number[0]:
                found = found | self._by_number.get((cohort, programme, text), set())
        others = found - {name}
        return next(iter(others)) if len(others) == 1 else ""
