"""The national catalogue of secondary vocational majors: 19 groups, 88 classes, 368 majors."""

from dataclasses import dataclass
from functools import cache

from xueji.codes.tables import read_rows
from xueji.codes.text import compact


@dataclass(frozen=True)
class Major:
    """One major of the catalogue, with the class (专业类) and the group (专业大类) that it belongs to."""

    code: str
    name: str
    class_code: str
    class_name: str
    group_code: str
    group_name: str
    note: str


def major(code: str) -> Major | None:
    """The major of a 6-digit code; None when the catalogue has none."""
    return _table().get(compact(code))


def major_by_name(name: str) -> Major | None:
    """The major of exactly this name (widths and spaces aside); None when there is none."""
    return _by_name().get(compact(name))


def majors(prefix: str = "") -> list[Major]:
    """The majors whose code or name begins with `prefix`, in code order; all of them for ""."""
    prefix = compact(prefix)
    return [m for m in _table().values() if m.code.startswith(prefix) or m.name.startswith(prefix)]


def is_of_arts_or_sports(code: str) -> bool:
    """Whether a major, or a whole category of majors, is of 文化艺术大类 (75) or of 体育类 (7703)."""
    return compact(code).startswith(("75", "7703"))


def groups() -> dict[str, str]:
    """Code → name of the groups, in order."""
    return {found.group_code: found.group_name for found in _table().values()}


def classes(group_code: str = "") -> dict[str, str]:
    """Code → name of the classes, of one group or of all, in order."""
    return {m.class_code: m.class_name for m in _table().values() if m.class_code.startswith(group_code)}


@cache
def _table() -> dict[str, Major]:
    return {
        row["code"]: Major(
            code=row["code"],
            name=row["name"],
            class_code=row["class_code"],
            class_name=row["class"],
            group_code=row["group_code"],
            group_name=row["group"],
            note=row["note"],
        )
        for row in read_rows("majors.csv")
    }


@cache
def _by_name() -> dict[str, Major]:
    return {compact(found.name): found for found in _table().values()}
