"""Words of the student file (学籍档案)."""

from django.db.models.enums import TextChoices
from django.utils.translation import gettext_lazy as _


class MaterialKind(TextChoices):
    """What a student file consists of. Which of these a regulation asks for, and by what name, is data (archive.yaml)."""

    BASICS = "basics", _("基本信息")
    CONDUCT = "conduct", _("思想品德评价")
    GRADES = "grades", _("课程成绩")
    PRACTICE = "practice", _("实习实训材料")
    AID = "aid", _("享受资助信息")
    AWARDS = "awards", _("奖惩材料")
    GRADUATION = "graduation", _("毕业生信息登记表")
    FITNESS = "fitness", _("体质测试与体检")
    APPRENTICESHIP = "apprenticeship", _("学徒合同及学习信息")


class RetentionStart(TextChoices):
    """From which day the paper of somebody who left is kept."""

    LEFT = "left_on", _("离校之日")
    CLOSED = "closed_on", _("归档之日")


class ArchiveReceiver(TextChoices):
    """Who may take over the paper files of a school (相关部门)."""

    ARCHIVES = "archives", _("国家综合档案馆")
    AUTHORITY = "authority", _("学籍主管部门")
    OTHER = "other", _("其他有权保管的单位")


class OtherLeavers(TextChoices):
    """What becomes of the paper of those who left without graduating or completing."""

    KEEP = "stays_at_school", _("留校保存，不计移交时限")
    SAME = "same_clock", _("与毕（结）业学生一样计时移交")
