"""What follows from a graduation inside the same transaction: certificates, and whatever other chapters add.

outcomes.register(lambda case, students, scope: …)
"""

from collections.abc import Callable, Sequence

from django.utils.translation import ngettext

from students.models import Student
from xueji import clock
from xueji.cases.engine import notify
from xueji.cases.models import Case
from xueji.organizations.scope import Scope

Outcome = Callable[[Case, Sequence[Student], Scope], None]

_outcomes: list[Outcome] = []


def register(outcome: Outcome) -> None:
    """Add what is to happen when students have graduated; it runs unfenced, inside the effect of the case."""
    if outcome not in _outcomes:
        _outcomes.append(outcome)


def follow(case: Case, students: Sequence[Student], scope: Scope) -> None:
    """Let everybody who registered act on the new graduates."""
    for outcome in _outcomes:
        outcome(case, students, scope)


def certificates_draft(case: Case, students: Sequence[Student], scope: Scope) -> None:
    """A certificate for each graduate; who has a character in the name that no font has waits, and the school is told."""
    from certificates.actions import graduation_certificates_draft, rare_characters

    waiting = rare_characters(students)
    ready = [student for student in students if student.pk not in waiting]
    graduation_certificates_draft(actor=scope, students=ready, case_id=case.pk, issued_on=clock.today())
    if waiting:
        text = ngettext(
            "%(count)d 名毕业生的姓名有字库缺字，证书待补字后签发",
            "%(count)d 名毕业生的姓名有字库缺字，证书待补字后签发",
            len(waiting),
        )
        notify(case, case.opened_for_id, "certificate", text % {"count": len(waiting)})
