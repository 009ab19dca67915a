"""The kinds of paper that rules ask for."""

from django.db.models.enums import TextChoices
from django.utils.translation import gettext_lazy as _

from xueji.policies.engine.verdicts import EvidenceNeed


class Evidence(TextChoices):
    """The kinds of paper that rules ask for."""

    TRANSFER_APPLICATION = "transfer_application", _("转学申请表（学生与监护人签字）")
    HOUSEHOLD_PAGE = "household_page", _("迁入地户口簿学生本人登记页")
    RESIDENCE_PROOF = "residence_proof", _("家庭新住址证明（房产、租赁或居住证明）")
    NO_FOLLOWING_CLASS_PROOF = "no_following_class_proof", _("转出学校关于无后继班级的证明")
    REASON_STATEMENT = "reason_statement", _("转学理由的书面说明与佐证")
    TRAINING_PLAN = "training_plan", _("合作办学协议与培养计划")
    SPECIAL_SCHOOL_DECISION = "special_school_decision", _("送专门学校的决定或审批文件")
    SPECIAL_SCHOOL_REPORT = "special_school_report", _("专门学校的表现鉴定")
    INTEGRATED_BASIS = "integrated_basis", _("一体化培养转学所依据的规定或批复")
    INTEGRATED_RENUNCIATION = "integrated_renunciation", _("自愿放弃贯通培养资格的书面声明")
    IDENTITY_PROOF = "identity_proof", _("居民身份证或户口簿")
    ADMISSION_NOTICE = "admission_notice", _("录取通知书或录取名册")
    INTEGRATED_ROSTER_CONSENT = "integrated_roster_consent", _("设区市对一体化培养录取名册的审核同意")
    INTEGRATED_ROSTER_FILING = "integrated_roster_filing", _("贯通培养录取名册报市备案回执")
    HOME_EXAM_PROOF = "home_exam_proof", _("生源地考试招生部门或教育行政部门准予毕业证明")
    FOREIGN_APPROVAL = "foreign_approval", _("主管教育行政部门对接受外国学生的核准")
    RESIDENCE_PERMIT = "residence_permit", _("港澳台或外籍学生的身份与就读手续")

    @property
    def need(self) -> EvidenceNeed:
        """The paper as something owed."""
        return EvidenceNeed(self.value, str(self.label))
