"""Cases in every state."""

from xueji.demo.people import Crowd
from xueji.organizations.models import Organization


def run_cases(planted: dict[str, Organization], crowd: Crowd) -> int:
    return 0
