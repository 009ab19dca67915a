"""Verbs of cases. Each is atomic, asks who acts, moves the case by the engine and leaves a decision behind."""

from xueji.cases.actions.deciding import case_reject, step_approve, step_return
from xueji.cases.actions.filing import step_correct, step_file
from xueji.cases.actions.many import Outcome, cases_decide
from xueji.cases.actions.opening import case_check, case_open, case_reopen, case_submit
from xueji.cases.actions.pressing import case_press
from xueji.cases.actions.withdrawing import case_withdraw, case_withdraw_by_student

__all__ = [
    "Outcome",
    "case_check",
    "case_open",
    "case_press",
    "case_reject",
    "case_reopen",
    "case_submit",
    "case_withdraw",
    "case_withdraw_by_student",
    "cases_decide",
    "step_approve",
    "step_correct",
    "step_file",
    "step_return",
]
