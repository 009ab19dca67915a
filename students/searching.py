"""What a person typed into the search box, as conditions on students.

Words are joined by "and". A word is a number (identity or student number by blind index, the last four of an identity
number, the beginning of a school number), pinyin (initials or syllables, from the beginning) or a name. In the middle
of a name two characters and more are found at every level: the rows of a school are few, above it an index of
neighbouring characters answers (xj_students_named). One character is looked for at the beginning of a name.

A search is answered by `ways`: each is a range of one index, so that a page of it is read in order (students.found). What
begins with a letter or a character lies together in the order of a page, and is not looked for before it begins.
"""

import re
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_

from django.db.models import BooleanField, Q
from django.db.models.expressions import RawSQL
from django.db.models.functions import Right
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from xueji.codes import student_number
from xueji.codes.gb11643 import widen
from xueji.codes.names import first_syllables, normalise_name
from xueji.codes.text import clean, compact
from xueji.database.cipher import blind_index
from xueji.database.fence import Level

LONGEST = 100
_NARROW = frozenset({Level.SCHOOL, Level.COUNTY})
_LETTERS = re.compile(r"^[a-z']+$", re.IGNORECASE)
_CITIZEN = re.compile(r"^[0-9]{17}[0-9X]$")
_OLD_CITIZEN = re.compile(r"^[0-9]{15}$")
_TAIL = re.compile(r"^[0-9]{3}[0-9X]$")
_DOCUMENT = re.compile(r"^(?=.*[0-9])[A-Z0-9()]{6,18}$")
_NUMBER = re.compile(r"^[A-Z]?[0-9][0-9A-Z-]*$")
_FORMER = re.compile(r"^(?=(.*[0-9]){4})[0-9A-Za-z一-鿿()（）./_-]{6,100}$")
_FINALS = "iang|iong|uang|ang|eng|ian|iao|ing|ong|uai|uan|ai|an|ao|ei|en|er|ia|ie|in|iu|ou|ua|ue|ui|un|uo|van|ve|vn|a|e|i|o|u|v"
_SYLLABLE = re.compile(rf"(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?(?:{_FINALS})")
_BEGINNING = re.compile(rf"(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?(?:{_FINALS})?")
_MOST_READINGS = 12


@dataclass(frozen=True)
class Search:
    """The ways to those who are meant, and whether a whole number was looked up (which is recorded)."""

    ways: tuple[Q, ...]
    by_number: bool = False
    hint: str | Promise = ""
    # A number alone: it may be one that a person had before, which is looked up when the condition is used.
    former: str = ""
    # A part of a name alone: the index of neighbouring characters gives all of them, with their place in the order.
    part: str = ""

    @property
    def condition(self) -> Q:
        """All ways in one condition."""
        return reduce(or_, self.ways)


def understand(text: str, level: Level) -> Search | None:
    """What `text` asks for at `level`; None when nothing was typed."""
    words = _words(clean(text.replace("\x00", ""))[:LONGEST])
    if not words:
        return None
    found = [_word(word, level, alone=len(words) == 1) for word in words]
    if len(found) == 1:
        [only] = found
        alone = compact(words[0])
        return replace(only, former=alone if _FORMER.match(alone) else "")
    condition = Q()
    for each in found:
        condition &= each.condition
    hint = next((each.hint for each in found if each.hint), "")
    return Search((condition,), any(each.by_number for each in found), hint)


def _words(text: str) -> list[str]:
    """The words; neighbouring words of letters belong together (chen yu tong)."""
    words: list[str] = []
    for word in text.split():
        if words and _LETTERS.match(word) and _LETTERS.match(words[-1].replace(" ", "")):
            words[-1] += f" {word}"
        else:
            words.append(word)
    return words


def _word(word: str, level: Level, *, alone: bool) -> Search:
    number = compact(word).strip("'‘’")
    if _CITIZEN.match(number) or _OLD_CITIZEN.match(number):
        return Search((Q(identity_index=blind_index(_wide(number))),), by_number=True)
    if student_number.FORMAT.match(number):
        return Search((Q(number_index=blind_index(number)),), by_number=True)
    if _TAIL.match(number):
        return _tail(number, level, alone=alone)
    if _NUMBER.match(number) or _DOCUMENT.match(number):
        return _document(number, level)
    if _LETTERS.match(word.replace(" ", "")):
        return Search(_pinyin(word.lower()))
    return _name(normalise_name(word), level)


def _wide(number: str) -> str:
    return widen(number) if _OLD_CITIZEN.match(number) else number


def _tail(number: str, level: Level, *, alone: bool) -> Search:
    """The last four of an identity number, or a short school number; 2026 may also be how school numbers begin."""
    if alone and level is Level.PROVINCE:
        return Search((Q(pk__in=[]),), hint=_("在全省范围内，证件后四位要与姓名一起查，例如“陈 0427”。"))
    school_number = Q(school_number__prefix=number) if number.startswith("20") else Q(school_number=number)
    return Search((Q(identity_tail=number) | school_number,))


def _document(number: str, level: Level) -> Search:
    document = Q(identity_index=blind_index(number))
    if level in _NARROW:
        return Search((document, Q(school_number__prefix=number)), by_number=not number.isdigit())
    return Search((document,), by_number=True, hint=_("学号只在一所学校或一个县的范围内查；请先选定学校。"))


def _pinyin(text: str) -> tuple[Q, ...]:
    joined = text.replace(" ", "").replace("'", "")
    beginnings = dict.fromkeys([text, *readings(joined)])
    ways = [Q(name_key__prefix=beginning) for beginning in beginnings]
    if " " not in text and len(joined) > 1:
        ways.append(Q(name_key__prefix=joined[:1]) & Q(initials__prefix=joined))
    return tuple(ways)


def readings(letters: str) -> list[str]:
    """The ways to cut letters typed without spaces into syllables, the last of which may be unfinished."""
    found: list[str] = []
    _cut(letters, 0, (), found)
    return found


def _cut(letters: str, at: int, done: tuple[str, ...], found: list[str]) -> None:
    if len(found) >= _MOST_READINGS:
        return
    if (rest := letters[at:]) and _BEGINNING.fullmatch(rest):
        found.append(" ".join((*done, rest)))
    for end in range(min(len(letters) - 1, at + 6), at, -1):
        if _SYLLABLE.fullmatch(letters, at, end):
            _cut(letters, end, (*done, letters[at:end]), found)


def _name(name: str, level: Level) -> Search:
    if not name:
        return Search((Q(pk__in=[]),))
    if len(name) == 1:
        hint = "" if level in _NARROW else _("在全市、全省范围内，一个字从姓名的第一个字查起。")
        return Search(_first(name), hint=hint)
    if level is Level.SCHOOL:
        return Search((Q(name__contains=name),))
    return Search((Q(_named(name)),), part=name)


def _first(character: str) -> tuple[Q, ...]:
    """Who begins with a character lies where the order has one of its readings. (`~` would be taken for a second index.)"""
    if not (syllables := first_syllables(character)):
        return (Q(name__prefix=character),)
    return tuple(
        Q(name_key__gte=each, name_key__lt=f"{each}!", name__startswith=character) for each in sorted(syllables)
    )


def _named(part: str) -> RawSQL:
    """The ids first, so that the order of a page never makes the planner read a whole province."""
    return RawSQL(
        "students_student.id = ANY (ARRAY(SELECT n.id FROM xj_students_named(%s) AS n))", [part], BooleanField()
    )


TAIL = Right("identity_mask", 4)
"""The annotation `identity_tail` of the conditions above."""
