"""毕业证书: who graduated gets one, once in a life (Beijing 39, Zhejiang 47)."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from certificates.kinds import DocumentKind
from certificates.kinds.graduation import fields, rule

KIND = DocumentKind(
    key="graduation",
    label=_("毕业证书"),
    title=_("中等职业学校毕业证书"),
    template="certificates/kinds/graduation.html",
    style=Path(__file__).with_name("style.css"),
    gather=fields.gather,
    printed=fields.printed,
    rows=fields.rows,
    refusal=rule.refusal,
    articles={"beijing_2020": 39, "zhejiang_2015": 47},
)
