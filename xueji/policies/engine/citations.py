"""Where a sentence stands in a regulation, and how an official writes that down."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

_DIGITS = "零一二三四五六七八九"

# Provisions that are cited by subject, because their number is not known for certain or they are annexes.
_NAMED = {
    "scope": _("适用范围"),
    "entry": _("入学与注册条款"),
    "registration": _("电子注册条款"),
    "duplicates": _("重复学籍条款"),
    "transfer": _("转学条款"),
    "major_change": _("转专业条款"),
    "retention": _("升留级条款"),
    "information": _("信息变更条款"),
    "leave": _("休学条款"),
    "resumption": _("复学条款"),
    "service": _("服兵役条款"),
    "withdrawal": _("退学条款"),
    "cancellation": _("注销条款"),
    "graduation": _("毕业条款"),
    "archive": _("学籍档案条款"),
    "notice-2021": _("2021年规范管理通知"),
}


def chinese_number(number: int) -> str:
    """Return 1 to 99 in Chinese numerals as regulations count (``17`` → ``十七``)."""
    if not 1 <= number <= 99:
        raise ValueError(f"no Chinese numeral for {number}")
    tens, units = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else _DIGITS[tens] + "十"
    return head + (_DIGITS[units] if units else "")


@dataclass(frozen=True, slots=True)
class Citation:
    """One place in one regulation: article (a number, ``annex1`` or a subject), paragraph, item."""

    policy: str
    article: int | str
    paragraph: int | None = None
    item: int | None = None

    @property
    def label(self) -> str:
        """The place as it is written on paper: ``第十七条第一款``."""
        if isinstance(self.article, str):
            return self._named_label()
        text = gettext("第%s条") % chinese_number(self.article)
        if self.paragraph is not None:
            text += gettext("第%s款") % chinese_number(self.paragraph)
        if self.item is not None:
            text += gettext("第%s项") % chinese_number(self.item)
        return text

    @property
    def anchor(self) -> str:
        """The fragment of the regulation's page: ``art-17``."""
        return f"art-{self.article}"

    @property
    def url(self) -> str:
        """Where the article can be read; empty where the pages are not served."""
        try:
            return f"{reverse('policies:regulation', args=[self.policy])}#{self.anchor}"
        except NoReverseMatch:
            return ""

    def _named_label(self) -> str:
        article = str(self.article)
        if article.startswith("annex"):
            return gettext("附件%s") % article.removeprefix("annex")
        return str(_NAMED.get(article, article))

    def to_dict(self) -> dict[str, Any]:
        """A JSON form that :meth:`from_dict` reads back."""
        return {
            "policy": self.policy,
            "article": self.article,
            "paragraph": self.paragraph,
            "item": self.item,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Citation":
        """Read a citation back from a stored snapshot."""
        return cls(data["policy"], data["article"], data.get("paragraph"), data.get("item"))
