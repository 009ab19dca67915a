"""What a heading means, whatever form it was written in: widths, marks, brackets, numbers, another language beside it.

The spellings themselves stand in columns.py (the national templates') and data/headings.csv (schools' and vendors' own).
"""

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from pathlib import Path

from students.rosters.columns import COLUMNS, INDISPENSABLE, MEMBERS, NOT_KEPT, Column
from xueji.codes.text import compact

_FILE = Path(__file__).parent / "data" / "headings.csv"
_BRACKETS = re.compile(r"[(\[【<〈《{〔「『].*?[)\]】>〉》}〕」』]")
_UNCLOSED = re.compile(r"[(\[【<〈《{〔「『].*$")
_CLOSING = ")]】>〉》}〕」』"
_MARKS = re.compile(r"[*＊﹡✱⁎∗※:：★●▲△☆◆#√]")
_NUMBERED = re.compile(r"^(?:[①-⒛]|[(]?(?:\d{1,2}|[A-Z]|[一二三四五六七八九十]{1,3})[、.)])")
_OR = re.compile(r"[/\\、|]|或者?|及")
_OTHER_LANGUAGE = re.compile(r"^[A-Z.,'&/\-]+(?=[一-鿿])|(?<=[一-鿿)\]】])[A-Z.,'&/()\-]+$")
_EXPLAINED = re.compile(r"(?<=..)[,;]?(?:例如?|示例|举例|如(?!何)|格式|请|须|填写(?![人时日单])).*$")
_SIMPLIFIED = str.maketrans(
    "別證號碼級業學製時間簡稱聯繫絡電話機類戶貫區況國監護關專習長縣現詳細報錄選職單歲歷畢點備註態體狀種農貧團黨員寫僑灣門隨遷務親園鄉鎮發檔編輔導轉補驗總數線費僅況屬終",
    "别证号码级业学制时间简称联系络电话机类户贯区况国监护关专习长县现详细报录选职单岁历毕点备注态体状种农贫团党员写侨湾门随迁务亲园乡镇发档编辅导转补验总数线费仅况属终",
)
_WHOSE = re.compile(r"^(?:学生本人|学生|新生|本人|考生|学员)")

