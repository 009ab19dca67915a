"""What an import learns and leaves behind: rows that clash with a record or have somebody alike, told in the dry run; and
those that could not be stored because of it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from students.identity.checking import Asked, Hit, clashes_found, number_index_of
from students.identity.findings import findings_keep, row_of
from students.identity.models import Via
from students.rosters.checks.table import Table
from students.rosters.problems import Fault
from xueji.organizations.models import Organization
from xueji.organizations.scope import current_scope, unfenced
from xueji.policies.vocabulary import ClashKind

_FAULT = "open_elsewhere"


def rows_warn(school_id: int, table: Table, indexes: Sequence[bytes | None], places: Iterable[int]) -> None:
    """Tell in the dry run of the rows at these places, new to the school, who in the register is like them or holds the
    number that they would get. A row is not stopped by that; it is settled before the registration. Of a record at
    another school nothing is said but that there is one: a school stands on no level that spans both."""
    asked: list[Asked] = []
    for at in places:
        values, index = {name: column[at] for name, column in table.values.items()}, indexes[at]
        if index is not None and all(values.get(name) for name in ("name", "sex", "birth_date")):
            number = number_index_of(str(values["identity_type"]), str(values["identity_number"]))
            asked.append(replace(row_of(at, school_id, values, index)[0], number_index=number))
    if not asked:
        return
    with unfenced(reason="rows of a roster looked for in the whole register"):
        hits = clashes_found(asked)
    told: set[tuple[int, str]] = set()
    for hit in sorted(hits, key=lambda each: (each.key, each.school_id != school_id)):
        fault = _warning(hit, is_own=hit.school_id == school_id)
        if fault is not None and (hit.key, fault.code) not in told:
            told.add((hit.key, fault.code))
            table.add(hit.key, "name" if hit.kind == ClashKind.LIKENESS else "identity_number", fault)


def _warning(hit: Hit, *, is_own: bool) -> Fault | None:
    where = _("本校") if is_own else _("别的学校")
    if hit.kind == ClashKind.LIKENESS:
        message = _("登记册中已有同名、同性别、同出生日期的人，证件号不同，在%(where)s") % {"where": where}
        remedy = _("核对是否同一人用了两个证件号；不是同一人的，注册前提交佐证")
        return Fault("alike_in_register", "elsewhere", message, remedy, is_hint=True)
    if hit.kind == ClashKind.NUMBER:
        message = _("登记册中已有人用这个号码的学籍号，现在的证件号不同，在%(where)s") % {"where": where}
        return Fault("number_in_register", "elsewhere", message, _("核对证件号；注册前须先处理重复"), is_hint=True)
    return None


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
