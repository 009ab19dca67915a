"""What an import leaves behind: rows that clash with a record elsewhere, and the old numbers that its rows named."""

from collections.abc import Sequence

from students.identity.checking import Asked, clashes_found
from students.identity.findings import findings_keep, row_of
from students.identity.models import Via
from students.rosters.checks.table import Table
from xueji.organizations.models import Organization
from xueji.organizations.scope import current_scope, unfenced
from xueji.policies.vocabulary import ClashKind

_FAULT = "open_elsewhere"


def rows_keep(school: Organization, table: Table, indexes: Sequence[bytes | None]) -> int:
    """Write down the rows that could not be stored because somebody is on a register elsewhere; returns how many."""
    places = {problem.at for problem in table.problems if problem.fault.code == _FAULT}
    asked: dict[int, Asked] = {}
    masks: dict[int, str] = {}
    for at in sorted(places):
        values, index = {name: column[at] for name, column in table.values.items()}, indexes[at]
        if index is not None and all(values.get(name) for name in ("name", "sex", "birth_date")):
            asked[at], masks[at] = row_of(at, school.pk, values, index)
    if not asked:
        return 0
    with unfenced(reason="rows of a roster that clash with records elsewhere"):
        hits = [hit for hit in clashes_found(list(asked.values())) if hit.kind == ClashKind.IDENTITY]
        return len(findings_keep(asked, hits, via=Via.IMPORT, actor=current_scope(), masks=masks))
