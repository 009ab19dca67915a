"""What the page shows before a batch is opened: who waits, what the rules say of them, the path. Nothing is written."""

from collections.abc import Sequence
from dataclasses import dataclass

from students.models import Student
from students.parties import parties_of_school, policy_key_of, school_rules_of
from students.registration.facts import registration_facts
from students.registration.kind import RegistrationKind
from xueji import clock
from xueji.cases.checks import blocked, summed_up
from xueji.cases.preview import PathStep, path_preview
from xueji.organizations.models import Organization
from xueji.organizations.scope import unfenced
from xueji.policies.engine.chains import Route
from xueji.policies.engine.registry import get as policy
from xueji.policies.engine.verdicts import Verdicts


@dataclass(frozen=True)
class Preview:
    """The rules summed up over the batch, `stopped` students whom one holds up, and the path."""

    verdicts: Verdicts
    stopped: int
    path: list[PathStep]
    source: str

    @property
    def is_late(self) -> bool:
        """Whether somebody would have to grant an exception."""
        return bool(self.verdicts.exceptions)


def preview_of(school: Organization, students: Sequence[Student]) -> Preview:
    """Ask the rules of today about these students, who need person, programme and class at hand."""
    key, today, kind = policy_key_of(school), clock.today(), RegistrationKind()
    with unfenced(reason="rules of a batch that is being put together"):
        facts = registration_facts(school, students)
    own_rules = school_rules_of(school, today)
    said = [kind.judge(key, facts[student.pk], today, school_rules=own_rules) for student in students]
    total = summed_up(said)
    rules = policy(key)
    return Preview(
        verdicts=total,
        stopped=sum(1 for verdicts in said if blocked(verdicts, exceptions_block=False)),
        path=path_preview(
            key, kind.key, Route.ONLY, parties_of_school(school), today, with_exception=bool(total.exceptions)
        ),
        source=f"{rules.short_name} {rules.version(today)}",
    )
