"""Days and months written out: in Chinese numerals, with English names of months, with a season for the month."""

import re

_HAN = {han: str(number) for number, han in enumerate("〇一二三四五六七八九")} | {"零": "0", "○": "0", "O": "0"}
_MONTHS = (
    "JANUARY", "FEBRUARY", "MARCH", "APRIL", "MAY", "JUNE", "JULY", "AUGUST", "SEPTEMBER", "OCTOBER", "NOVEMBER", "DECEMBER",
)  # fmt: skip
_NUMBER_OF = {form: at for at, name in enumerate(_MONTHS, 1) for form in (name, name[:3])} | {"SEPT": 9}
_NAME = "|".join(sorted(_NUMBER_OF, key=len, reverse=True))
_NUMERAL = "[〇零○O一二三四五六七八九十]"
_IN_HAN = re.compile(
    rf"^(\d{{4}}|{_NUMERAL}{{4}})年(\d{{1,2}}|{_NUMERAL}{{1,3}})月(?:份|(\d{{1,2}}|{_NUMERAL}{{1,3}})[日号])?$"
)
_DAY_FIRST = re.compile(rf"^(\d{{1,2}})(?:ST|ND|RD|TH)?[-/.,]?({_NAME})[-/.,]*(\d{{4}})$")
_MONTH_FIRST = re.compile(rf"^({_NAME})[-/.,]*(?:(\d{{1,2}})(?:ST|ND|RD|TH)?[-/.,]+)?(\d{{4}})$")
_SEASON = re.compile(r"^(\d{4})级?年?([春秋])季?(?:入学|招生|学期|班)?$")
_SHORT = re.compile(rf"^({_NAME})[-.'](\d{{2}})$")
_BEGINS = {"春": "03", "秋": "09"}


def in_digits(text: str) -> str:
    """ "二〇一〇年九月一日", "10-SEP-2010" and "SEPTEMBER10,2010" as "2010-9-1"; a month alone as "2010-9"; any other text as
    it is. The text is in capitals, without spaces."""
    if match := _IN_HAN.match(text):
        return "-".join(_number(part) for part in match.groups() if part)
    if match := _DAY_FIRST.match(text):
        return f"{match[3]}-{_NUMBER_OF[match[2]]}-{match[1]}"
    if match := _MONTH_FIRST.match(text):
        return "-".join(filter(None, (match[3], str(_NUMBER_OF[match[1]]), match[2])))
    return text


def _number(numeral: str) -> str:
    """ "二〇一〇" digit by digit; "十", "十二", "三十", "三十一" by their tens."""
    tens, ten, units = numeral.partition("十")
    plain = "".join(_HAN.get(char, char) for char in units)
    if not ten:
        return "".join(_HAN.get(char, char) for char in tens)
    return f"{_HAN.get(tens, '1')}{plain or '0'}"


def probable_month(text: str) -> str | None:
    """The month, as YYYYMM, that a season or "SEP-26" most likely means; None where a text says no such thing."""
    if match := _SEASON.match(text):
        return match[1] + _BEGINS[match[2]]
    if match := _SHORT.match(text):
        return f"20{match[2]}{_NUMBER_OF[match[1]]:02d}"
    return None
