"""What the page shows while a matter is being filled in: rules, papers owed, path, what follows. Nothing is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from students.matters.gathering import Gathering
from students.matters.kind import MatterKind
from students.models import Student
from students.parties import policy_key_of, school_rules_of
from xueji import clock
from xueji.cases.checks import blocked, summed_up
from xueji.cases.models import Case
from xueji.cases.preview import PathStep, path_preview
from xueji.organizations.models import Organization
from xueji.organizations.scope import unfenced
from xueji.policies.engine.chains import Route
from xueji.policies.engine.registry import get as policy
from xueji.policies.engine.verdicts import EvidenceNeed, Verdicts
from xueji.policies.vocabulary import Evidence


@dataclass(frozen=True)
class Preview:
    """The right-hand side of the form. `stopped` students of a batch are held up by a rule; `source` names the reading."""

    verdicts: Verdicts
    owed: tuple[EvidenceNeed, ...]
    path: list[PathStep]
    effects: list[str]
    source: str
    stopped: int

    @property
    def stops(self) -> str:
        """What stands against it now; empty when nothing does. Exceptions hold up the decision, not the submission."""
        parts = []
        if self.verdicts.forbidden:
            parts.append(_("%(count)d 条规则不允许") % {"count": len(self.verdicts.forbidden)})
        if self.verdicts.exceptions:
            parts.append(_("%(count)d 条须由上级作例外") % {"count": len(self.verdicts.exceptions)})
        if self.owed:
            parts.append(_("%(count)d 份材料未交") % {"count": len(self.owed)})
        return "，".join(parts)


def preview_of(
    kind: MatterKind,
    school: Organization,
    students: Sequence[Student],
    matters: Sequence[Any],
    *,
    case: Case | None = None,
    handed_in: frozenset[str] = frozenset(),
) -> Preview:
    """Ask the rules of today about rows that are not saved. `handed_in` are keys of papers given before there is a case."""
    key, today = policy_key_of(school), clock.today()
    papers = frozenset(case.evidence.values_list("key", flat=True)) if case else handed_in
    gathering = Gathering(
        school=school,
        students=list(students),
        matters={row.student_id: row for row in matters},
        case=case,
        # Who fills a form in says what is on the paper; in the case the paper itself has to be there.
        signed=case is None or not kind.application or kind.application in papers,
        evidence=papers,
    )
    with unfenced(reason="rules of a matter that is being filled in"):
        facts = kind.gather(gathering)
        own_rules = school_rules_of(school, today)
        said = [kind.judge(key, facts[student.pk], today, school_rules=own_rules) for student in students]
    total = summed_up(said)
    rules = policy(key)
    return Preview(
        verdicts=total,
        owed=_with_application(kind, papers, total.missing_evidence),
        path=path_preview(
            key, kind.key, Route.ONLY, kind.seated(school, matters), today, with_exception=bool(total.exceptions)
        ),
        effects=list(dict.fromkeys(sentence for row in matters[:1] for sentence in kind.sentences(row))),
        source=f"{rules.short_name} {rules.version(today)}",
        stopped=sum(1 for verdicts in said if blocked(verdicts, exceptions_block=False)),
    )


def _with_application(
    kind: MatterKind, papers: frozenset[str], owed: tuple[EvidenceNeed, ...]
) -> tuple[EvidenceNeed, ...]:
    """What is owed, the signed application first: the form believes its boxes, the case asks for the paper."""
    if not kind.application or kind.application in papers:
        return owed
    own = Evidence(kind.application).need
    return (own, *(need for need in owed if need != own))
