"""Numbers of documents: the pattern of an authority and what it makes of a year and a serial.

A pattern is text with fields in braces:

    {year}          the year of issue, four digits; {year:2} its last two
    {authority:n}   the authority's code, exactly n characters
    {school:n}      the first n characters of the school's code
    {serial:n}      the serial of the authority's series of that year, n digits with leading zeros

Baoji 2015: "{year}{authority:2}{serial:5}" → 20150500001; Hunan: "{school:6}{year:2}{serial:4}".
"""

import re
from dataclasses import dataclass

from django.db import connection
from django.utils.translation import gettext as _

from xueji.errors import Invalid

LONGEST = 32
_FIELD = re.compile(r"\{([a-z]+)(?::([0-9]{1,2}))?\}")
_PLAIN = re.compile(r"^[0-9A-Z-]*$")
_WIDTHS = {"year": (2, 4), "authority": range(1, 13), "school": range(1, 13), "serial": range(3, 11)}
DEFAULT_PATTERN = "{year}{authority:4}{serial:6}"


@dataclass(frozen=True)
class NumberForm:
    """A pattern with the authority's code in it."""

    pattern: str
    authority_code: str

    def check(self) -> None:
        """Invalid when the pattern cannot make numbers that differ from each other and from year to year."""
        names = [name for name, _width in _FIELD.findall(self.pattern)]
        rest = _FIELD.sub("", self.pattern)
        if not _PLAIN.match(rest):
            raise Invalid(
                _("编号规则里只能有数字、大写字母、短横和花括号里的字段，请去掉“%s”。") % rest, field="pattern"
            )
        for name, width in _FIELD.findall(self.pattern):
            if name not in _WIDTHS or (width and int(width) not in _WIDTHS[name]) or not (width or name == "year"):
                raise Invalid(
                    _("编号规则里的字段“%s”无法识别，请照说明写成 {year}、{authority:2}、{school:6} 或 {serial:5}。")
                    % (f"{name}:{width}" if width else name),
                    field="pattern",
                )
        if names.count("serial") != 1 or names.count("year") != 1:
            raise Invalid(_("编号规则里序号 {serial:n} 和年份 {year} 必须各有一个，否则会出现重号。"), field="pattern")
        if self.length > LONGEST:
            raise Invalid(_("按这条规则编号超过 %s 位，请缩短。") % LONGEST, field="pattern")
        needed = [int(width) for name, width in _FIELD.findall(self.pattern) if name == "authority"]
        if any(width != len(self.authority_code) for width in needed):
            raise Invalid(_("发证机关代码应为 %s 位，与编号规则一致。") % needed[0], field="authority_code")

    @property
    def length(self) -> int:
        """How many characters its numbers have."""
        widths = [int(width or 4) for _name, width in _FIELD.findall(self.pattern)]
        return len(_FIELD.sub("", self.pattern)) + sum(widths)

    @property
    def last_serial(self) -> int:
        """The greatest serial that fits."""
        width = next(int(width) for name, width in _FIELD.findall(self.pattern) if name == "serial")
        return 10**width - 1

    def number(self, *, year: int, school_code: str, serial: int) -> str:
        """One number. Invalid when the series of the year is used up."""
        if serial > self.last_serial:
            raise Invalid(_("%(year)s 年的证书号已用完，请发证机关先改编号规则，再取号。") % {"year": year})
        values = {"year": f"{year:04d}", "authority": self.authority_code, "school": school_code, "serial": str(serial)}

        def fill(match: re.Match[str]) -> str:
            name, width = match[1], int(match[2] or 4)
            if name == "year":
                return values["year"][-width:]
            return values[name].zfill(width) if name == "serial" else values[name][:width]

        return _FIELD.sub(fill, self.pattern)


def serials_take(*, authority_id: int, school_id: int, kind: str, year: int, count: int) -> range:
    """The next `count` serials of a series. The row stays locked until the caller's transaction ends: whoever comes
    next waits, and a transaction that fails gives its serials back, so that there is neither gap nor double."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT xj_certificate_numbers_take(%s, %s, %s, %s, %s)", [authority_id, school_id, kind, year, count]
        )
        first = cursor.fetchone()[0]
    return range(first, first + count)
