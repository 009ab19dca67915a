"""Withdrawal and cancellation in words, for the case page and the printed form."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from transfers.withdrawal.models import Cancellation, RequiredWithdrawal
from xueji.policies.vocabulary import WithdrawalGround
from xueji.web.formats import cn_date_full

_GROUND_COLUMNS: dict[str, tuple[str, ...]] = {
    WithdrawalGround.TWO_YEARS_OF_LEAVE: (
        "leave_started_on",
        "leave_ended_on",
        "leave_for_service",
        "able_to_return",
    ),
    WithdrawalGround.TRUANCY: ("truant_hours",),
    WithdrawalGround.ABSENCE: ("absent_from", "absent_until", "absence_excused"),
    WithdrawalGround.NOT_RESUMED: ("leave_ended_on", "resumption_applied_on", "special_circumstances"),
    WithdrawalGround.NOT_REGISTERED: ("registration_due_on", "absence_excused"),
}


def columns_of(ground: str) -> tuple[str, ...]:
    """The columns that matter for a ground."""
    return _GROUND_COLUMNS.get(ground, ())


def required_rows(matter: RequiredWithdrawal) -> list[tuple[str, str]]:
    """The ground, what it rests on, the time for the formalities."""
    rows = [(_("情形"), matter.get_ground_display())]
    rows += _rows(matter, (*columns_of(matter.ground), "formalities_due_on"))
    if matter.applied_on:
        rows.append((_("本人方面申请退学"), cn_date_full(matter.applied_on)))
    return rows


def cancellation_rows(matter: Cancellation) -> list[tuple[str, str]]:
    """The cause and its days."""
    rows = [(_("注销原因"), matter.get_cause_display())]
    return rows + _rows(matter, ("unnatural_death", "occurred_on", "learnt_on", "reported_on", "recheck_decided_on"))


def _rows(matter: Any, names: Iterable[str]) -> list[tuple[str, str]]:
    """Labels and values of the columns that say something."""
    found = []
    for name in names:
        value = getattr(matter, name)
        if value in (None, False, ""):
            continue
        label = str(matter._meta.get_field(name).verbose_name)
        found.append(
            (label, _("是") if value is True else str(value) if isinstance(value, int) else cn_date_full(value))
        )
    return found
