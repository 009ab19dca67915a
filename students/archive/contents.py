"""What the file of a school's students consists of, and how its gaps are counted on a day."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from students.statuses import Status
from xueji.organizations.models import Organization
from xueji.policies.archive import Contents, archive_contents
from xueji.policies.assignments import policy_key_of
from xueji.policies.engine.parameters import Values
from xueji.policies.engine.registry import get as policy_of
from xueji.policies.facts import anniversary
from xueji.policies.readers import reads
from xueji.policies.vocabulary import OtherLeavers, RetentionStart

_OTHER_LEAVERS = {Status.WITHDRAWN.value, Status.CANCELLED.value}


@reads(
    "archive.yearly_kinds",
    "archive.if_any_kinds",
    "archive.graduation_form_for",
    "archive.paper_years",
    "archive.electronic_for_ever",
    "archive.close_days",
    "archive.remind_days",
    "archive.receivers",
    "archive.hand_over_papers",
    "archive.file_follows_transfer",
    "archive.runs_from",
    "archive.due_on_anniversary",
    "archive.clock_for",
    "archive.other_leavers",
)
@dataclass(frozen=True)
class FileRules:
    """The kinds of material that hold for a school, and the readings of a day."""

    contents: Contents
    values: Values

    @cached_property
    def yearly(self) -> frozenset[str]:
        """Kinds of which every finished school year owes a paper."""
        return frozenset(self.values.words("archive.yearly_kinds"))

    @cached_property
    def if_any(self) -> frozenset[str]:
        """Kinds that lack nothing where nothing happened."""
        return frozenset(self.values.words("archive.if_any_kinds"))

    @cached_property
    def graduation_for(self) -> frozenset[str]:
        """The ways of leaving that owe a form of graduation and a certificate."""
        return frozenset(self.values.words("archive.graduation_form_for"))

    @property
    def paper_years(self) -> int:
        """How long the school keeps the paper of those who left; 0 where nothing says."""
        return self.values.integer("archive.paper_years")

    @property
    def is_kept_for_ever(self) -> bool:
        """Whether the electronic file is kept for ever."""
        return self.values.flag("archive.electronic_for_ever")

    @property
    def close_days(self) -> int:
        """Within how many days of leaving a file is to be closed."""
        return self.values.integer("archive.close_days")

    @property
    def remind_days(self) -> int:
        """How many days before the paper is due the school is reminded."""
        return self.values.integer("archive.remind_days")

    @property
    def receivers(self) -> tuple[str, ...]:
        """Who may take over the paper."""
        return self.values.words("archive.receivers")

    @property
    def paper_kinds(self) -> frozenset[str]:
        """Kinds whose paper goes along when a file is handed over."""
        return frozenset(self.values.words("archive.hand_over_papers"))

    @property
    def follows_transfer(self) -> bool:
        """Whether the file of somebody who changed schools goes to the new one."""
        return self.values.flag("archive.file_follows_transfer")

    def paper_due_on(self, outcome: str, left_on: date, closed_on: date) -> date | None:
        """The day on which the paper is to be handed over (Beijing 9: three years); None where no clock runs."""
        if not self.paper_years or not self._clock_runs_for(outcome):
            return None
        start = closed_on if self.values.text("archive.runs_from") == RetentionStart.CLOSED else left_on
        due = anniversary(start, self.paper_years)
        if self.values.flag("archive.due_on_anniversary"):
            return due
        return date.fromordinal(due.toordinal() + 1)

    def _clock_runs_for(self, outcome: str) -> bool:
        if outcome in self.values.words("archive.clock_for"):
            return True
        same = self.values.text("archive.other_leavers") == OtherLeavers.SAME
        return same and outcome in _OTHER_LEAVERS


def rules_of(school: Organization, on: date) -> FileRules:
    """What holds for a school on a day."""
    policy = policy_of(policy_key_of(school, on))
    return FileRules(archive_contents(policy), policy.parameters(on))
