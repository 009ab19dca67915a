"""The pages of data quality: numbers with what they were a week ago, lists with the way to mend each."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.cache import cache
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from students.information.fields import FOR_MANY
from students.models import Student
from students.parties import policy_key_of
from students.quality import queries
from students.quality.models import Finding, QualityDay
from students.quality.queries import Standing
from students.quality.rules import BY_KEY, RULES, Rule, mend_label, mend_url, words
from students.statuses import OPEN_STATUSES, Status
from xueji import clock
from xueji.database.fence import Level
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope

SIZE = 50
WORST, REMEMBERED = 4, 120
TOGETHER = 300
"""So many students at most are mended in one case."""


@dataclass(frozen=True)
class RuleLine:
    """A rule with its number now, the change against last week and the way to the list."""

    rule: Rule
    count: int
    change: int | None
    share: float | None
    url: str
    parts: list[tuple[str, int, str]]
    basis: str


@dataclass(frozen=True)
class PlaceLine:
    """A place or school with its numbers by rule."""

    name: str
    url: str
    standing: Standing
    cells: list[tuple[int, str]]


@dataclass(frozen=True)
class FindingLine:
    """A row of a list: what is wrong, since when, where it is mended, and with whom it may be mixed up."""

    finding: Finding
    words: list[str]
    mend_url: str
    mend_label: Any
    others: list[Student]


def list_url(rule: str, **narrowed: Any) -> str:
    """The list behind a number."""
    query = urlencode({key: value for key, value in narrowed.items() if value not in (None, "")})
    return reverse("quality:findings", args=[rule]) + (f"?{query}" if query else "")


def overview_page(scope: Scope, reader: Organization, place: tuple[str, int] | None) -> dict[str, Any]:
    """A school's rules, or the matrix of what lies below a bureau."""
    now, before = queries.today_and_last_week()
    if place is not None:
        kind, key = place
        now, before = _in_place(now, kind, key), _in_place(before, kind, key)
    total, earlier = queries.summed(now.values()), queries.summed(before.values())
    is_school = scope.level is Level.SCHOOL
    narrowed = {place[0]: place[1]} if place else {}
    counts = queries.counts_by_rule() if is_school else total.counts
    asked = _Asked(counts, earlier if before else None, total, is_school, narrowed, policy_key_of(reader))
    lines = [_rule_line(rule, asked) for rule in RULES]
    return {
        "reader": reader,
        "is_school": is_school,
        "total": total,
        "change": _difference(total.share, earlier.share),
        "lines": sorted(lines, key=lambda line: (not line.count, not line.rule.serious)),
        "places": [] if is_school else _places(now, _below(reader, place), narrowed),
        "rules": RULES,
        "kind": _below(reader, place),
        "place_name": queries.place_names([place[1]])[place[1]] if place else "",
        "checked_at": max((day.checked_at for day in now.values()), default=None),
        "may_check": is_school and scope.allows("manage_students"),
        "chart": _chart(lines),
    }


def _in_place(days: dict[int, QualityDay], kind: str, key: int) -> dict[int, QualityDay]:
    return {school: day for school, day in days.items() if (getattr(day, f"{kind}_id") or 0) == key}


def _below(reader: Organization, place: tuple[str, int] | None) -> str:
    if place is None:
        return queries.place_kind(reader)
    return "county" if place[0] == "city" else "school"


@dataclass(frozen=True)
class _Asked:
    """What the lines of an overview are made of."""

    counts: dict[str, int]
    earlier: Standing | None
    total: Standing
    is_school: bool
    narrowed: dict[str, Any]
    policy_key: str


def _rule_line(rule: Rule, asked: _Asked) -> RuleLine:
    count = asked.counts.get(rule.key, 0)
    parts = []
    if asked.is_school and rule.key in {"missing", "identity", "divisions"} and count:
        parts = [
            (words(rule.key, [field])[0], number, list_url(rule.key, field=field))
            for field, number in queries.counts_by_field(rule.key)
        ]
    change = None if asked.earlier is None else count - asked.earlier.counts.get(rule.key, 0)
    share = 100 * count / asked.total.students if asked.total.students else None
    url = list_url(rule.key, **asked.narrowed) if count else ""
    return RuleLine(rule, count, change, share, url, parts, rule.basis_for(asked.policy_key))


