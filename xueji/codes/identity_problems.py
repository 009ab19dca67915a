"""The sentences about identity numbers: what is wrong, why, and what to do. No number is repeated in them."""

from django.utils.translation import gettext_lazy as _

from xueji.codes.problems import Problem


def empty() -> Problem:
    return Problem("identity_empty", _("没有填写证件号码。请照证件填写；没有证件的，证件类型选“其他”。"))


def scientific() -> Problem:
    return Problem(
        "identity_excel_scientific",
        _("号码被 Excel 变成了科学计数（如 1.23E+17），后几位已丢失。请把该列设为“文本”后重新输入。"),
    )


def truncated() -> Problem:
    return Problem(
        "identity_excel_truncated",
        _("号码后三位成了 000，多半是 Excel 只保留了 15 位数字。请把该列设为“文本”后重新输入。"),
    )


def cut() -> Problem:
    return Problem(
        "identity_cut",
        _("只有 18 位号码的前 15 位，后三位丢了（多半是 Excel 只保留 15 位）。请把该列设为“文本”后照证件重新输入。"),
    )


def maybe_truncated() -> Problem:
    return Problem(
        "identity_excel_suspect",
        _("号码以 000 结尾，可能是 Excel 丢掉了后三位。请与证件核对。"),
        severity="warning",
    )


def widened() -> Problem:
    return Problem(
        "identity_15_digits",
        _("这是 15 位的旧号码，已换算为 18 位。请与现用证件核对。"),
        severity="warning",
    )


def length(found: int) -> Problem:
    return Problem(
        "identity_length",
        _("身份证号应为 18 位（旧证 15 位），这里是 %(found)s 位。请检查是否漏填或多填。"),
        {"found": str(found)},
    )


def characters() -> Problem:
    return Problem("identity_characters", _("身份证号只能是数字，末位可以是 X，这里有别的字符。请重新输入。"))


def checksum() -> Problem:
    return Problem("identity_checksum", _("末位校验码与前 17 位不符，至少有一位写错。请照证件核对。"))


def area(code: str) -> Problem:
    return Problem(
        "identity_area",
        _("前六位 %(code)s 从来不是县级行政区划代码，号码有误。请照证件核对前六位。"),
        {"code": code},
    )


def birth_impossible() -> Problem:
    return Problem("identity_birth", _("第 7 至 14 位不是一个存在的日期，号码有误。请照证件核对出生日期。"))


def birth_future() -> Problem:
    return Problem("identity_birth_future", _("号码中的出生日期还没有到。请照证件核对第 7 至 14 位。"))


_PERMIT = _("港澳居民来往内地通行证是 H 或 M 加 8 位数字，港澳的护照和身份证照原件填")
_DOCUMENT_FORMS = {
    "6": _PERMIT,
    "7": _PERMIT,
    "8": _("台湾居民来往大陆通行证是 8 位数字（旧证 10 位）"),
    "9": _("外国人永久居留身份证是 9 开头的 18 位号码，旧证是 3 个字母加 12 位数字"),
    "A": _("护照号是 5 到 15 位字母和数字，不含空格和横线"),
}


def document_form(document_type: str = "") -> Problem:
    """The number has not the form of its document, by its JY/T 1001 code; the right form is told where it is known."""
    form = _DOCUMENT_FORMS.get(document_type)
    if form is None:
        text = _("号码不合这种证件的格式。请核对证件类型和号码；持港澳台居民居住证的，填居住证的 18 位号码。")
        return Problem("identity_document_form", text)
    text = _("号码不合这种证件的格式：%(form)s。请核对证件类型和号码；持港澳台居民居住证的，填居住证的 18 位号码。")
    return Problem("identity_document_form", text, {"form": str(form)})
