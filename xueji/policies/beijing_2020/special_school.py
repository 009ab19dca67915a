"""Special schools in Beijing: article 19, paragraph 2."""

from django.utils.translation import gettext_lazy as _

from xueji.policies.engine.chains import Chain, Party, Route
from xueji.policies.engine.citations import Citation
from xueji.policies.engine.rules import Severity, register
from xueji.policies.patterns import special_school
from xueji.policies.patterns.steps import approval, filing, submission

_PLACE = Citation("beijing_2020", 19, 2)
_STEPS = (
    submission(Party.SCHOOL, _PLACE),
    approval(2, Party.SCHOOL, _PLACE, "step.working_days", label=_("学校核办")),
    filing(3, Party.AUTHORITY, Citation("beijing_2020", 15), label=_("报主管部门备案")),
)

CHAINS = (
    Chain("special_placement", "special_placement", Route.ONLY, _("送专门学校"), Party.SCHOOL, _STEPS),
    Chain("special_return", "special_return", Route.ONLY, _("从专门学校转回"), Party.SCHOOL, _STEPS),
)


@register
class Beijing19PlacementEnrolled(special_school.PlacementEnrolled):
    """Article 19, paragraph 2: the original school keeps the student's status."""

    article = 19
    paragraph = 2
    sentence = _("送专门学校的是本校在籍学生，学籍保留在原学校。")


@register
class Beijing19PlacementGrounds(special_school.PlacementGrounds):
    """Article 19, paragraph 2: serious misconduct, and not suited."""

    article = 19
    paragraph = 2
    sentence = _("有严重不良行为且不适合在中职读书的学生，可以送专门学校。")


@register
class Beijing19PlacementDecision(special_school.PlacementDecided):
    """Article 19, paragraph 2: by the rules that exist for it."""

    article = 19
    paragraph = 2
    severity = Severity.EVIDENCE
    sentence = _("送专门学校按照有关规定办理，须有按规定作出的决定。")


@register
class Beijing19ReturnEnrolled(special_school.ReturnFromThere):
    """Article 19, paragraph 2: students of a special school."""

    article = 19
    paragraph = 2
    sentence = _("在专门学校就读的学生可以申请转回。")


@register
class Beijing19ReturnConsents(special_school.ReturnConsents):
    """Article 19, paragraph 2: on application."""

    article = 19
    paragraph = 2
    severity = Severity.EVIDENCE
    sentence = _("转回原学校由学生申请，未成年的与监护人共同申请。")


@register
class Beijing19ReturnConduct(special_school.GoodConduct):
    """Article 19, paragraph 2: who did well."""

    article = 19
    paragraph = 2
    severity = Severity.EVIDENCE
    sentence = _("在专门学校表现好的学生可以申请转回原学校。")


@register
class Beijing19ReturnAccepted(special_school.OriginalSchoolAccepts):
    """Article 19, paragraph 2: the original school takes the student back."""

    article = 19
    paragraph = 2
    sentence = _("原学校应准予转入，其他学校可以根据有关规定接收。")


@register
class Beijing19ReturnBars(special_school.NoBars):
    """Article 19, paragraph 2 stands beside article 18."""

    article = 19
    paragraph = 2
    severity = Severity.WARNS
    sentence = _("转回原学校是应准予的，不适用转学时间和毕业年级的限制。")
