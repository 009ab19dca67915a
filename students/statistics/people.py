"""Whom a figure counts (统计口径): the words, the statuses, the sources. What is kept carries the version."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from students.articles import Articles, cited
from students.statuses import OPEN_STATUSES, Status

VERSION = "2026.2"
"""Of the definitions below and of the categories of flows.py. What is counted otherwise is another version."""


@dataclass(frozen=True)
class People:
    """A group of people on the register: its statuses and why these; `articles` of each regulation, `because` what they say."""

    key: str
    label: str | Promise
    statuses: tuple[str, ...]
    meaning: str | Promise
    because: str | Promise
    articles: Articles
    standard: str | Promise = ""

    def source_for(self, policy_key: str) -> str:
        """On what it stands, for readers whom that regulation binds."""
        found = cited(self.articles, policy_key)
        return "；".join(
            each for each in (str(self.standard), f"{self.because}（{found}）" if found else str(self.because)) if each
        )


STUDYING = People(
    "studying",
    _("在校生"),
    (Status.STUDYING.value,),
    _("已取得学籍、状态为“在读”的学生。休学、在专门学校就读和未注册的不计。"),
    _("休学的停止学习、保留学籍"),
    {"beijing_2020": (22,), "zhejiang_2015": (20,), "national_2010": ("leave",)},
    _("教育事业统计中等职业学校学生变动情况表：休学为减少、复学为增加"),
)
ENROLLED = People(
    "enrolled",
    _("在籍学生"),
    (Status.STUDYING.value, Status.ON_LEAVE.value, Status.SPECIAL_SCHOOL.value),
    _("已取得学籍且学籍在本校的学生：在读、休学、在专门学校就读。"),
    _("休学保留学籍，专门学校学生的学籍保留在原学校"),
    {"beijing_2020": (19, 22), "zhejiang_2015": (17, 20), "national_2010": ("transfer", "leave")},
)
LISTED = People(
    "listed",
    _("在册人员"),
    tuple(OPEN_STATUSES),
    _("在籍学生，加上已在名册、尚未注册的新生。新生自入学之日计，名册更早导入的自导入之日计。"),
    _("新生报到后经核办才取得学籍"),
    {"beijing_2020": (5,), "zhejiang_2015": (7,), "national_2010": ("registration",)},
)
PEOPLE = {each.key: each for each in (STUDYING, ENROLLED, LISTED)}
