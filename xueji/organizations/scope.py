"""The scope: as whom a request, a task or a command runs. Exactly one at a time, set in the transaction.

`Scope.enter()` opens a transaction and changes to the level's database role; row-level security then shows and accepts
the rows of that organization's subtree only. Without a scope tenant tables show nothing and accept nothing.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Any, TypeVar, cast

from django.db import connection, transaction

from xueji.audit.actions import event_record
from xueji.database.connect import APP_ROLE
from xueji.database.fence import Level
from xueji.organizations.models import Office, Organization
from xueji.organizations.roles import role as role_of

Noted = TypeVar("Noted")
_current: ContextVar["Scope | None"] = ContextVar("xueji_scope", default=None)
_noted: ContextVar["dict[str, Any] | None"] = ContextVar("xueji_noted", default=None)


@dataclass(frozen=True)
class Scope:
    """Who acts, for which organization, in which office. Ids only: it travels into tasks and logs.

    `organization_id` is the organization of the office (None for students and the public), `person_id` the student,
    `code` what an anonymous visitor holds in hand (a certificate's verification code).
    """

    level: Level
    organization_id: int | None = None
    user_id: int | None = None
    office_id: int | None = None
    role: str = ""
    person_id: int | None = None
    code: str = ""
    case_id: int | None = None

    @classmethod
    def of_office(cls, office: Office) -> "Scope":
        return cls(
            level=office.organization.level,
            organization_id=office.organization_id,
            user_id=office.user_id,
            office_id=office.pk,
            role=office.role,
        )

    @classmethod
    def of_organization(cls, organization: Organization) -> "Scope":
        """The system acting for an organization (a task or a command), without an officer."""
        return cls(level=organization.level, organization_id=organization.pk, role="system")

    @classmethod
    def of_student(cls, *, user_id: int, person_id: int) -> "Scope":
        return cls(level=Level.STUDENT, user_id=user_id, person_id=person_id, role="student")

    @classmethod
    def of_public(cls, code: str) -> "Scope":
        return cls(level=Level.PUBLIC, code=code, role="public")

    def allows(self, permission: str) -> bool:
        """Whether the office's role holds `permission` ("decide_cases"); the system acting for itself holds all."""
        if self.role == "system":
            return True
        return self.office_id is not None and permission in role_of(self.role).permissions

    @contextmanager
    def enter(self) -> Iterator["Scope"]:
        """Run a block inside a transaction under this scope; an outer scope is taken up again afterwards."""
        before, notes = _current.get(), _noted.get()
        outermost = not connection.in_atomic_block
        with transaction.atomic():
            _set(self)
            token, noted = _current.set(self), _noted.set({} if notes is None else notes)
            try:
                yield self
            finally:
                _current.reset(token)
                _noted.reset(noted)
            # The settings are the transaction's own: where it ends here, they end with it.
            if not outermost:
                _set(before)


def current_scope() -> Scope | None:
    """The scope of this request, task or command."""
    return _current.get()


def notes() -> dict[str, Any]:
    """What parts of one request or task tell each other so as not to ask twice: lives as long as the outermost scope."""
    held = _noted.get()
    return {} if held is None else held


def asked_once(key: str, ask: Callable[[], Noted]) -> Noted:
    """What `ask` answers, asked once a request or task under this key; each time where there is no scope."""
    held = notes()
    if key not in held:
        held[key] = ask()
    return cast(Noted, held[key])


@contextmanager
def unfenced(*, reason: str) -> Iterator[Scope]:
    """The escape hatch: every row of every organization, for one block, with an audit row that says why.

    For what no single organization may see or write: applying a case's effect at two schools, the deadline sweep,
    nationwide counts. Never hand what was read here to a reader without asking whether it is theirs.
    """
    outer = _current.get() or Scope(level=Level.UNFENCED, role="system")
    with replace(outer, level=Level.UNFENCED).enter() as scope:
        event_record(
            kind="unfenced",
            actor_id=scope.user_id,
            organization_id=scope.organization_id,
            reason=reason,
        )
        yield scope


@contextmanager
def case_effect(case_id: int, *, reason: str) -> Iterator[Scope]:
    """Like `unfenced`, for the effect of a case: only inside may a student's status change (a trigger asks for it).

    Case 0 stands for what was before the register: students taken over with their status.
    """
    outer = _current.get() or Scope(level=Level.UNFENCED, role="system")
    with unfenced(reason=reason), replace(outer, level=Level.UNFENCED, case_id=case_id).enter() as scope:
        yield scope


def _set(scope: Scope | None) -> None:
    keys = (scope.organization_id, scope.person_id, scope.code, scope.user_id, scope.case_id) if scope else (None,) * 5
    values = [scope.level.role if scope else APP_ROLE, *("" if key is None else str(key) for key in keys)]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('role', %s, true), set_config('xueji.org', %s, true),"
            " set_config('xueji.person', %s, true), set_config('xueji.code', %s, true),"
            " set_config('xueji.actor', %s, true), set_config('xueji.case', %s, true)",
            values,
        )
