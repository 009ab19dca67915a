"""Programme, length of study and class: found among what the school offers, or announced as new."""

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property, lru_cache

from django.utils.translation import gettext as _

from students.rosters.checks.classes import ClassNames
from students.rosters.checks.table import Table
from students.rosters.problems import Fault
from xueji.codes.majors import major, major_by_name, majors
from xueji.codes.text import compact

LENGTHS = {
    "一年制": "1", "一年半制": "1.5", "两年制": "2", "两年半制": "2.5", "三年制": "3", "三年半制": "3.5", "四年制": "4",
    "四年半制": "4.5", "五年制": "5", "五年半制": "5.5", "六年制": "6", "六年半制": "6.5", "七年制": "7", "八年制": "8",
}  # fmt: skip
_YEARS = {label: Decimal(years) for label, years in LENGTHS.items()}
_NAMES = {years: label for label, years in _YEARS.items()}
_BESIDE = re.compile(r"^[(\[【]?\d{6}[)\]】]?[-_.、:]?|[-_(]?\d{6}\)?$|[-(]?(?:[一二两三四五六\d]年半?制?|全日制)\)?$")
_CODE_OF_2010 = re.compile(r"^(?:0[1-9]|1[0-9])\d{4}$")
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

    def programme_of(self, key: tuple[int, str]) -> ProgrammeKey | None:
        """The programme of an open class, where it is still in use."""
        pair = self.classes.get(key)
        return self._by_id.get(pair[1]) if pair else None

    @cached_property
    def _by_id(self) -> dict[int, ProgrammeKey]:
        return {programme.id: programme for programme in self.programmes if programme.id is not None}

    @cached_property
    def names(self) -> ClassNames:
        """The open classes by what their names come to."""
        found = ClassNames()
        for (cohort, name), (_pk, programme) in self.classes.items():
            found.add(cohort, name, programme)
        return found

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
    names: ClassNames = field(default_factory=ClassNames)


def check_places(
    table: Table,
    offers: Offers,
    present: Mapping[int, ProgrammeKey] | None = None,
    homes: Mapping[int, tuple[int, str]] | None = None,
) -> Places:
    """Find every row's programme and class; rows whose place is not clear get a problem. `present` are the programmes and
    `homes` the classes that those have who are on the register already: they keep theirs, also a retired or a closed one,
    where the sheet names it. A sheet without programmes has those of its classes."""
    places, homes, present = Places(cohorts=_cohorts_of(table)), homes or {}, present or {}
    finder, is_named = _Finder(offers), table.has("programme")
    for at in range(len(table)):
        name, years = table.value("programme", at), _YEARS.get(table.value("study_length", at))
        own = present.get(at)
        if not is_named:
            found = _told_by_class(table, at, offers, places, own if at in homes else None, homes.get(at))
        elif name is None:
            continue
        else:
            is_own = own is not None and compact(name) == compact(own.short_name) and years in (None, own.years)
            found = own if own is not None and is_own else finder.programme(name, years)
        if found is None:
            continue
        if isinstance(found, ProgrammeKey) and not is_named and years not in (None, found.years):
            found = _other_length(found.short_name, [found])
        if isinstance(found, Fault):
            table.add(at, _field_of(found, table), found)
            continue
        places.programmes[at] = found
        if found.id is None and at not in table.bad:
            places.new_programmes.setdefault((found.short_name, found.years), found)
        _place_in_class(table, at, found, offers, places, homes.get(at))
    _offer_programmes(table, offers, places)
    return places


def _field_of(fault: Fault, table: Table) -> str:
    """Where a fault about a programme is told: at its length of study where that is in doubt, at the class that should have
    said it where the sheet has no programmes."""
    if fault.code.startswith("length") and table.has("study_length"):
        return "study_length"
    return "programme" if table.has("programme") else "class_name"


def _told_by_class(
    table: Table, at: int, offers: Offers, places: Places, own: ProgrammeKey | None, home: tuple[int, str] | None
) -> ProgrammeKey | Fault | None:
    """The programme that the row's class is of; None where the row names no class."""
    name, cohort = table.value("class_name", at), places.cohorts[at]
    if name is None or cohort is None:
        return None
    key = offers.class_key(cohort, name)
    found = own if key == home else offers.programme_of(key)
    if found is not None:
        return found
    message = _("表中没有专业，本校这一级也没有这个班，看不出专业")
    if alike := offers.names.spelled(*key):
        return Fault("class_spelling", "place", message, _("采用“%(name)s”") % {"name": alike}, alike, certain=True)
    return Fault("programme_untold", "place", message, _("在表中加“专业简称”一列再传，或先在本校设置中建好这个班"))


def _offer_programmes(table: Table, offers: Offers, places: Places) -> None:
    """An empty cell among programmes is a gap; what its class says is worth offering."""
    for position, problem in enumerate(table.problems):
        if (problem.field, problem.fault.code) != ("programme", "required"):
            continue
        name, cohort = table.value("class_name", problem.at), places.cohorts[problem.at]
        if name is None or cohort is None:
            continue
        if found := offers.programme_of(offers.class_key(cohort, name)):
            remedy = _("这个班是“%(name)s”的，核对后采用") % {"name": found.short_name}
            fault = replace(problem.fault, remedy=remedy, suggestion=found.short_name, certain=True)
            table.problems[position] = replace(problem, fault=fault)


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
            return _other_length(own[0].short_name, own)
        return self._from_catalogue(name, years)

    def _from_catalogue(self, name: str, years: Decimal | None) -> ProgrammeKey | Fault:
        found = major_by_name(name) or major_by_name(_plainer(name)) or major(name)
        if found is not None and years is not None:
            return ProgrammeKey(None, found.code, found.name, found.name, years)
        if found is not None:
            return Fault("length_unclear", "place", _("没有填学制，新专业的学制无从得知"), _("补填学制"))
        if _CODE_OF_2010.match(compact(name)):
            return _old_code()
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


def _other_length(name: str, own: Sequence[ProgrammeKey]) -> Fault:
    lengths = "、".join(_NAMES.get(programme.years, str(programme.years)) for programme in own)
    message = _("本校“%(name)s”只有%(lengths)s") % {"name": name, "lengths": lengths}
    return Fault("length_unknown", "place", message, _("核对学制；确有此学制的，先在本校设置中增设"))


def _old_code() -> Fault:
    """The catalogue of 2010 numbered majors from 010100 to 190000, that of 2021 begins with 61."""
    message = _("这是 2010 年目录的代码，现行目录中没有")
    return Fault("programme_old_code", "place", message, _("新旧目录没有一一对应，请写专业名称或本校专业简称"))


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
    is_known = key in offers.classes or key in offers.closed or key in places.new_classes
    if not is_known and at not in table.bad:
        places.new_classes[key] = programme
        places.names.add(*key, programme)


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
    if alike := offers.names.like(*key, programme.id):
        remedy = _("采用“%(name)s”；确是另一个新班的，先在本校设置中建好") % {"name": alike}
        message = _("本校这一级已有“%(name)s”，像是同一个班") % {"name": alike}
        return Fault("class_spelling", "place", message, remedy, alike, certain=True)
    if alike := places.names.like(*key, programme):
        message = _("别的行写作“%(name)s”，像是同一个班") % {"name": alike}
        return Fault("class_spelling", "place", message, _("采用“%(name)s”") % {"name": alike}, alike, certain=True)
    return None
