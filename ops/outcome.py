"""What came of one check."""

from dataclasses import dataclass

PASSED = "passed"
FAILED = "FAILED"
SKIPPED = "skipped"


@dataclass(frozen=True)
class Outcome:
    """`details` are shown unless the check passed quietly."""

    state: str
    details: str = ""
    is_loud: bool = False
