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
    OUTSIDE_STATUS_PROOF = "outside_status_proof", _("原就读学校出具的在籍证明（学籍号、年级、专业、成绩）")
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
    COOPERATION_AGREEMENT = "cooperation_agreement", _("对口支援或合作办学的协议、招生计划")
    TEACHING_POINT_APPROVAL = "teaching_point_approval", _("校外教学点的设立批准或备案文件")
    MAJOR_CHANGE_APPLICATION = "major_change_application", _("转专业申请表（学生与监护人签字）")
    STRENGTH_PROOF = "strength_proof", _("专业特长证明（获奖、证书、作品或专业测评）")
    OTHER_MAJOR_CONSENT = "other_major_consent", _("学生同意安排到其他专业的书面意见")
    INFORMATION_APPLICATION = "information_application", _("信息变更申请表（学生或监护人签字）")
    HOUSEHOLD_REGISTER = "household_register", _("户口簿学生本人登记页（载明变更）")
    POLICE_CERTIFICATE = "police_certificate", _("公安机关出具的变更证明")
    IDENTITY_CARD = "identity_card", _("学生本人居民身份证")
    MEMBERSHIP_PROOF = "membership_proof", _("党团组织关系证明")
    LEAVE_APPLICATION = "leave_application", _("休学申请表（学生与监护人签字）")
    HOSPITAL_PROOF = "hospital_proof", _("医院病情诊断证明")
    HARDSHIP_PROOF = "hardship_proof", _("特殊困难情况证明")
    ENLISTMENT_NOTICE = "enlistment_notice", _("入伍通知书或批准入伍的文件")
    ABROAD_PROOF = "abroad_proof", _("出国、出境证明材料")
    WORK_PROOF = "work_proof", _("创业或就业证明（营业执照、劳动合同等）")
    LEAVE_REASON_PROOF = "leave_reason_proof", _("不能继续学习的原因证明")
    CUSTODY_AGREEMENT = "custody_agreement", _("学校与监护人签订的休学期间管理协议")
    RESUMPTION_APPLICATION = "resumption_application", _("复学申请表（学生与监护人签字）")
    HEALTH_PROOF = "health_proof", _("医院健康证明")
    SCHOOL_RECHECK = "school_recheck", _("学校复查意见")
    LATE_REASON_PROOF = "late_reason_proof", _("逾期办理的特殊情况证明")
    DISCHARGE_PROOF = "discharge_proof", _("退伍证或退役证明")
    RESTORATION_APPLICATION = "restoration_application", _("恢复学籍申请表")
    WITHDRAWAL_APPLICATION = "withdrawal_application", _("退学申请书（学生与监护人签字）")
    ATTENDANCE_RECORD = "attendance_record", _("考勤记录（旷课课时或离校日期）")
    CONTACT_RECORD = "contact_record", _("联系学生及监护人的记录")
    DEATH_PROOF = "death_proof", _("死亡证明（医疗卫生机构、公安机关或人民法院出具）")
    MISSING_PROOF = "missing_proof", _("失踪证明（公安机关或人民法院出具）")
    RECHECK_DECISION = "recheck_decision", _("新生入学条件复查不合格的决定")
    DEFERRAL_APPLICATION = "deferral_application", _("延期报到书面申请")
    DEFERRAL_PROOF = "deferral_proof", _("不能如期报到的有关证明")
    SPECIAL_RETURN_APPLICATION = "special_return_application", _("转回申请表（学生与监护人签字）")

    @property
    def need(self) -> EvidenceNeed:
        """The paper as something owed."""
        return EvidenceNeed(self.value, str(self.label))
