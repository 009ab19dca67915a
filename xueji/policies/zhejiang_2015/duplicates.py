"""Clashes between records: article 13, by the steps of article 4."""

from django.utils.translation import gettext_lazy as _

from xueji.policies.engine.chains import Chain, Party, Route
from xueji.policies.engine.citations import Citation
from xueji.policies.engine.rules import Severity, register
from xueji.policies.patterns import duplicates
from xueji.policies.patterns.steps import approval, submission

_KEY = "zhejiang_2015"
_PLACE = Citation(_KEY, 13)
_DAYS = "step.working_days"
# Up to the lowest level that spans both schools: the seats above it stay empty (students/identity/spans.py).
_PROOF = (
    submission(Party.SCHOOL, _PLACE),
    approval(2, Party.AUTHORITY, _PLACE, _DAYS, label=_("主管部门审核、裁定")),
    approval(3, Party.CITY, _PLACE, _DAYS, label=_("设区市审核、裁定")),
    approval(4, Party.PROVINCE, _PLACE, _DAYS, label=_("省教育厅裁定")),
)
# What is not registered yet is mended one level above the school that entered it.
_MENDED = (
    submission(Party.SCHOOL, _PLACE),
    approval(2, Party.AUTHORITY, _PLACE, _DAYS, label=_("主管部门核准")),
)

CHAINS = (
    Chain("duplicate_proof", "duplicate_proof", Route.ONLY, _("重复学籍佐证"), Party.SCHOOL, _PROOF),
    Chain("duplicate_correction", "duplicate_correction", Route.ONLY, _("更正误录信息"), Party.SCHOOL, _MENDED),
    Chain("duplicate_deletion", "duplicate_deletion", Route.ONLY, _("删除误录学籍"), Party.SCHOOL, _MENDED),
    Chain("person_merge", "person_merge", Route.ONLY, _("一人两号归并"), Party.SCHOOL, _PROOF),
)


@register
class Zhejiang13ProofOpen(duplicates.ProofOpen):
    """A clash to be solved."""

    article = 13
    sentence = _("不得为同一学生以不同身份分别注册学籍，重复的须先查清归属。")


@register
class Zhejiang13ProofPapers(duplicates.ProofPapers):
    """By papers."""

    article = 13
    severity = Severity.EVIDENCE
    sentence = _("主张学生归属或不是同一人的，须有能证明的材料。")


@register
class Zhejiang13OtherHeard(duplicates.OtherSideHeard):
    """Both sides are heard."""

    article = 13
    severity = Severity.WARNS
    sentence = _("裁定归属前应当听取另一方的陈述。")


@register
class Zhejiang13OtherRegistered(duplicates.RegisteredOtherSide):
    """Who has status is cancelled by the own school."""

    article = 13
    severity = Severity.WARNS
    sentence = _("已注册的学籍由登记的学校办理注销或转学。")


@register
class Zhejiang13CorrectionPending(duplicates.CorrectionPending):
    """What is pending is corrected."""

    article = 13
    sentence = _("未注册学生误录的信息可以更正。")


@register
class Zhejiang13CorrectionNumber(duplicates.CorrectionNumber):
    """The number is nobody else's."""

    article = 13
    sentence = _("更正后的证件号须有效，且没有重复的学籍。")


@register
class Zhejiang13CorrectionProved(duplicates.CorrectionProved):
    """By the document."""

    article = 13
    severity = Severity.EVIDENCE
    sentence = _("更正身份信息须有身份证件。")


@register
class Zhejiang13DeletionPending(duplicates.DeletionPending):
    """What is pending is deleted."""

    article = 13
    sentence = _("误录的未注册记录可以删除，已注册的不得删除。")


@register
class Zhejiang13LikenessSettled(duplicates.LikenessSettled):
    """A likeness is settled first."""

    article = 13
    sentence = _("疑似同一人重复的学籍，查清后方可注册。")


@register
class Zhejiang13MergeOfTwo(duplicates.MergeOfTwo):
    """One person, one number."""

    article = 13
    sentence = _("一人一号：同一人的两个号码归并为一个。")


@register
class Zhejiang13MergeOneOpen(duplicates.MergeOneOpen):
    """One open record."""

    article = 13
    sentence = _("同一学生只有一个在册学籍。")


@register
class Zhejiang13MergeNothingGoing(duplicates.MergeNothingGoing):
    """Nothing else is under way."""

    article = 13
    sentence = _("在办的事项办结后，方可归并号码。")


@register
class Zhejiang13MergeOneCertificate(duplicates.MergeOneCertificate):
    """One certificate."""

    article = 13
    sentence = _("同一学生不得有两张毕业证书。")


@register
class Zhejiang13MergePapers(duplicates.MergePapers):
    """By papers."""

    article = 13
    severity = Severity.EVIDENCE
    sentence = _("两个号码是同一人的，须有能证明的材料。")
