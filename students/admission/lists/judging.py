"""What becomes of each row of a list: new, changed, the same, or wrong; which programme it means."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from students.admission.actions.entering import Entered
from students.admission.models import Admission, AdmissionRoster
from students.models import Programme
from students.rosters.checks.table import Table
from students.rosters.judge import Reading, passed_over_in
from students.rosters.problems import Fault, Problem
from xueji.codes import divisions, majors
from xueji.codes.text import compact
from xueji.policies.vocabulary import Schooling

COMPARED = (
    "name", "score", "candidate_number", "ticket_number", "notice_number", "came_from", "phone", "programme_text",
    "channel", "home_code",
)  # fmt: skip
_SENIOR = ("高中", "中专", "大专")
_UNFINISHED = ("小学", "未完成", "肄业")


@dataclass
class Judgement:
    """`new` are rows for the list, `changed` bring one that is there up to date, `same` say nothing new."""

    table: Table
    new: list[tuple[int, Entered]] = field(default_factory=list)
    changed: list[tuple[int, Entered, Admission]] = field(default_factory=list)
    same: list[int] = field(default_factory=list)

    @property
    def errors(self) -> list[Problem]:
        """The problems that stop a row, by row."""
        return sorted((p for p in self.table.problems if not p.fault.is_hint), key=lambda problem: problem.at)

    @property
    def hints(self) -> list[Problem]:
        """What should be looked at and stops nothing."""
        return sorted((p for p in self.table.problems if p.fault.is_hint), key=lambda problem: problem.at)

    def told(self) -> list[str]:
        """What is worth telling of the file and of its rows that are no persons."""
        return [*self.table.sheet.notes, *passed_over_in(self.table.sheet.passed_over)]

    def counts(self) -> dict[str, Any]:
        """The numbers of the page."""
        named = Counter(entered.programme_text or _("未写明") for _at, entered in self.new)
        return {
            "rows": len(self.table),
            "rejected": len(self.table.bad),
            "problems": len(self.errors),
            "hints": len(self.hints),
            "new": len(self.new),
            "changed": len(self.changed),
            "same": len(self.same),
            "programmes": dict(named.most_common(30)),
        }


def judge(reading: Reading, roster: AdmissionRoster) -> Judgement:
    """With what the school's list and the register know now, under the current scope."""
    table, judgement = reading.table, Judgement(reading.table)
    present = _present(roster, [index for index in reading.indexes if index])
    elsewhere = _open_elsewhere(roster.school_id, [index for index in reading.indexes if index])
    finder = ProgrammeFinder(Programme.objects.filter(school=roster.school_id))
    for at, index in enumerate(reading.indexes):
        if at in table.bad or index is None:
            continue
        if index in elsewhere:
            table.add(at, "identity_number", _on_register())
        entered = _entered(table, at, roster, finder)
        _sort(judgement, at, entered, present.get(index))
    return judgement


class ProgrammeFinder:
    """Which programme of the school a text means, by code, by name or short name."""

    def __init__(self, programmes: Iterable[Programme]) -> None:
        self.rows = [row for row in programmes if row.is_open and getattr(row, "retired_on", None) is None]

    def find(self, code: str, name: str) -> Programme | None:
        """The one programme that code or name mean; None where none or several do. A major's own name is the major,
        not one of its directions, which bear the same name and code."""
        wanted = compact(name)
        by_name = [row for row in self.rows if wanted and wanted in (compact(row.name), compact(row.short_name))]
        by_code = [row for row in self.rows if code and row.major_code == code]
        for found in (by_name, by_code):
            whole = [row for row in found if not row.direction] if len(found) > 1 else found
            if len(whole) == 1:
                return whole[0]
        return None


def category_of(code: str, name: str) -> str:
    """The code of the group or class (专业大类、专业类) that a list names instead of a major; empty for a major."""
    if code in majors.groups() or code in majors.classes():
        return code
    plain = compact(name).removesuffix("专业").removesuffix("大类").removesuffix("类")
    for codes in (majors.groups(), majors.classes()):
        for key, label in codes.items():
            if plain and compact(label).removesuffix("大类").removesuffix("类") == plain and "类" in name:
                return key
    return ""


