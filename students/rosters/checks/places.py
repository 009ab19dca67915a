"""Programme, length of study and class: found among what the school offers, or announced as new."""

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property, lru_cache

from django.utils.translation import gettext as _

from students.rosters.checks.table import Table
from students.rosters.problems import Fault
from xueji.codes.majors import major_by_name, majors
from xueji.codes.text import compact

LENGTHS = {
    "一年制": "1", "一年半制": "1.5", "两年制": "2", "两年半制": "2.5", "三年制": "3", "三年半制": "3.5", "四年制": "4",
    "四年半制": "4.5", "五年制": "5", "五年半制": "5.5", "六年制": "6", "六年半制": "6.5", "七年制": "7", "八年制": "8",
}  # fmt: skip
_YEARS = {label: Decimal(years) for label, years in LENGTHS.items()}
_NAMES = {years: label for label, years in _YEARS.items()}
_DIGITS = {ord(han): str(number) for number, han in enumerate("零一二三四五六七八九")}
_FILLERS = re.compile(r"[级班()\-_.·\s]")
_ZEROS = re.compile(r"(?<!\d)0+(?=\d)")
_CENTURY = re.compile(r"^20(?=\d\d)")
_BESIDE = re.compile(r"^[(\[【]?\d{6}[)\]】]?[-_.、:]?|[-_(]?\d{6}\)?$|[-(]?(?:[一二两三四五六\d]年半?制?|全日制)\)?$")
_CUTOFF = 0.4
_MOST_UNKNOWN = 300  # for so many names what is near is looked for


@dataclass(frozen=True)
class ProgrammeKey:
    """A programme of the school, or (`id` None) one that the commit will create from the catalogue."""

    id: int | None
    major_code: str
    name: str
    short_name: str
    years: Decimal


@dataclass(frozen=True)
class Offers:
    """What the school has: its programmes, and its classes as (cohort, name) → (id, programme id). `closed` classes take
    nobody any more."""

    programmes: tuple[ProgrammeKey, ...] = ()
    classes: dict[tuple[int, str], tuple[int, int]] = field(default_factory=dict)
    closed: dict[tuple[int, str], tuple[int, int]] = field(default_factory=dict)

    def class_key(self, cohort: int, name: str) -> tuple[int, str]:
        """The class that a cell means: widths, spaces and capitals make no other one ("25 会计 1（升学）"), and
        an exported file read again changes nothing."""
        key = (cohort, name)
        if key not in self._meant:
            self._meant[key] = key if key in self.classes else self._compact.get((cohort, compact(name)), key)
        return self._meant[key]

    @cached_property
    def _meant(self) -> dict[tuple[int, str], tuple[int, str]]:
        return {}

    @cached_property
    def _compact(self) -> dict[tuple[int, str], tuple[int, str]]:
        return {(cohort, compact(name)): (cohort, name) for cohort, name in {**self.closed, **self.classes}}


@dataclass
class Places:
    """The place of each row, by position; and what is new. New classes are (cohort, name) → programme."""

    programmes: dict[int, ProgrammeKey] = field(default_factory=dict)
    classes: dict[int, tuple[int, str]] = field(default_factory=dict)
    cohorts: list[int | None] = field(default_factory=list)
    new_programmes: dict[tuple[str, Decimal], ProgrammeKey] = field(default_factory=dict)
    new_classes: dict[tuple[int, str], ProgrammeKey] = field(default_factory=dict)


def check_places(
    table: Table,
    offers: Offers,
    present: Mapping[int, ProgrammeKey] | None = None,
    homes: Mapping[int, tuple[int, str]] | None = None,
) -> Places:
    """Find every row's programme and class; rows whose place is not clear get a problem. `present` are the programmes and
    `homes` the classes that those have who are on the register already: they keep theirs, also a retired or a closed one,
    where the sheet names it."""
    places, homes = Places(cohorts=_cohorts_of(table)), homes or {}
    finder = _Finder(offers)
    for at in range(len(table)):
        name, length = table.value("programme", at), table.value("study_length", at)
        if name is None:
            continue
        years = _YEARS.get(length)
        own = (present or {}).get(at)
        is_own = own is not None and compact(name) == compact(own.short_name) and years in (None, own.years)
        found = own if own is not None and is_own else finder.programme(name, years)
        if isinstance(found, Fault):
            table.add(
                at,
                "study_length" if found.code.startswith("length") and table.has("study_length") else "programme",
                found,
            )
            continue
        places.programmes[at] = found
        if found.id is None and at not in table.bad:
            places.new_programmes.setdefault((found.short_name, found.years), found)
        _place_in_class(table, at, found, offers, places, homes.get(at))
    return places


def _cohorts_of(table: Table) -> list[int | None]:
    """Of each row the cohort that the sheet names, else the one that the record has, else the year of entry; None when
    that is not usable."""
    nothing = [None] * len(table)
    years = {month: int(month[:4]) if month else None for month in set(table.values.get("entry_month", nothing))}
    return [
        int(named) if named else table.cohorts.get(at) or years[month]
        for at, (named, month) in enumerate(
            zip(table.values.get("cohort", nothing), table.values.get("entry_month", nothing), strict=True)
        )
    ]


