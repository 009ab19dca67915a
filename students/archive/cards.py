"""On the workbench of a school: files to close, paper to hand over, files that arrive. Nothing is shown where nothing waits."""

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from students.archive.contents import rules_of
from students.archive.models import HandOverList
from students.archive.queries import due_by, leavers
from xueji import clock
from xueji.database.fence import Level
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope
from xueji.web.workbench import Number, counts_for, register_counts, register_numbers


def _waiting(scope: Scope, organization: Organization) -> dict[str, QuerySet[Any]]:
    if not _is_keepers(scope):
        return {}
    today = clock.today()
    late = today - timedelta(days=rules_of(organization, today).close_days)
    return {
        "archive_due": due_by(organization.pk, today),
        "archive_arriving": HandOverList.objects.filter(receiver=organization, state="handed_over", receipt=None),
        "archive_unclosed": leavers(organization.pk).filter(left_on__lt=late),
    }


def _is_keepers(scope: Scope) -> bool:
    return scope.level is Level.SCHOOL and scope.allows("manage_students")


def files_waiting(scope: Scope, organization: Organization) -> list[Number]:
    """What the keeper of the files has to do."""
    if not _is_keepers(scope):
        return []
    counts = counts_for(scope, organization)
    found = [
        Number(_("纸质档案到期"), counts["archive_due"], _("应移交"), reverse("archive:due"), "bad"),
        Number(
            _("档案待收讫"),
            counts["archive_arriving"],
            _("请核对纸质件"),
            reverse("archive:lists"),
            "wait",
        ),
        Number(
            _("离校未归档"),
            counts["archive_unclosed"],
            _("已逾期"),
            reverse("archive:leavers"),
            "wait",
        ),
    ]
    return [number for number in found if number.value]


def register_cards() -> None:
    """Make the numbers known (from the app's ready())."""
    register_counts("archive", _waiting)
    register_numbers("archive", files_waiting, order=40)
