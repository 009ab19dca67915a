"""What the two texts leave open, and which readings answer it."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from xueji.policies.engine.parameters import Interpretation
from xueji.policies.engine.policy import Policy
from xueji.policies.engine.registry import HOME, all_policies


@dataclass(frozen=True)
class Answer:
    """A reading that answers a question, in the regulation that states it."""

    policy: Policy
    reading: Interpretation


@dataclass(frozen=True)
class Question:
    """One open question: its number, which regulation it is about (empty: both), the matter in a sentence."""

    number: int
    about: str
    text: str
    later: bool
    answers: tuple[Answer, ...]


@cache
def _asked() -> tuple[dict[str, Any], ...]:
    return tuple(yaml.safe_load((HOME / "questions.yaml").read_text(encoding="utf-8")))


def questions() -> list[Question]:
    """Every open question with its answers, in the order of their numbers."""
    return [
        Question(
            number=row["number"],
            about=row.get("about", ""),
            text=row["text"],
            later=row.get("later", False),
            answers=tuple(_answers(row["number"])),
        )
        for row in _asked()
    ]


def _answers(number: int) -> list[Answer]:
    found = []
    for policy in all_policies():
        for key in policy.parameters_by_key.own:
            reading = policy.parameters_by_key.find(key)
            if isinstance(reading, Interpretation) and number in reading.questions:
                found.append(Answer(policy, reading))
    return found
