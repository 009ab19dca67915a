"""What schools set for themselves: the parameters that a regulation leaves to them, and the values of one school."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from xueji import clock
from xueji.organizations.models import Organization
from xueji.policies.assignments import policy_key_of
from xueji.policies.engine import registry
from xueji.policies.engine.parameters import Parameter, ParameterError
from xueji.policies.models import SchoolRule
from xueji.policies.readers import keys_read


def settable(policy_key: str) -> tuple[Parameter, ...]:
    """The parameters that a regulation leaves to schools and that something reads, in the order of the articles."""
    policy = registry.get(policy_key)
    read = keys_read(policy)
    found = [item for item in policy.parameters_by_key if item.is_set_by_school and item.key in read]
    return tuple(sorted(found, key=lambda item: (isinstance(item.citation.article, str), item.citation.article)))


def school_rules_of(school: Organization, on: date | None = None) -> dict[str, Any]:
    """What a school has set, by parameter key, as of a day (today); one query."""
    return schools_rules([school.pk], on).get(school.pk, {})


def schools_rules(school_ids: Iterable[int], on: date | None = None) -> dict[int, dict[str, Any]]:
    """What many schools have set, by school, in one query."""
    day = on or clock.today()
    rows = SchoolRule.objects.filter(school_id__in=set(school_ids), since__lte=day).order_by("since", "pk")
    found: dict[int, dict[str, Any]] = {}
    for school_id, key, value in rows.values_list("school_id", "key", "value"):
        found.setdefault(school_id, {})[key] = value
    return found


@dataclass(frozen=True)
class Setting:
    """One parameter as a school's page shows it: the value that holds, where it comes from, what was and will be."""

    parameter: Parameter
    value: Any
    current: SchoolRule | None
    coming: tuple[SchoolRule, ...]
    past: tuple[SchoolRule, ...]


def settings_of(school: Organization, on: date | None = None) -> list[Setting]:
    """Every parameter left to a school, with its history; one query besides that for the regulation."""
    day = on or clock.today()
    rows: dict[str, list[SchoolRule]] = {}
    for row in SchoolRule.objects.filter(school=school).select_related("recorded_by").order_by("since", "pk"):
        rows.setdefault(row.key, []).append(row)
    return [_setting(item, rows.get(item.key, []), day) for item in settable(policy_key_of(school, day))]


def _setting(parameter: Parameter, rows: list[SchoolRule], day: date) -> Setting:
    begun = [row for row in rows if row.since <= day]
    current = begun[-1] if begun else None
    return Setting(
        parameter=parameter,
        value=current.value if current else _stated(parameter, day),
        current=current,
        coming=tuple(row for row in rows if row.since > day),
        past=tuple(reversed(begun[:-1])),
    )


def _stated(parameter: Parameter, day: date) -> Any:
    try:
        return parameter.on(day)
    except ParameterError:
        return None
