"""Words of an information change: the entries of the register that it may touch."""

from django.db.models.enums import TextChoices
from django.utils.translation import gettext_lazy as _


class InformationField(TextChoices):
    """What of a student's information changes. The first four say who the student is (the strict class)."""

    NAME = "name", _("姓名")
    SEX = "sex", _("性别")
    BIRTH_DATE = "birth_date", _("出生日期")
    IDENTITY_NUMBER = "identity_number", _("身份证件号")
    ADDRESS = "address", _("家庭住址")
    HOUSEHOLD_TYPE = "household_type", _("户口性质")
    HOUSEHOLD_ADDRESS = "household_address", _("户口所在地")
    ETHNIC_GROUP = "ethnic_group", _("民族")
    POLITICAL_STATUS = "political_status", _("政治面貌")
    PHONE = "phone", _("联系电话")
    GUARDIAN = "guardian", _("家庭成员或监护人")
    OTHER = "other", _("其他登记项目")
