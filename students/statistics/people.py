"""Whom a figure counts (统计口径): the words, the statuses, the sources. What is kept carries the version."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from students.statuses import OPEN_STATUSES, Status

VERSION = "2026.1"
"""Of the definitions below and of the categories of flows.py. What is counted otherwise is another version."""


@dataclass(frozen=True)
class People:
    """A group of people on the register: its statuses and why these."""

    key: str
    label: str | Promise
    statuses: tuple[str, ...]
    meaning: str | Promise
    source: str | Promise


STUDYING = People(
    "studying",
    _("在校生"),
    (Status.STUDYING.value,),
    _("已取得学籍、状态为“在读”的学生。休学、在专门学校就读和未注册的不计。"),
    _("教育事业统计中等职业学校学生变动情况表：休学为减少、复学为增加；北京 2020 第二十二条、浙江 2015 第二十条"),
)
ENROLLED = People(
    "enrolled",
    _("在籍学生"),
    (Status.STUDYING.value, Status.ON_LEAVE.value, Status.SPECIAL_SCHOOL.value),
    _("已取得学籍且学籍在本校的学生：在读、休学、在专门学校就读。"),
    _(
        "休学保留学籍（北京 2020 第二十二条、浙江 2015 第二十条）；专门学校学生学籍保留在原学校（北京第十九条、浙江第十七条）"
    ),
)
LISTED = People(
    "listed",
    _("在册人员"),
    tuple(OPEN_STATUSES),
    _("在籍学生，加上已在名册、尚未注册的新生。新生自入学之日计，名册更早导入的自导入之日计。"),
    _("新生报到后经核办才取得学籍（北京 2020 第五条、浙江 2015 第七条）"),
)
PEOPLE = {each.key: each for each in (STUDYING, ENROLLED, LISTED)}
