"""The history of admissions: append-only, what was done, when and by whom."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from students.admission.models.admissions import Admission
from students.admission.states import AdmissionState, Verb
from xueji.database.fence import Fence, tenant_fence
from xueji.organizations.models import TenantRow


class AdmissionEvent(TenantRow):
    """One thing done to an admission. It outlives an admission that is taken back with a whole import."""

    admission = models.ForeignKey(Admission, models.DO_NOTHING, db_constraint=False, related_name="events")
    verb = models.CharField(_("事项"), max_length=12, choices=Verb)
    from_state = models.CharField(_("原状态"), max_length=12, choices=AdmissionState, blank=True)
    to_state = models.CharField(_("新状态"), max_length=12, choices=AdmissionState)
    on = models.DateField(_("日期"))
    note = models.CharField(_("说明"), max_length=200, blank=True)
    data = models.JSONField(default=dict)
    actor_id = models.BigIntegerField(_("经办人"), null=True)
    at = models.DateTimeField(_("时间"))

    fence: ClassVar[Fence] = tenant_fence(append_only=True)

    class Meta:
        verbose_name = _("录取沿革")
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["admission", "-id"], name="admission_history")]

    def __str__(self) -> str:
        return f"{self.admission_id} {self.verb}"
