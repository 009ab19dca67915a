"""What is wrong with a typed value, for an error table, a form field and an API alike."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True)
class Problem:
    """One finding: a stable `code` for programs, and a translatable text that says what, why and what to do.

    `text` may hold %(name)s places that `params` fills. A warning does not make the value unusable.
    """

    code: str
    text: Any
    params: dict[str, str] = field(default_factory=dict, compare=False)
    severity: Severity = "error"

    @property
    def message(self) -> str:
        """The sentence for the reader, in the active language."""
        return str(self.text) % self.params if self.params else str(self.text)


def has_errors(problems: Iterable[Problem]) -> bool:
    """Whether any of `problems` is more than a warning."""
    return any(problem.severity == "error" for problem in problems)
