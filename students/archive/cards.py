"""On the workbench of a school: files to close, paper to hand over, files that arrive. Nothing is shown where nothing waits."""

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from students.archive.contents import rules_of
from students.archive.models import HandOverList
from students.archive.queries import due_by, leavers
from xueji import clock
from xueji.database.fence import Level
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope
from xueji.web.workbench import Number, register_numbers


def files_waiting(scope: Scope, organization: Organization) -> list[Number]:
    """What the keeper of the files has to do."""
    if scope.level is not Level.SCHOOL or not scope.allows("manage_students"):
        return []
    today = clock.today()
    late = today - timedelta(days=rules_of(organization, today).close_days)
    found = [
        Number(_("纸质档案到期"), due_by(organization.pk, today).count(), _("应移交"), reverse("archive:due"), "bad"),
        Number(
            _("档案待收讫"),
            HandOverList.objects.filter(receiver=organization, state="handed_over", receipt=None).count(),
            _("请核对纸质件"),
            reverse("archive:lists"),
            "wait",
        ),
        Number(
            _("离校未归档"),
            leavers(organization.pk).filter(left_on__lt=late).count(),
            _("已逾期"),
            reverse("archive:leavers"),
            "wait",
        ),
    ]
    return [number for number in found if number.value]


def register_cards() -> None:
    """Make the numbers known (from the app's ready())."""
    register_numbers("archive", files_waiting, order=40)
