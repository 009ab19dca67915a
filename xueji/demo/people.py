"""Invented people: names drawn from lists, identity numbers of areas that were never assigned."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from django.conf import settings

from xueji.codes import names
from xueji.codes.gb11643 import check_character

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高梁郑谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范"
    "金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
GIVEN_MALE = "子轩浩宇梓豪俊杰一鸣博文思远明澈星野景行云帆知秋北辰望舒予墨书恒泽楷嘉树立群修远承安怀瑾"
GIVEN_FEMALE = "语桐欣怡梓涵诗琪雨萱若溪知夏听澜书瑶清和嘉禾令仪疏影见微星回栖迟鹤眠繁星未央静姝婉清采薇"
GIVEN_ANY = "安然宁和乐言一诺思齐亦然初晴朗月如海若水长青小满谷雨"
UNUSUAL = ("买买提·吐尔逊", "欧阳知远", "单雨桐", "曾一鸣", "吴㛃", "林㵮")


@dataclass(frozen=True)
class Invented:
    """One invented person."""

    name: str
    name_key: str
    initials: str
    sex: str
    birth_date: date
    identity: str


class Crowd:
    """A reproducible source of people; every identity number is drawn once."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self._areas = sorted(settings.DEMO_AREAS)
        self._drawn: dict[str, int] = {}
        self._count = 0

    def person(self, birth_year: int) -> Invented:
        """Somebody born in the school year that begins in September of `birth_year`."""
        sex = self.random.choice("12")
        birth = date(birth_year, 9, 1) + timedelta(days=self.random.randrange(365))
        name = self._name(sex)
        return Invented(name, names.pinyin_key(name), names.initials(name), sex, birth, self._identity(birth, sex))

    def officer(self) -> str:
        """A name for an officer."""
        return self._name(self.random.choice("12"), rare=False)

    def _name(self, sex: str, *, rare: bool = True) -> str:
        self._count += 1
        if rare and self._count % 211 == 0:
            return UNUSUAL[self._count // 211 % len(UNUSUAL)]
        given = (GIVEN_MALE if sex == "1" else GIVEN_FEMALE) + GIVEN_ANY
        at = self.random.randrange(0, len(given), 2)
        pair = given[at : at + 2]
        # Two syllables of one pair mostly, else mixed or single: enough different names for a province.
        kind = self.random.random()
        if kind < 0.1:
            pair = pair[0]
        elif kind < 0.5:
            pair = self.random.choice(given) + self.random.choice(given)
        return self.random.choice(SURNAMES) + pair

    def _identity(self, birth: date, sex: str) -> str:
        """An 18-character number: unassigned area, the sequence odd for men, a valid check character."""
        while True:
            area = self.random.choice(self._areas)
            sequence = self.random.randrange(int(sex) % 2, 1000, 2)
            body = f"{area}{birth:%Y%m%d}{sequence:03d}"
            if self._drawn.setdefault(body, 1) == 1:
                self._drawn[body] = 2
                return body + check_character(body)
