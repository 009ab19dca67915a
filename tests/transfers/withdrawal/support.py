"""Required withdrawals for tests: contacts and announcements as a registrar records them."""

from datetime import date
from typing import Any

from students.models import Student
from tests.support.world import World
from tests.transfers.matters import opened
from transfers.withdrawal.actions import contact_attempts_record, public_notice_record
from transfers.withdrawal.models import ContactAttempt, PublicNotice, RequiredWithdrawal
from xueji.cases.models import Case

TODAY = date(2026, 9, 21)


def truant(student: Student, hours: int = 90, **columns: Any) -> RequiredWithdrawal:
    return RequiredWithdrawal(student=student, ground="truancy", truant_hours=hours, **columns)


def draft(world: World, school: str, student: Student) -> Case:
    """Ninety truant hours, nobody told yet."""
    return opened(world, school, "required_withdrawal", truant(student))


def contacted(world: World, school: str, case: Case, *students: Student, **details: Any) -> list[ContactAttempt]:
    """By the registrar, on the phone, without an answer unless told otherwise."""
    scope = world.scope(f"{school}.registrar")
    usual = {"on": date(2026, 9, 10), "way": "phone", "whom": "guardian", "result": "no_answer", "by_name": "周敏"}
    with scope.enter():
        return contact_attempts_record(actor=scope, case=case, students=students, **usual | details)


def announced(world: World, school: str, case: Case, first: date, last: date) -> PublicNotice:
    scope = world.scope(f"{school}.registrar")
    with scope.enter():
        return public_notice_record(actor=scope, case=case, starts_on=first, ends_on=last, place="学校公告栏")