def _entered(table: Table, at: int, roster: AdmissionRoster, finder: ProgrammeFinder) -> Entered:
    def text(name: str) -> str:
        return str(table.value(name, at) or "")

    code, named = text("programme_code"), text("programme_text")
    programme, category = finder.find(code, named), category_of(code, named)
    if named and programme is None and not category:
        remedy = _("入库后可在该生页面选定专业，或先到“专业与班级”登记这个专业")
        table.add(at, "programme_text", Fault("programme_unknown", "place", _("不是本校的专业"), remedy, is_hint=True))
    home = home_of(text("home"))
    if home is None:
        table.add(at, "home", _home_unknown())
    score = table.value("exam_score", at)
    return Entered(
        name=text("name"),
        identity_number=text("identity_number"),
        identity_type=text("identity_type"),
        sex=text("sex"),
        birth_date=table.value("birth_date", at),
        year=roster.year,
        season=roster.season,
        source=roster.source,
        channel=text("channel") or roster.channel,
        check_in_due_on=roster.check_in_due_on,
        score=Decimal(str(score)) if score else None,
        candidate_number=text("candidate_number"),
        ticket_number=text("exam_ticket"),
        notice_number=text("notice_number"),
        came_from=text("graduated_from"),
        phone=text("phone"),
        programme_text=named,
        programme=programme,
        category_code=category if programme is None else "",
        schooling=schooling_of(text("schooling")).value,
        home_code=home or "",
    )


def schooling_of(text: str) -> Schooling:
    """What somebody finished before entry, by the words of a list: junior secondary school where they say nothing else."""
    if any(word in text for word in _UNFINISHED):
        return Schooling.UNFINISHED
    return Schooling.SENIOR if any(word in text for word in _SENIOR) else Schooling.JUNIOR


def home_of(text: str) -> str | None:
    """The code of the province in which a place of origin lies, written as a code or in words; None for what is none."""
    plain = "".join(text.split())
    if not plain:
        return ""
    if plain.isdigit():
        return f"{plain[:2]}0000" if divisions.is_ever_valid(f"{plain[:2]}0000") else None
    found = {f"{one.code[:2]}0000" for one in divisions.named(plain)}
    found = found or {one.code for one in divisions.provinces() if plain.startswith(_short(one.name))}
    return found.pop() if len(found) == 1 else None


def _short(province: str) -> str:
    return province[:3] if province[:3] in ("内蒙古", "黑龙江") else province[:2]


def _sort(judgement: Judgement, at: int, entered: Entered, present: Admission | None) -> None:
    if present is None:
        judgement.new.append((at, entered))
    elif differences(entered, present):
        judgement.changed.append((at, entered, present))
    else:
        judgement.same.append(at)


def differences(entered: Entered, present: Admission) -> dict[str, Any]:
    """What a row says otherwise than the list; a cell that is empty says nothing."""
    found = {name: getattr(entered, name) for name in COMPARED}
    if present.programme_id is None and entered.programme is not None:
        found["programme"] = entered.programme
    return {name: value for name, value in found.items() if value and value != getattr(present, name)}


def _home_unknown() -> Fault:
    remedy = _("写省份名称或行政区划码；也可入库后在该生页面选定")
    return Fault("home_unknown", "place", _("看不出是哪个省份"), remedy, is_hint=True)


def _on_register() -> Fault:
    return Fault(
        "open_elsewhere",
        "elsewhere",
        _("查重：已有在籍记录，不在本校"),
        _("报到时请家长说明原就读学校，未办转出的不能注册；核对不出的，报主管部门查另一方"),
        is_hint=True,
    )


def _present(roster: AdmissionRoster, indexes: list[bytes]) -> dict[bytes, Admission]:
    rows = Admission.objects.filter(
        school=roster.school_id, year=roster.year, season=roster.season, identity_index__in=indexes
    )
    return {bytes(row.identity_index): row for row in rows}


def _open_elsewhere(school_id: int, indexes: list[bytes]) -> frozenset[bytes]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT identity_index FROM xj_identities_open(%s::bytea[]) WHERE school_id <> %s", [indexes, school_id]
        )
        return frozenset(bytes(index) for (index,) in cursor.fetchall())
