"""What the rules on special schools look at. Callers are unfenced."""

from typing import Any

from students.matters.gathering import Gathering
from students.statuses import Status
from xueji.policies.facts import SpecialPlacementFacts, SpecialReturnFacts


def placement_facts(gathering: Gathering) -> dict[int, SpecialPlacementFacts]:
    """By student id."""
    return {
        key: SpecialPlacementFacts(
            student=gathering.base[key],
            requested_on=gathering.requested_on,
            checked_on=gathering.checked_on,
            serious_misconduct=matter.serious_misconduct,
            unlawful_act=matter.unlawful_act,
            unsuited=matter.unsuited,
            evidence=gathering.evidence,
        )
        for key, matter in gathering.matters.items()
    }


def return_facts(gathering: Gathering) -> dict[int, SpecialReturnFacts]:
    """By student id. The record stays at the original school, so every return that it opens leads there."""
    signed: dict[int, dict[str, Any]] = {
        key: dict(gathering.consents(matter)) for key, matter in gathering.matters.items()
    }
    there = {student.pk for student in gathering.students if student.status == Status.SPECIAL_SCHOOL}
    return {
        key: SpecialReturnFacts(
            student=gathering.base[key],
            requested_on=gathering.requested_on,
            checked_on=gathering.checked_on,
            applied_on=matter.applied_on,
            in_special_school=key in there,
            good_conduct=matter.good_conduct,
            to_original_school=True,
            evidence=gathering.evidence,
            **signed[key],
        )
        for key, matter in gathering.matters.items()
    }
