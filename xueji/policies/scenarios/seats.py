"""Who sits in the chain of a scenario: invented bodies, so that seats melt as they do in the register."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from xueji.policies.engine.chains import OutsideParty, Party
from xueji.policies.engine.policy import Policy
from xueji.policies.matters import Matter

from .errors import ScenarioError, unknown
from .shortcuts import Relation

# The place names of the two sides, by how far the schools lie apart: county, prefecture, province.
_PLACES: dict[str, tuple[tuple[str, str, str], tuple[str, str, str]]] = {
    Relation.SAME_COUNTY: (("甲县", "甲市", "本省"), ("甲县", "甲市", "本省")),
    Relation.TWO_COUNTIES: (("甲县", "甲市", "本省"), ("乙县", "甲市", "本省")),
    Relation.TWO_PREFECTURES: (("甲县", "甲市", "本省"), ("丙县", "乙市", "本省")),
    Relation.ACROSS_PROVINCES: (("甲县", "甲市", "本省"), ("丁县", "丙市", "外省")),
}


def seats(
    matter: Matter, policy: Policy, facts: Any, relation: str, stated: Mapping[str, Any]
) -> tuple[dict[str, int | OutsideParty | None], dict[int, str]]:
    """The parties by seat, as ids, and the names of the ids.

    Usual bodies first, then what the scenario states: a name (equal names are one body), null for nobody,
    ``{outside: name}`` for a body that answers on paper.
    """
    names: dict[str, Any] = dict(_usual(matter, policy, facts, relation))
    # Whom these facts do not concern (a natural death ends with the competent authority).
    names |= dict.fromkeys(getattr(facts, "unconcerned", ()), None)
    for seat, body in stated.items():
        if seat not in Party.values:
            raise unknown("unknown_party", _("环节"), seat, Party.values)
        names[seat] = body
    ids: dict[str, int] = {}
    parties = {seat: _seat(seat, body, names, ids) for seat, body in names.items()}
    return parties, {number: name for name, number in ids.items()}


def _usual(matter: Matter, policy: Policy, facts: Any, relation: str) -> Iterator[tuple[str, str | None]]:
    if not matter.two_schools:
        school = getattr(facts, "school", None)
        yield from _side("", ("甲县", "甲市", "本省"), school, "学校", policy)
        return
    here, there = _PLACES[relation]
    yield from _side("from_", here, getattr(facts, "from_school", None), "转出学校", policy)
    yield from _side("to_", there, getattr(facts, "to_school", None), "转入学校", policy)


def _side(
    prefix: str, place: tuple[str, str, str], school: Any, label: str, policy: Policy
) -> Iterator[tuple[str, str | None]]:
    county, city, province = place
    by_education = getattr(school, "run_by_education", True)
    is_municipality = policy.municipality and province == "本省"
    bureau = f"{county[0]}区教委" if is_municipality else f"{county}教育局"
    yield f"{prefix}school", getattr(school, "name", "") or label
    yield f"{prefix}authority", bureau if by_education else f"{label}行业主管单位"
    yield f"{prefix}local_education", None if by_education else bureau
    yield f"{prefix}city", None if is_municipality else f"{city}教育局"
    yield f"{prefix}province", "市教委" if is_municipality else f"{province}教育厅"


def _seat(seat: str, body: Any, names: Mapping[str, Any], ids: dict[str, int]) -> int | OutsideParty | None:
    if body is None:
        return None
    if isinstance(body, str):
        return ids.setdefault(body, len(ids) + 1)
    if isinstance(body, Mapping) and isinstance(body.get("outside"), str):
        answering = body.get("answered_by") or names.get("school") or names.get("from_school") or body["outside"]
        return OutsideParty(body["outside"], ids.setdefault(str(answering), len(ids) + 1))
    message = _("parties.%s 应为机构名称、空（无此环节）或 {outside: 系统外单位名称}") % seat
    raise ScenarioError("wrong_type", message, name=f"parties.{seat}")
