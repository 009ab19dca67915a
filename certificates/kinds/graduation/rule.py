"""Who may be given a graduation certificate."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from students.statuses import Status

if TYPE_CHECKING:
    from students.models import Student


def refusal(student: "Student") -> str | None:
    """Only who has graduated: the audit comes before the paper (Beijing 37, Zhejiang 42)."""
    if student.status != Status.GRADUATED:
        return _("%(name)s 的学籍状态是“%(status)s”，不是毕业。请先办毕业审核，办结后再发毕业证书。") % {
            "name": student.name,
            "status": student.get_status_display(),
        }
    return None
