"""Words of admission and registration."""

from django.db.models.enums import TextChoices
from django.utils.translation import gettext_lazy as _


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


class InlandClass(TextChoices):
    """Classes of secondary vocational schools inland for students from Xinjiang and Tibet."""

    XINJIANG = "xinjiang", _("内地新疆中职班")
    TIBET = "tibet", _("内地西藏中职班")


class StudyForm(TextChoices):
    """How a programme is studied."""

    FULL_TIME = "full_time", _("全日制")
    FLEXIBLE = "flexible", _("弹性学习")