class _Finder:
    """Looks names up once each: a file repeats few programmes thousands of times."""

    def __init__(self, offers: Offers) -> None:
        self.by_name: dict[str, list[ProgrammeKey]] = {}
        for key in ("name", "major_code", "short_name"):  # the school's own short name is the strongest
            found: dict[str, list[ProgrammeKey]] = {}
            for programme in offers.programmes:
                found.setdefault(compact(getattr(programme, key)), []).append(programme)
            self.by_name.update(found)
        self.seen: dict[tuple[str, Decimal | None], ProgrammeKey | Fault] = {}
        self.unknown = 0

    def programme(self, name: str, years: Decimal | None) -> ProgrammeKey | Fault:
        key = (name, years)
        if key not in self.seen:
            self.seen[key] = self._find(name, years)
        return self.seen[key]

    def _find(self, name: str, years: Decimal | None) -> ProgrammeKey | Fault:
        own = self.by_name.get(compact(name), []) or self.by_name.get(_plainer(name), [])
        fitting = [programme for programme in own if years in (None, programme.years)]
        if len(fitting) == 1:
            return fitting[0]
        if len(fitting) > 1 and len({programme.short_name for programme in fitting}) > 1:
            return _several(fitting)
        if own:
            lengths = "、".join(_NAMES.get(programme.years, str(programme.years)) for programme in own)
            if years is None:
                return Fault(
                    "length_unclear",
                    "place",
                    _("没有填学制，本校此专业有%(lengths)s") % {"lengths": lengths},
                    _("补填学制"),
                )
            message = _("本校“%(name)s”只有%(lengths)s") % {"name": own[0].short_name, "lengths": lengths}
            return Fault("length_unknown", "place", message, _("核对学制；确有此学制的，先在本校设置中增设"))
        return self._from_catalogue(name, years)

    def _from_catalogue(self, name: str, years: Decimal | None) -> ProgrammeKey | Fault:
        major = major_by_name(name) or major_by_name(_plainer(name))
        if major is not None and years is not None:
            return ProgrammeKey(None, major.code, major.name, compact(name), years)
        if major is not None:
            return Fault("length_unclear", "place", _("没有填学制，新专业的学制无从得知"), _("补填学制"))
        self.unknown += 1
        if self.unknown > _MOST_UNKNOWN:
            return Fault("programme_unknown", "place", _("本校和专业目录中都无此专业"), _("照本校专业简称填写"))
        own = sorted({programme.short_name for names in self.by_name.values() for programme in names})
        if near := difflib.get_close_matches(name, own, n=1, cutoff=_CUTOFF):
            remedy = _("选本校专业“%(name)s”") % {"name": near[0]}
            return Fault("programme_unknown", "place", _("本校无此专业"), remedy, near[0])
        listed = _near_majors(name)
        remedy = _("目录中相近的有：%(names)s") % {"names": "、".join(listed)} if listed else _("照本校专业简称填写")
        return Fault("programme_unknown", "place", _("本校和专业目录中都无此专业"), remedy)


def _several(fitting: list[ProgrammeKey]) -> Fault:
    """One name or code of the catalogue for several programmes of the school."""
    names = "、".join(dict.fromkeys(programme.short_name for programme in fitting))
    message = _("本校有 %(count)s 个专业都合这个写法") % {"count": len(fitting)}
    return Fault("programme_unclear", "place", message, _("写本校专业简称：%(names)s") % {"names": names})


def _plainer(name: str) -> str:
    """A programme's name without the word itself, the catalogue's code and the length of study beside it."""
    return compact(_BESIDE.sub("", compact(name))).removesuffix("专业")


@lru_cache(maxsize=512)
def _near_majors(name: str) -> list[str]:
    return difflib.get_close_matches(name, [major.name for major in majors()], n=3, cutoff=_CUTOFF)


def _place_in_class(
    table: Table, at: int, programme: ProgrammeKey, offers: Offers, places: Places, home: tuple[int, str] | None
) -> None:
    name, cohort = table.value("class_name", at), places.cohorts[at]
    if name is None or cohort is None:
        return
    key = offers.class_key(cohort, name)
    if key != home and key in offers.closed:
        fault: Fault | None = _closed()
    else:
        fault = _class_fault(key, programme, offers, places)
    if fault is not None:
        table.add(at, "class_name", fault)
        return
    places.classes[at] = key
    if key not in offers.classes and key not in offers.closed and at not in table.bad:
        places.new_classes.setdefault(key, programme)


def _closed() -> Fault:
    return Fault(
        "class_closed", "place", _("这个班已撤，不再收学生"), _("改为仍在的班级；撤错了的，先在本校设置中恢复")
    )


def _class_fault(key: tuple[int, str], programme: ProgrammeKey, offers: Offers, places: Places) -> Fault | None:
    existing = offers.classes.get(key) or offers.closed.get(key)
    if existing is not None:
        if existing[1] == programme.id:
            return None
        message = _("%(cohort)s 级的这个班属于另一个专业") % {"cohort": key[0]}
        return Fault("class_of_other_programme", "place", message, _("核对班级名称和专业简称"))
    planned = places.new_classes.get(key)
    if planned == programme:
        return None
    if planned is not None:
        message = _("同一个新班在别的行属于“%(name)s”") % {"name": planned.short_name}
        return Fault("class_of_other_programme", "place", message, _("一个班只能有一个专业，核对后改"))
    alike = [name for cohort, name in offers.classes if cohort == key[0] and _skeleton(name) == _skeleton(key[1])]
    if len(alike) == 1:
        remedy = _("采用“%(name)s”") % {"name": alike[0]}
        return Fault("class_spelling", "place", _("本校已有写法不同的同名班级"), remedy, alike[0], certain=True)
    return None


@lru_cache(maxsize=4096)
def _skeleton(name: str) -> str:
    """What tells a class from others of its cohort: "2026级计算机（01）班" and "26计算机一班" are one."""
    return _ZEROS.sub("", _CENTURY.sub("", _FILLERS.sub("", compact(name).translate(_DIGITS))))
