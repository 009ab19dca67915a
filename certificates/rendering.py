"""The middle step: from a draft to stored bytes, outside every transaction. Idempotent, and taken up again by a sweep."""

from collections.abc import Iterable
from datetime import timedelta

import structlog
from django.db import connection, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from certificates import storage
from certificates.actions import certificate_activate
from certificates.dispatch import render_when_committed
from certificates.models import Certificate
from certificates.printing import Printable, pdf_of
from certificates.states import State
from xueji import clock
from xueji.database.fence import Level
from xueji.organizations.scope import Scope
from xueji.printing.pdf import PrintingFailed

log = structlog.get_logger()

ATTEMPTS = 5
AGE = timedelta(seconds=60)  # after which a draft counts as left behind


def render_many(certificate_ids: Iterable[int], school_id: int) -> int:
    """Render and activate drafts of one school one by one; returns how many came into force. One that fails keeps the
    reason and does not hold up the others."""
    scope = Scope(level=Level.SCHOOL, organization_id=school_id, role="system")
    return sum(certificate_render(certificate_id, scope) for certificate_id in certificate_ids)


def certificate_render(certificate_id: int, scope: Scope) -> bool:
    """Draft → bytes → in force. False when it was no draft, when somebody was faster, or when it could not be made."""
    printable = _printable(certificate_id, scope)
    if printable is None:
        return False
    try:
        sha256 = storage.put(pdf_of(printable))
    except PrintingFailed as error:
        _note(certificate_id, scope, str(error))
        return False
    except Exception:
        log.exception("certificate_render_failed", certificate_id=certificate_id)
        _note(certificate_id, scope, "")
        return False
    with scope.enter():
        return certificate_activate(actor=scope, certificate_id=certificate_id, sha256=sha256)


def drafts_finish() -> int:
    """Send again the drafts that a dead worker or an emptied broker left; returns how many."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT id, school_id FROM xj_certificate_drafts_left(%s, %s)", [clock.now() - AGE, ATTEMPTS])
        left = cursor.fetchall()
        schools: dict[int, list[int]] = {}
        for certificate_id, school_id in left:
            schools.setdefault(school_id, []).append(certificate_id)
        for school_id, certificate_ids in schools.items():
            render_when_committed(certificate_ids, school_id)
    return len(left)


def _printable(certificate_id: int, scope: Scope) -> Printable | None:
    with scope.enter():
        found = Certificate.objects.filter(pk=certificate_id, state=State.DRAFT).first()
        if found is None:
            return None
        return Printable(
            kind=found.kind,
            number=found.number,
            identity_number=found.identity_number,
            student_number=found.student_number,
            verify_code=found.verify_code,
            fields=found.fields,
        )


def _note(certificate_id: int, scope: Scope, problem: str) -> None:
    with scope.enter():
        Certificate.objects.filter(pk=certificate_id, state=State.DRAFT).update(
            attempts=F("attempts") + 1, problem=(problem or _("系统出错，没有生成文件；系统会自动再试。"))[:200]
        )