_WEAK = frozenset({"专业代码", "专业编码", "专业代号", "专业编号"})
_MEMBER = (
    re.compile(r"^(?:主要家庭成员|家庭主要成员|家庭成员|监护人|家长|成员)(?P<n>[12一二])(?:的)?(?P<what>.+)$"),
    re.compile(r"^第(?P<n>[12一二])(?:监护人|家长|家庭成员)(?:的)?(?P<what>.+)$"),
    re.compile(r"^(?:主要家庭成员|家庭主要成员|家庭成员|监护人|家长|成员)(?P<what>.+?)(?P<n>[12一二])$"),
)
PARENT = re.compile(r"^(?P<who>父亲|母亲|爸爸|妈妈)(?:的)?(?P<what>.+)$")
_NUMBER_OF = {"1": "1", "2": "2", "一": "1", "二": "2", "父亲": "1", "爸爸": "1", "母亲": "2", "妈妈": "2"}
RELATION_OF = {"父亲": "父亲", "爸爸": "父亲", "母亲": "母亲", "妈妈": "母亲"}
_OF_MEMBERS = {
    "关系": "relation", "与学生关系": "relation", "与本人关系": "relation", "称谓": "relation", "是否监护人": "is_guardian",
    "工作单位": "workplace", "单位": "workplace", "工作或学习单位": "workplace", "学习或工作单位": "workplace",
    "职务": "position", "职业": "position", "出生年月": "birth_month", "出生日期": "birth_month",
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """The headings of one sort of list. `more`: field → spellings beside those of the columns; `not_kept` are known and not
    read; `told_by`: field → the column by which the register knows it, where no sheet of a file has its own; so many
    (`fewest`) known headings make a heading row."""

    columns: Mapping[str, Column]
    indispensable: tuple[str, ...]
    not_kept: frozenset[str] = frozenset()
    more: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    told_by: Mapping[str, str] = field(default_factory=dict)
    fewest: int = 3

    @cached_property
    def own(self) -> dict[str, str]:
        """What the columns' own spellings mean, plain → field: whatever is near one of them is worth proposing."""
        texts = [(text, column.field) for column in self.columns.values() for text in (column.heading, *column.aliases)]
        found: dict[str, str] = {}
        for form in (plain, lambda text: bare(plain(text))):
            for text, name in texts:
                found.setdefault(form(text), name)
        return found

    @cached_property
    def known(self) -> dict[str, str]:
        """Every spelling, plain → its field; what a template says is stronger than what others do."""
        return {plain(text): name for name, texts in self.more.items() for text in texts} | self.own

    @cached_property
    def _not_kept(self) -> frozenset[str]:
        return frozenset(plain(text) for text in self.not_kept)

    @cached_property
    def _fields(self) -> dict[str, str | None]:
        return {}

    def column_of(self, heading: str) -> Column | None:
        """The column that a heading means; None for an unknown one."""
        name = self.field_of(heading)
        return self.columns[name] if name else None

    def field_of(self, heading: str) -> str | None:
        """The field that a heading means; None for an unknown one."""
        if heading not in self._fields:
            if len(self._fields) > 4096:
                self._fields.clear()
            self._fields[heading] = next((name for form in _forms(heading) if (name := self._meant(form))), None)
        return self._fields[heading]

    def _meant(self, form: str) -> str | None:
        return self.known.get(form) or self._of_member(form) or self._of_all(form)

    def _of_member(self, form: str) -> str | None:
        """ "监护人1电话", "第二家长姓名", "父亲手机" are columns of the family's members."""
        found = next((match for pattern in (*_MEMBER, PARENT) if (match := pattern.match(form))), None)
        if found is None:
            return None
        number, what = _NUMBER_OF[found.groupdict().get("n") or found["who"]], found["what"]
        name = f"member{number}_{_OF_MEMBERS.get(what) or self.known.get(what, '')}"
        return name if name in self.columns else None

    def _of_all(self, form: str) -> str | None:
        """ "身份证号/证件号": other words for one thing."""
        parts = [self.known.get(part) for part in _OR.split(form)]
        return parts[0] if len(parts) > 1 and len(set(parts)) == 1 else None

    def is_weak(self, heading: str) -> bool:
        """Whether another column that means the same is the better one: a code beside a name, English beside Chinese."""
        return plain(heading).isascii() or any(form in _WEAK for form in _forms(heading))

    def is_not_kept(self, heading: str) -> bool:
        """Whether a heading is known and not read on purpose."""
        return any(form in self._not_kept for form in _forms(heading))


@lru_cache(maxsize=4096)
def _forms(heading: str) -> tuple[str, ...]:
    """The heading in ever plainer forms, each once."""
    first = plain(heading)
    found: list[str] = []
    for form in (first, bare(first), _UNCLOSED.sub("", first).strip(_CLOSING), _EXPLAINED.sub("", first)):
        shorter = _OTHER_LANGUAGE.sub("", form)
        found += [form, shorter, _WHOSE.sub("", shorter)]
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=4096)
def plain(heading: str) -> str:
    """A heading without numbers before it, marks and spaces."""
    text = _MARKS.sub("", _NUMBERED.sub("", compact(heading).translate(_SIMPLIFIED))).strip("-_/|,，、。.")
    for _time in range(2):
        text = text.removesuffix("必填").removesuffix("选填").removeprefix("必填").removeprefix("选填")
    return text


def bare(text: str) -> str:
    """A plain heading without what stands in brackets."""
    return _BRACKETS.sub("", text)


@cache
def _others() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    with _FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["field"], []).append(row["spelling"])
    return {name: tuple(texts) for name, texts in found.items()}


def number_of_member(name: str) -> str:
    """ "1" or "2" for a column of the family's members, empty for any other."""
    return next((number for number in MEMBERS if name.startswith(f"member{number}_")), "")


ROSTER = Vocabulary(COLUMNS, INDISPENSABLE, NOT_KEPT, _others(), told_by={"programme": "class_name"})
"""The headings of a roster of students."""
