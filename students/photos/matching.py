"""Whose a photo is, by the name of its file: an identity number, a student number (学籍号) or a school number (学号)."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from students.models import Student
from students.photos.rules import Wrong
from students.statuses import OPEN_STATUSES
from xueji.codes.identity import mask
from xueji.codes.text import compact
from xueji.database import cipher

_PARTS = re.compile(r"[\s_+,，、.()（）\[\]【】-]+")
_LONG = re.compile(r"[0-9A-Za-z]{6,}")
_HANZI = re.compile(r"^[㐀-鿿·\U00020000-\U0003ffff]{2,20}$")
_NAME_LABELS = frozenset({"照片", "相片", "证件照", "副本", "学生", "头像"})


@dataclass(frozen=True)
class Owner:
    """A student of the school who is on its register."""

    student_id: int
    name: str


@dataclass
class Owners:
    """The students of the school by what a file may be named after."""

    by_index: dict[bytes, Owner] = field(default_factory=dict)
    by_number: dict[str, Owner] = field(default_factory=dict)

    def find(self, name: str) -> Owner | Wrong:
        """Whose a file of that name is, or why nobody's can be told."""
        parts = parts_of(name)
        found = {owner for part in parts for owner in [self._owner(part)] if owner is not None}
        if not found:
            message = _("文件名里没有本校在册学生的证件号、学籍号或学号")
            return Wrong("photo_nobody", message, _("照“证件号.jpg”改文件名；学生不在册的先导入名册"))
        if len(found) > 1:
            return Wrong("photo_two", _("文件名里有两名学生的号码"), _("只留一名学生的号码"))
        owner = found.pop()
        names = [part for part in parts if _HANZI.match(part) and part not in _NAME_LABELS]
        if names and owner.name not in names and not any(owner.name in part for part in names):
            return Wrong("photo_other_name", _("文件名里的姓名与学籍登记的不同"), _("核对号码和姓名是不是同一人"))
        return owner

    def _owner(self, part: str) -> Owner | None:
        if not _LONG.match(part) and part not in self.by_number:
            return None
        return self.by_number.get(part) or self.by_index.get(cipher.blind_index(part))


def owners_of(school_id: int, names: Iterable[str]) -> Owners:
    """Ask the register once about every file, under the school's scope."""
    parts = {part for name in names for part in parts_of(name)}
    indexes = [cipher.blind_index(part) for part in parts if _LONG.match(part)]
    owners = Owners()
    for row in _rows(school_id, "identity_index = ANY(%s::bytea[]) OR students_student.number_index = ANY(%s::bytea[])",
                     [indexes, indexes]):  # fmt: skip
        owners.by_index |= {bytes(row[0]): Owner(row[3], row[4]), bytes(row[1]): Owner(row[3], row[4])}
    for row in _rows(school_id, "school_number = ANY(%s::varchar[])", [list(parts)]):
        owners.by_number[row[2].upper()] = Owner(row[3], row[4])
    return owners


def _rows(school_id: int, condition: str, values: Sequence[object]) -> list[Any]:
    found = Student.objects.filter(school_id=school_id, status__in=OPEN_STATUSES)
    chosen = found.extra(where=[f"students_student.{condition}"], params=values)
    return list(chosen.values_list("identity_index", "number_index", "school_number", "id", "name"))


def parts_of(name: str) -> list[str]:
    """The parts of a file's name without its extension, in capitals and half width: "3398…_沈嘉禾" has two."""
    stem = name.rpartition(".")[0] or name
    return list(dict.fromkeys(part for part in [compact(stem), *map(compact, _PARTS.split(stem))] if part))


def masked(name: str) -> str:
    """A file's name for a report: every long number masked."""
    return _LONG.sub(lambda match: mask(match[0]), name)[:120]
