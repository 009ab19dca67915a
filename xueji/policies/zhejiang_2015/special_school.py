"""Special schools in Zhejiang: article 17, paragraph 5."""

from django.utils.translation import gettext_lazy as _

from xueji.policies.engine.chains import Chain, Party, Route
from xueji.policies.engine.citations import Citation
from xueji.policies.engine.rules import Severity, register
from xueji.policies.patterns import special_school
from xueji.policies.patterns.steps import approval, submission

_PLACE = Citation("zhejiang_2015", 17, 5)
_DAYS = "withdrawal.step_working_days"
# No filing is named here: article 16 then makes the authority's handling an approval.
_STEPS = (
    submission(Party.SCHOOL, _PLACE, _DAYS),
    approval(2, Party.SCHOOL, _PLACE, _DAYS, label=_("学校核办")),
    approval(3, Party.AUTHORITY, Citation("zhejiang_2015", 16), _DAYS, label=_("学籍主管部门核办")),
)

CHAINS = (
    Chain("special_placement", "special_placement", Route.ONLY, _("送专门学校"), Party.SCHOOL, _STEPS),
    Chain("special_return", "special_return", Route.ONLY, _("从专门学校转回"), Party.SCHOOL, _STEPS),
)


@register
class Zhejiang17PlacementEnrolled(special_school.PlacementEnrolled):
    """Article 17, paragraph 5: the original school keeps the student's status."""

    article = 17
    paragraph = 5
    sentence = _("送专门学校的是本校在籍学生，学籍保留在原学校。")


@register
class Zhejiang17PlacementGrounds(special_school.PlacementGroundsWithOffence):
    """Article 17, paragraph 5: grave deviation "and" an unlawful act, and not suited."""

    article = 17
    paragraph = 5
    sentence = _("品德行为重大偏差和有违法行为，且不适合在中职读书的个别学生，可以送专门学校。")


@register
class Zhejiang17PlacementDecision(special_school.PlacementDecided):
    """Article 17, paragraph 5: by the rules that exist for it."""

    article = 17
    paragraph = 5
    severity = Severity.EVIDENCE
    sentence = _("送专门学校按照有关规定办理，须有按规定作出的决定。")


@register
class Zhejiang17ReturnEnrolled(special_school.ReturnFromThere):
    """Article 17, paragraph 5: students of a special school."""

    article = 17
    paragraph = 5
    sentence = _("在专门学校就读的学生可以申请转回。")


@register
class Zhejiang17ReturnConsents(special_school.ReturnConsents):
    """Article 17, paragraph 5: on application."""

    article = 17
    paragraph = 5
    severity = Severity.EVIDENCE
    sentence = _("转回原学校由学生申请，未成年的与监护人共同申请。")


@register
class Zhejiang17ReturnConduct(special_school.GoodConduct):
    """Article 17, paragraph 5: who did well."""

    article = 17
    paragraph = 5
    severity = Severity.EVIDENCE
    sentence = _("在专门学校表现好的学生可以申请转回原学校。")


@register
class Zhejiang17ReturnAccepted(special_school.OriginalSchoolAccepts):
    """Article 17, paragraph 5: the original school takes the student back."""

    article = 17
    paragraph = 5
    sentence = _("原学校应准予转入，其他学校可以根据有关规定接收。")


@register
class Zhejiang17ReturnBars(special_school.NoBars):
    """Article 17, paragraph 5 stands beside paragraph 1."""

    article = 17
    paragraph = 5
    severity = Severity.WARNS
    sentence = _("转回原学校是应准予的，不适用转学时间和毕业年级的限制。")
