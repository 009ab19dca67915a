"""Special schools: what every province shares, cited under transfer."""

from django.utils.translation import gettext_lazy as _

from xueji.policies.engine.chains import Chain, Party, Route
from xueji.policies.engine.citations import Citation
from xueji.policies.engine.rules import Severity, register
from xueji.policies.patterns import special_school
from xueji.policies.patterns.steps import approval, filing, submission

_TRANSFER = Citation("national_2010", "transfer")
_STEPS = (
    submission(Party.SCHOOL, _TRANSFER),
    approval(2, Party.SCHOOL, _TRANSFER, "step.working_days", label=_("学校核办")),
    filing(3, Party.AUTHORITY, _TRANSFER, label=_("报主管部门备案")),
)

CHAINS = (
    Chain("special_placement", "special_placement", Route.ONLY, _("送专门学校"), Party.SCHOOL, _STEPS),
    Chain("special_return", "special_return", Route.ONLY, _("从专门学校转回"), Party.SCHOOL, _STEPS),
)


@register
class NationalPlacementEnrolled(special_school.PlacementEnrolled):
    """Status stays at the original school."""

    article = "transfer"
    sentence = _("送专门学校的学生应有学籍，学籍保留在原学校。")


@register
class NationalPlacementGrounds(special_school.PlacementGrounds):
    """Serious misconduct and not suited."""

    article = "transfer"
    sentence = _("有严重不良行为且不适合在中职就读的，可按有关规定送专门学校。")


@register
class NationalPlacementDecision(special_school.PlacementDecided):
    """The decision of those who may take it."""

    article = "transfer"
    severity = Severity.EVIDENCE
    sentence = _("送专门学校须有按规定作出的决定。")


@register
class NationalReturnEnrolled(special_school.ReturnFromThere):
    """From a special school."""

    article = "transfer"
    sentence = _("在专门学校就读的学生可以申请转回。")


@register
class NationalReturnConsents(special_school.ReturnConsents):
    """Student and guardian ask for it."""

    article = "transfer"
    severity = Severity.EVIDENCE
    sentence = _("转回由学生和监护人申请。")


@register
class NationalReturnConduct(special_school.GoodConduct):
    """With a good report."""

    article = "transfer"
    severity = Severity.EVIDENCE
    sentence = _("在专门学校表现好的可以申请转回。")


@register
class NationalReturnAccepted(special_school.OriginalSchoolAccepts):
    """The original school accepts."""

    article = "transfer"
    sentence = _("原学校应准予转回。")


@register
class NationalReturnBars(special_school.NoBars):
    """No window, no bar of the last grade."""

    article = "transfer"
    severity = Severity.WARNS
    sentence = _("转回原学校不按一般转学的时间和年级限制。")
