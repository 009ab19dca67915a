"""Kinds and reasons of changes in the codes of JY/T 1001 (学籍异动类别、学籍异动原因)."""

from collections.abc import Sequence
from functools import cache

from students.models import StatusChange
from students.statuses import ChangeKind, Status
from xueji.cases import registry
from xueji.cases.models import Case, Item
from xueji.policies.vocabulary import (
    CancellationCause,
    LeaveGround,
    WithdrawalGround,
    WithdrawalReason,
)

_TYPES = {
    ChangeKind.TRANSFER_OUT: "21", ChangeKind.TRANSFER_IN: "22", ChangeKind.MAJOR_CHANGE: "23", ChangeKind.DIRECTION: "23",
    ChangeKind.RETENTION: "02", ChangeKind.LEAVE: "11", ChangeKind.RESUMPTION: "12", ChangeKind.RESTORATION: "17",
    ChangeKind.WITHDRAWAL: "31", ChangeKind.REQUIRED_WITHDRAWAL: "31", ChangeKind.CANCELLATION: "18",
    ChangeKind.SPECIAL_PLACEMENT: "99", ChangeKind.SPECIAL_RETURN: "99", ChangeKind.REVOCATION: "99",
}  # fmt: skip
_DEATH, _COMPLETED, _OTHER = "51", "62", "99"
_COLON = "："


@cache
def _reasons() -> dict[str, str]:
    """The words of a reason as the register shows them → code."""
    # Pairs, not keys: members of different lists may have the same value.
    codes = (
        (LeaveGround.ILLNESS, "10"),
        (LeaveGround.HARDSHIP, "27"),
        (LeaveGround.MILITARY, "34"),
        (LeaveGround.ABROAD, "28"),
        (LeaveGround.ENTERPRISE, "24"),
        (WithdrawalGround.TWO_YEARS_OF_LEAVE, "31"),
        (WithdrawalGround.NOT_RESUMED, "31"),
        (WithdrawalGround.TRUANCY, "21"),
        (WithdrawalGround.ABSENCE, "21"),
        (WithdrawalGround.NOT_REGISTERED, "21"),
        (WithdrawalReason.EMPLOYMENT, "39"),
        (WithdrawalReason.OTHER_STUDIES, "39"),
        (WithdrawalReason.HARDSHIP, "27"),
        (WithdrawalReason.ABROAD, "28"),
        (WithdrawalReason.UNSUITED, "39"),
        (CancellationCause.DEATH, "89"),
    )
    return {str(words.label): code for words, code in codes}


@cache
def _grounds() -> frozenset[str]:
    """Every word that a form offers as the ground of a change."""
    lists = (LeaveGround, WithdrawalGround, WithdrawalReason, CancellationCause)
    return frozenset(str(words.label) for offered in lists for words in offered)


def type_code(change: StatusChange, reason: str) -> str:
    """The code of a change's kind; empty for what the standard does not call a status change (registration, graduation,
    information)."""
    kind = ChangeKind(change.kind)
    if kind is ChangeKind.CANCELLATION and str(CancellationCause.DEATH.label) in reason:
        return _DEATH
    if kind is ChangeKind.GRADUATION:
        return _COMPLETED if change.to_status == Status.COMPLETED else ""
    return _TYPES.get(kind, "")


def reason_code(change: StatusChange, reason: str) -> str:
    """The code of a change's reason: by the ground that it begins with, else by its words, else 99 其他; empty where the
    kind has none."""
    if not type_code(change, reason):
        return ""
    ground = reason.partition(_COLON)[0]
    if ground in _grounds():
        return _reasons().get(ground, _OTHER)
    fitting = [words for words in _reasons() if words in reason]
    if fitting:
        return _reasons()[max(fitting, key=len)]
    return _OTHER


def words_of(case: Case, items: Sequence[Item]) -> dict[int, tuple[str, str, str]]:
    """Reason, from-school and to-school as the case's own form words them, by person id. Of a reason the ground comes first
    (因病：术后须静养)."""
    forms = registry.get(case.kind).form(case, list(items))
    found = {}
    for item in items:
        facts = forms.get(item.pk)
        if facts is not None:
            schools = (facts.fields.get("from_school", ""), facts.fields.get("to_school", ""))
            grounds = [str(value) for _label, value in facts.rows if str(value) in _grounds()]
            own = facts.reason.rstrip("。")
            reason = own if own in grounds else _COLON.join(part for part in (*grounds[:1], own) if part)
            found[item.person_id] = (reason, *schools)
    return found
