"""Choice of major and direction in Zhejiang: articles 16 and 18."""

from django.utils.translation import gettext_lazy as _

from xueji.policies.engine.chains import Chain, Party, Route
from xueji.policies.engine.citations import Citation
from xueji.policies.engine.rules import Severity, register
from xueji.policies.patterns import major_change, major_change_ways
from xueji.policies.patterns.steps import approval, submission

_KEY = "zhejiang_2015"
_HANDLED = Citation(_KEY, 16)
_CHOSEN = Citation(_KEY, 18, 2)
_CITY_DUTY = Citation(_KEY, 4, 3)
_DAYS = "studies.step_working_days"

CHAINS = (
    Chain(
        key="major_change",
        kind="major_change",
        route=Route.ONLY,
        label=_("转选专业"),
        initiator=Party.SCHOOL,
        steps=(
            submission(Party.SCHOOL, _CHOSEN, _DAYS),
            approval(2, Party.SCHOOL, _CHOSEN, _DAYS, label=_("学校审核同意")),
            approval(3, Party.AUTHORITY, _HANDLED, _DAYS, label=_("学籍主管部门核办")),
            approval(
                4,
                Party.CITY,
                _CITY_DUTY,
                _DAYS,
                key="exception",
                label=_("设区市决定例外"),
                decides_exceptions=True,
                only_with_exception=True,
            ),
        ),
    ),
)


@register
class Zhejiang16Enrolled(major_change.Enrolled):
    """Article 16: a change of status."""

    article = 16
    sentence = _("转选专业是学籍变动，须有学籍。")


@register
class Zhejiang18Applied(major_change.Applied):
    """Article 18, paragraph 2: student and guardian apply."""

    article = 18
    paragraph = 2
    severity = Severity.EVIDENCE
    sentence = _("转选专业由学生本人和监护人向学校提出申请。")


@register
class Zhejiang18Conditions(major_change_ways.SchoolsConditions):
    """Article 18, paragraph 2: the school's approval, or an examination passed."""

    article = 18
    paragraph = 2
    sentence = _("经学校审核同意或考核合格后，转入相应专业。")


@register
class Zhejiang18Places(major_change_ways.Places):
    """Article 18, paragraph 1: where resources and quality are assured."""

    article = 18
    paragraph = 1
    sentence = _("在教学资源和教育质量得到保证的情况下，满足学生合理的选择。")


@register
class Zhejiang18NotOnLeave(major_change.NotOnLeave):
    """Article 18, paragraph 2: into a grade or class, which presupposes studying."""

    article = 18
    paragraph = 2
    sentence = _("转入相应专业的相应年级或班级学习，休学期间不办理。")


@register
class Zhejiang18Integrated(major_change_ways.IntegratedByOtherRules):
    """Article 18, paragraph 3: integrated programmes by other rules."""

    article = 18
    paragraph = 3
    sentence = _("一体化培养学生转选专业或专业方向，按有关规定执行。")


@register
class Zhejiang18Graduating(major_change.NotGraduating):
    """Article 18 names no grade; the Ministry's regulation does."""

    article = 18
    severity_from = "major_change.graduating"
    sentence = _("本细则未限制毕业年级；部办法规定毕业年级不转专业。")


@register
class Zhejiang18FeeExempt(major_change.FeeExemptSpecial):
    """Article 18 names no fee exemption; the Ministry's regulation does."""

    article = 18
    severity_from = "major_change.fee_exempt"
    sentence = _("本细则未限制免学费专业；部办法对享受免学费的特殊专业有限制。")