def _places(now: dict[int, QualityDay], kind: str, narrowed: dict[str, Any]) -> list[PlaceLine]:
    standings = queries.by_place(now.values(), kind)
    names = queries.place_names(standings)
    lines = []
    for key, standing in standings.items():
        own = narrowed | {kind: key}
        cells = [
            (count, list_url(rule.key, **{kind: key})) if (count := standing.counts.get(rule.key, 0)) else (0, "")
            for rule in RULES
        ]
        url = "" if kind == "school" else f"{reverse('quality:overview')}?{urlencode({kind: own[kind]})}"
        lines.append(PlaceLine(names.get(key, ""), url, standing, cells))
    return sorted(lines, key=lambda line: (line.standing.share if line.standing.share is not None else 101, line.name))


def _difference(now: float | None, before: float | None) -> float | None:
    return None if now is None or before is None else now - before


def list_page(scope: Scope, rule: Rule, *, field: str, place: tuple[str, int] | None, offset: int) -> dict[str, Any]:
    """The records behind a number, each with the way to the form that mends it."""
    found = queries.findings(rule.key, field=field, place=place)
    rows, total = queries.part_of(found, offset, SIZE)
    others = _others(rows) if rule.key == "duplicate" else {}
    lines = [
        FindingLine(
            row,
            words(rule.key, row.fields),
            mend_url(rule.key, row.student) if scope.level is Level.SCHOOL else "",
            mend_label(rule.key, row.student),
            others.get(row.student_id, []),
        )
        for row in rows
    ]
    return {
        "rule": rule,
        "field": words(rule.key, [field])[0] if field else "",
        "place_name": queries.place_names([place[1]]).get(place[1], "") if place else "",
        "lines": lines,
        "total": total,
        "first": offset + 1,
        "last": offset + len(rows),
        "previous": max(offset - SIZE, 0) if offset else None,
        "next": offset + SIZE if offset + SIZE < total else None,
        "is_school": scope.level is Level.SCHOOL,
        "entry": field,
        "together": _together(found, field) if scope.level is Level.SCHOOL and scope.allows("open_cases") else [],
    }


def _together(found: QuerySet[Finding], field: str) -> list[int]:
    """The registered students whose one entry is mended in one case; none where an entry has to be looked at singly."""
    if field not in FOR_MANY:
        return []
    registered = found.exclude(student__status=Status.PENDING).values_list("student_id", flat=True)
    keys = list(registered[:TOGETHER])
    return keys if len(keys) > 1 else []


def _others(rows: list[Finding]) -> dict[int, list[Student]]:
    """With whom a student may be mixed up, of those whom the reader sees: others are named to the levels above."""
    people = [row.student for row in rows]
    same = Student.objects.filter(name__in={each.name for each in people}, status__in=OPEN_STATUSES)
    found: dict[int, list[Student]] = {}
    candidates = list(same.filter(birth_date__in={each.birth_date for each in people}).select_related("school"))
    for each in people:
        found[each.pk] = [
            other
            for other in candidates
            if other.person_id != each.person_id
            and (other.name, other.sex, other.birth_date) == (each.name, each.sex, each.birth_date)
        ]
    return found


def worst(scope: Scope, organization: Organization) -> dict[str, Any] | None:
    """The largest numbers for the workbench; up to two minutes old. None where nothing is wrong or may be seen."""
    if not scope.office_id or not scope.allows("view_students"):
        return None
    counts = cache.get_or_set(card_key(organization.pk), lambda: _total_counts(scope), REMEMBERED) or {}
    ordered = sorted(counts.items(), key=lambda pair: (not BY_KEY[pair[0]].serious, -pair[1]))
    lines = [(BY_KEY[key], count, list_url(key)) for key, count in ordered[:WORST] if count]
    return {"lines": lines, "card_url": reverse("quality:overview")} if lines else None


def card_key(organization: int) -> str:
    """The name under which the workbench's numbers of an organization are remembered."""
    return f"quality-card-{organization}"


def _total_counts(scope: Scope) -> dict[str, int]:
    return queries.summed(queries.latest_days(clock.today()).values()).counts


def _chart(lines: list[RuleLine]) -> dict[str, Any]:
    shown = [line for line in lines if line.count]
    return {
        "kind": "bar",
        "labels": [str(line.rule.label) for line in shown],
        "series": [{"name": _("人数"), "data": [line.count for line in shown]}],
    }
