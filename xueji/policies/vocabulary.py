"""The words that facts are made of, with the Chinese that officials read."""

from django.db.models.enums import TextChoices
from django.utils.translation import gettext_lazy as _

from .engine.verdicts import EvidenceNeed


class SchoolKind(TextChoices):
    """What sort of upper-secondary (or special) school it is."""

    TECHNICAL = "technical", _("普通中等专业学校")
    VOCATIONAL_HIGH = "vocational_high", _("职业高级中学")
    VOCATIONAL_CENTRE = "vocational_centre", _("职业教育中心")
    ADULT = "adult", _("成人中等专业学校")
    SKILLED_WORKER = "skilled_worker", _("技工学校")
    GENERAL_HIGH = "general_high", _("普通高级中学")
    SPECIAL = "special", _("专门学校")

    @property
    def is_vocational(self) -> bool:
        """Whether the regulations on secondary vocational students cover the school."""
        return self in _VOCATIONAL


_VOCATIONAL = (
    SchoolKind.TECHNICAL,
    SchoolKind.VOCATIONAL_HIGH,
    SchoolKind.VOCATIONAL_CENTRE,
    SchoolKind.ADULT,
)


class SchoolLevel(TextChoices):
    """The level of schooling."""

    SECONDARY = "secondary", _("中等")
    HIGHER = "higher", _("高等")


class TransferReason(TextChoices):
    """Why a student changes school."""

    HOUSEHOLD_MOVE = "household_move", _("户籍迁移")
    FAMILY_MOVE = "family_move", _("家庭搬迁")
    NO_FOLLOWING_CLASS = "no_following_class", _("留级或复学后无后继班级")
    PERSONAL_WISH = "personal_wish", _("个人意愿")
    COOPERATIVE_PROGRAMME = "cooperative_programme", _("异地合作办学按培养计划变更就读学校")
    SPECIAL_SCHOOL_PLACEMENT = "special_school_placement", _("送专门学校")
    SPECIAL_SCHOOL_RETURN = "special_school_return", _("从专门学校转回或转入")
    OTHER = "other", _("其他正当理由")


class Initiator(TextChoices):
    """The school that opens a transfer in the system."""

    FROM_SCHOOL = "from_school", _("转出学校")
    TO_SCHOOL = "to_school", _("转入学校")


class Season(TextChoices):
    """The two registration seasons of a year."""

    SPRING = "spring", _("春季")
    AUTUMN = "autumn", _("秋季")


class AdmissionSource(TextChoices):
    """Through which door a new student came."""

    EXAMINATION = "examination", _("招生考试部门统一录取")
    REGISTERED = "registered", _("学校登记入学")
    COOPERATIVE = "cooperative", _("对口支援与合作招收")
    EARLY_SELECTION = "early_selection", _("文体选调生")
    CONTINUED = "continued", _("接续学籍")
    UNKNOWN = "unknown", _("未登记")


class Origin(TextChoices):
    """Whose procedure a new student follows."""

    MAINLAND = "mainland", _("内地居民")
    HK_MACAO_TAIWAN = "hk_macao_taiwan", _("港澳台学生")
    FOREIGN = "foreign", _("外国学生")


class Schooling(TextChoices):
    """What a new student has finished before entry."""

    UNFINISHED = "unfinished", _("未完成九年义务教育")
    JUNIOR = "junior", _("初中毕业或同等学力")
    SENIOR = "senior", _("高中毕业或同等学力")


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
