"""The words of clashes between records (查重)."""

from django.db.models.enums import TextChoices
from django.utils.translation import gettext_lazy as _


class ClashKind(TextChoices):
    """What two records have in common."""

    IDENTITY = "identity", _("证件号相同")
    NUMBER = "number", _("学籍号相同")
    LIKENESS = "likeness", _("姓名、性别、出生日期相同，证件号不同")


class ProofClaim(TextChoices):
    """What a school sets out to prove."""

    OURS = "ours", _("是同一人，实际在本校就读")
    TWO_PEOPLE = "two_people", _("不是同一人")


class HoldsUp(TextChoices):
    """Which likenesses hold a registration up."""

    WITHOUT_CITIZEN_NUMBER = "without_citizen_number", _("任一方没有居民身份证号的")
    ALWAYS = "always", _("一律")
    NEVER = "never", _("都不（只提示）")
