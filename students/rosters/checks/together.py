"""Columns that belong together: what one cell asks of others (notes in the national template's second row)."""

from dataclasses import replace

from django.utils.translation import gettext as _

from students.rosters.checks.table import Table
from students.rosters.columns import COLUMNS, CONDITIONS, MEMBER_CORE, MEMBERS, Condition
from students.rosters.problems import Fault

FARMING = "农业户口"


def check_together(table: Table) -> None:
    """Add what is missing. Only columns that the sheet has are asked for."""
    for condition in CONDITIONS:
        _check_condition(table, condition, [name for name in condition.needed if table.has(name)])
    for member in MEMBERS:
        _check_member(table, member)
    _offer_residence(table)


def _check_condition(table: Table, condition: Condition, needed: list[str]) -> None:
    heading = COLUMNS[condition.decider].heading
    if all(all(map(str.strip, table.spellings[name])) for name in needed):
        return  # nobody left one of them empty
    for at, value in enumerate(table.values.get(condition.decider, ())):
        if value is None or (value == condition.value) is condition.negated:
            continue
        for name in needed:
            if not table.text(name, at).strip():
                message = _("%(heading)s为“%(value)s”，此项必填") % {"heading": heading, "value": value}
                remedy = _("补填，或改“%(heading)s”") % {"heading": heading}
                table.add(at, name, Fault("required_together", "together", message, remedy))


def _check_member(table: Table, member: str) -> None:
    present = [name for name in COLUMNS if name.startswith(f"member{member}_") and table.has(name)]
    core = [f"member{member}_{part}" for part in MEMBER_CORE if table.has(f"member{member}_{part}")]
    if all(all(map(str.strip, table.spellings[name])) for name in core):
        return  # nobody left one of the four empty
    filled = zip(*(table.texts[name] for name in present if table.spellings[name] != {""}), strict=True)
    for at, texts in enumerate(filled):
        if not any(texts) or not any(map(str.strip, texts)):
            continue
        for name in core:
            if not table.text(name, at).strip():
                message = _("成员%(member)s填了，姓名、关系、是否监护人、联系电话四项须同时填") % {"member": member}
                table.add(at, name, Fault("member_incomplete", "together", message, _("补填，或把这名成员各项都清空")))


def _offer_residence(table: Table) -> None:
    """A farming household's student lives in a village unless the sheet says otherwise: worth offering."""
    for position, problem in enumerate(table.problems):
        if problem.field != "residence_type" or problem.fault.code != "required":
            continue
        if table.value("household_type", problem.at) == FARMING:
            fault = Fault("required", "required", problem.fault.message, _("农业户口一般为“农村”"), "农村")
            table.problems[position] = replace(problem, fault=fault)
