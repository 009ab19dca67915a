"""Clashes between records: what every province shares, by the Ministry's method of 2014 on student status."""

from django.utils.translation import gettext_lazy as _

from xueji.policies.engine.chains import Chain, Party, Route
from xueji.policies.engine.citations import Citation
from xueji.policies.engine.rules import Severity, register
from xueji.policies.patterns import duplicates
from xueji.policies.patterns.steps import approval, submission

_KEY = "national_2010"
_PLACE = Citation(_KEY, "registration")
_DAYS = "step.working_days"
# Up to the lowest level that spans both schools: the seats above it stay empty (students/identity/spans.py).
_PROOF = (
    submission(Party.SCHOOL, _PLACE),
    approval(2, Party.AUTHORITY, _PLACE, _DAYS, label=_("主管部门审核、裁定")),
    approval(3, Party.CITY, _PLACE, _DAYS, label=_("设区市审核、裁定")),
    approval(4, Party.PROVINCE, _PLACE, _DAYS, label=_("省级教育行政部门裁定")),
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
class NationalProofOpen(duplicates.ProofOpen):
    """A clash to be solved."""

    article = "registration"
    sentence = _("学籍一人一号、终身不变，查重未过的须先处理。")


@register
class NationalProofPapers(duplicates.ProofPapers):
    """By papers."""

    article = "registration"
    severity = Severity.EVIDENCE
    sentence = _("主张学生归属或不是同一人的，须有能证明的材料。")


@register
class NationalOtherHeard(duplicates.OtherSideHeard):
    """Both sides are heard."""

    article = "registration"
    severity = Severity.WARNS
    sentence = _("裁定归属前应当听取另一方的陈述。")


@register
class NationalOtherRegistered(duplicates.RegisteredOtherSide):
    """Who has status is cancelled by the own school."""

    article = "registration"
    severity = Severity.WARNS
    sentence = _("已注册的学籍由登记的学校办理注销或转学。")


@register
class NationalCorrectionPending(duplicates.CorrectionPending):
    """What is pending is corrected."""

    article = "registration"
    sentence = _("未注册学生误录的信息可以更正。")


@register
class NationalCorrectionNumber(duplicates.CorrectionNumber):
    """The number is nobody else's."""

    article = "registration"
    sentence = _("更正后的证件号须有效，且没有重复的学籍。")


@register
class NationalCorrectionProved(duplicates.CorrectionProved):
    """By the document."""

    article = "registration"
    severity = Severity.EVIDENCE
    sentence = _("更正身份信息须有身份证件。")


@register
class NationalDeletionPending(duplicates.DeletionPending):
    """What is pending is deleted."""

    article = "registration"
    sentence = _("误录的未注册记录可以删除，已注册的不得删除。")


@register
class NationalLikenessSettled(duplicates.LikenessSettled):
    """A likeness is settled first."""

    article = "registration"
    sentence = _("疑似同一人重复的学籍，查清后方可注册。")


@register
class NationalMergeOfTwo(duplicates.MergeOfTwo):
    """One person, one number."""

    article = "registration"
    sentence = _("一人一号：同一人的两个号码归并为一个。")


@register
class NationalMergeOneOpen(duplicates.MergeOneOpen):
    """One open record."""

    article = "registration"
    sentence = _("同一学生只有一个在册学籍。")


@register
class NationalMergeNothingGoing(duplicates.MergeNothingGoing):
    """Nothing else is under way."""

    article = "registration"
    sentence = _("在办的事项办结后，方可归并号码。")


@register
class NationalMergeOneCertificate(duplicates.MergeOneCertificate):
    """One certificate."""

    article = "registration"
    sentence = _("同一学生不得有两张毕业证书。")


@register
class NationalMergePapers(duplicates.MergePapers):
    """By papers."""

    article = "registration"
    severity = Severity.EVIDENCE
    sentence = _("两个号码是同一人的，须有能证明的材料。")
