"""The columns of the national roster template (2019: 73, 2018: 48, 2010: 45) and what each may hold.

`field` is the stable name under which a value is kept: those in STUDENT_FIELDS become columns of the student record,
all others go into `Profile.data` as the template's own label.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

STUDENT_FIELDS = frozenset(
    {
        "name", "sex", "birth_date", "identity_type", "identity_number", "class_name", "school_number",
        "programme", "study_length", "entry_month", "cohort", "ethnic", "birth_month",
    }
)  # fmt: skip
INDISPENSABLE = ("name", "identity_number", "class_name", "programme", "entry_month")
# The register fills these in by itself when their cell is empty or their column is missing.
DERIVED = frozenset({"sex", "birth_date", "identity_type", "name_pinyin", "study_length", "school_number", "cohort"})


class Kind(StrEnum):
    """How a cell is read."""

    TEXT = "text"
    NAME = "name"
    CHOICE = "choice"
    DIVISION = "division"
    DATE = "date"
    MONTH = "month"
    PHONE = "phone"
    CODE = "code"
    SCORE = "score"
    IDENTITY = "identity"
    BIRTH = "birth"
    POSTCODE = "postcode"
    YEAR = "year"


@dataclass(frozen=True)
class Column:
    """One column: `heading` as in the 2019 template, `aliases` in other generations and in schools' own sheets.

    `required` means that the template asks for a value in every row; `list_name` is the code set or pick list of a choice;
    `width` the longest value (characters, JY/T 1005-2012).
    """

    field: str
    heading: str
    kind: Kind = Kind.TEXT
    required: bool = False
    width: int = 100
    list_name: str = ""
    aliases: tuple[str, ...] = ()

    @property
    def is_secret(self) -> bool:
        """Whether the value is an identity number: masked on screens, encrypted where it is kept."""
        return self.kind is Kind.IDENTITY


def _required(field: str, heading: str, kind: Kind = Kind.TEXT, *aliases: str, **more: object) -> Column:
    return Column(field, heading, kind, required=True, aliases=aliases, **more)  # type: ignore[arg-type]


def _optional(field: str, heading: str, kind: Kind = Kind.TEXT, *aliases: str, **more: object) -> Column:
    return Column(field, heading, kind, aliases=aliases, **more)  # type: ignore[arg-type]


_TEMPLATE = (
    _required("name", "姓名", Kind.NAME, "学生姓名", "学员姓名", "姓名(与户口簿一致)", width=36),
    _required("sex", "性别", Kind.CHOICE, list_name="性别"),
    _required("birth_date", "出生日期", Kind.DATE, "出生年月日", "生日"),
    _required("identity_type", "身份证件类型", Kind.CHOICE, "证件类型", "身份证类型", list_name="身份证件类型"),
    _required(
        "identity_number", "身份证件号", Kind.IDENTITY,
        "身份证号", "身份证号码", "身份证件号码", "证件号码", "证件号", "公民身份号码", "公民身份证号码", "学生身份证号",
        "学生身份证号码", "身份证", "居民身份证号码",
        "学生身份证件号", "居民身份证号", "身份证编号",
    ),
    _required("name_pinyin", "姓名拼音", width=60),
    _required("class_name", "班级名称", Kind.TEXT, "班级", "所在班级", "班级简称", "行政班级", "班别", "班", width=40),
    _required("school_number", "学号", Kind.CODE, "校内学号", "学生学号", "学籍学号", width=20),
    _required("student_category", "学生类别", Kind.CHOICE, list_name="学生类别"),
    _required("study_form", "学习形式", Kind.CHOICE, list_name="学习形式"),
    _required("entry_mode", "入学方式", Kind.CHOICE, list_name="入学方式"),
    _required("attendance_mode", "就读方式", Kind.CHOICE, list_name="就读方式"),
    _required("nationality", "国籍/地区", Kind.TEXT, "国籍", "国籍地区", width=40),
    _required("overseas_status", "港澳台侨外", Kind.CHOICE, "港澳台侨胞", "港澳台侨", list_name="港澳台侨外"),
    _required("marital_status", "婚姻状况", Kind.CHOICE, list_name="婚姻状况"),
    _required("train_route", "乘火车区间", Kind.TEXT, "乘车区间", width=60),
    _required("is_migrant_child", "是否随迁子女", Kind.CHOICE, "随迁子女", list_name="是否随迁子女"),
    _required("origin_code", "生源地行政区划码", Kind.DIVISION, "生源地区划码", "生源地行政区划代码"),
    _required("birthplace_code", "出生地行政区划码", Kind.DIVISION, "出生地区划码", "出生地行政区划代码"),
    _required("native_place_code", "籍贯地行政区划码", Kind.DIVISION, "籍贯地区划码", "籍贯行政区划码", "籍贯地行政区划代码"),
    _required("household_address", "户口所在地区县以下详细地址", Kind.TEXT, "户口所在地详细地址", "详细地址",
              "户籍地址", "户口地址", "户籍详细地址", width=180),
    _required("police_station", "所属派出所", Kind.TEXT, "派出所", width=60),
    _required("household_code", "户口所在地行政区划码", Kind.DIVISION, "户籍所在地行政区划码", "户口所在地行政区划代码"),
    _required("household_type", "户口性质", Kind.CHOICE, "户籍性质", "户口类别", list_name="户口性质"),
    _required("residence_type", "学生居住地类型", Kind.CHOICE, "居住地类型", list_name="学生居住地类型"),
    _required("entry_month", "入学年月", Kind.MONTH, "入学时间", "入学日期", "入校年月", "入学年份月份", "入校时间"),
    _required("programme", "专业简称", Kind.TEXT, "修读专业", "专业", "专业名称", "所学专业", "就读专业", "录取专业", width=50),
    _required("study_length", "学制", Kind.CHOICE, "学制(年)", "修业年限", "学习年限", list_name="学制"),
    _required("ethnic", "民族", Kind.CHOICE, list_name="民族"),
    _required("political_status", "政治面貌", Kind.CHOICE, list_name="政治面貌"),
    _required("health_status", "健康状况", Kind.CHOICE, "健康情况", list_name="健康状况"),
    _required("student_source", "学生来源", Kind.CHOICE, list_name="学生来源"),
    _required("recruit_target", "招生对象", Kind.CHOICE, list_name="招生对象"),
    _required("phone", "联系电话", Kind.PHONE, "学生本人联系电话", "学生联系电话", "手机号码", "手机号", "本人电话", "学生电话",
              "本人手机", "学生手机", "学生手机号", "手机", "电话", "联系方式", "移动电话"),
    _required(
        "poverty_registered", "是否建档立卡贫困户", Kind.CHOICE,
        "是否建档立卡贫困家庭", "是否建档立卡", list_name="是否建档立卡贫困户",
    ),
    _required("recruit_way", "招生方式", Kind.CHOICE, list_name="招生方式"),
    _required("joint_type", "联招合作类型", Kind.CHOICE, list_name="联招合作类型"),
    _optional("exam_ticket", "准考证号", Kind.CODE, width=30),
    _optional("candidate_number", "考生号", Kind.CODE, width=30),
    _optional("exam_score", "考试总分", Kind.SCORE, "中考总分", "总分", "中考成绩", "录取分数", "中考分数"),
    _optional("joint_form", "联招合作办学形式", width=60),
    _optional("joint_school_code", "联招合作学校代码", Kind.CODE, "联招合作学校机构代码", width=20),
    _optional("teaching_point", "校外教学点", Kind.TEXT, "教学点名称"),
    _optional("staged_training", "分段培养方式", Kind.CHOICE, list_name="分段培养方式"),
    _optional("english_name", "英文姓名", width=60),
    _optional("email", "电子信箱/其他联系方式", Kind.TEXT, "电子信箱", "电子邮箱", "邮箱", "其他联系方式"),
    _optional("home_address", "家庭现地址", Kind.TEXT, "现家庭详细地址", "家庭住址", "家庭地址", "现家庭住址", "现住址",
              "现居住地址", "居住地址", "家庭详细地址", width=180),
    _optional("home_postcode", "家庭邮政编码", Kind.POSTCODE, "邮政编码", "邮编", width=6),
    _optional("home_phone", "家庭电话", Kind.PHONE),
)  # fmt: skip

_MEMBER = (
    _optional("name", "姓名", Kind.NAME, width=36),
    _optional("relation", "关系", Kind.CHOICE, list_name="关系"),
    _optional("is_guardian", "是否监护人", Kind.CHOICE, list_name="是否监护人"),
    _optional("phone", "联系电话", Kind.PHONE),
    _optional("birth_month", "出生年月", Kind.MONTH),
    _optional("identity_type", "身份证件类型", Kind.CHOICE, list_name="身份证件类型"),
    _optional("identity_number", "身份证件号", Kind.IDENTITY),
    _optional("ethnic", "民族", Kind.CHOICE, list_name="民族"),
    _optional("political_status", "政治面貌", Kind.CHOICE, list_name="政治面貌"),
    _optional("health_status", "健康状况", Kind.CHOICE, list_name="健康状况"),
    _optional("workplace", "工作或学习单位"),
    _optional("position", "职务", width=40),
)
MEMBERS = ("1", "2")
MEMBER_CORE = ("name", "relation", "is_guardian", "phone")

# Columns that only other generations of the template, or schools' own sheets, have.
_OTHERS = (
    # Not kept: it is held against the identity number, and is the birth date where nothing else says it.
    _optional("birth_month", "出生年月", Kind.BIRTH),
    _optional("graduated_from", "毕业学校（初中）", Kind.TEXT, "毕业学校", "初中毕业学校", "毕业初中", "来源学校"),
    _optional("cohort", "年级", Kind.YEAR, "入学年级", "届别", "级别"),
    _optional("former_name", "曾用名", width=50),
    _optional("former_student_number", "省级电子注册学籍号", Kind.CODE, "历史学籍号", width=100),
    _optional("native_place", "籍贯"),
    _optional("household_province", "户籍所在省"),
    _optional("household_city", "户籍所在市"),
    _optional("household_county", "户籍所在区县"),
    _optional("home_province", "现家庭所在省"),
    _optional("home_city", "现家庭所在市"),
    _optional("home_county", "现家庭所在区县"),
    _optional("guardian_name", "家长(监护人)姓名", Kind.NAME, "监护人姓名", "家长姓名", "监护人"),
    _optional(
        "guardian_phone",
        "家长(监护人)电话",
        Kind.PHONE,
        "监护人电话",
        "家长电话",
        "监护人联系电话",
        "家长联系电话",
        "监护人手机",
        "家长手机",
        "监护人手机号",
        "家长手机号",
    ),
    _optional("low_income", "是否低保", Kind.CHOICE, list_name="是否低保"),
    _optional("source_category", "生源类别", width=40),
    _optional("remark", "备注", width=200),
)


def _members() -> Iterator[Column]:
    for number in MEMBERS:
        for column in _MEMBER:
            yield replace(column, field=f"member{number}_{column.field}", heading=f"成员{number}{column.heading}")


MEMBER_FIELDS = {number: tuple(f"member{number}_{column.field}" for column in _MEMBER) for number in MEMBERS}

TEMPLATE: tuple[Column, ...] = (*_TEMPLATE, *_members())
"""The 73 columns of 2019, in the template's order."""


@dataclass(frozen=True)
class Condition:
    """When the template asks for `needed`: where `decider` says `value`, or (`negated`) says anything else."""

    decider: str
    value: str
    needed: tuple[str, ...]
    negated: bool = False


CONDITIONS = (
    Condition("recruit_way", "统一招生", ("exam_ticket", "candidate_number", "exam_score")),
    Condition("joint_type", "非联合办学", ("joint_form", "joint_school_code"), negated=True),
)
"""Notes in the template's second row. That of the teaching points is not here: no column says who is at one."""
OWED = (
    *(name for condition in CONDITIONS for name in condition.needed),
    *(f"member{number}_{part}" for number in MEMBERS for part in MEMBER_CORE),
)
"""Every column that the template asks of some and not of everybody."""


def owed(values: Mapping[str, object]) -> list[str]:
    """Which of these a row owes for what its other columns say."""
    found: list[str] = []
    for condition in CONDITIONS:
        said = values.get(condition.decider)
        if said and (said == condition.value) is not condition.negated:
            found += condition.needed
    for number in MEMBERS:
        if any(values.get(name) for name in MEMBER_FIELDS[number]):
            found += [f"member{number}_{part}" for part in MEMBER_CORE]
    return found


COLUMNS: dict[str, Column] = {column.field: column for column in (*TEMPLATE, *_OTHERS)}
"""Field → column: everything that a roster may bring."""

# Known and not kept: funding has its own system, and a bank card has no place in a register of status.
NOT_KEPT = frozenset(
    {
        "招生类型",
        "是否享受国家助学金",
        "月发放标准(元)",
        "学校类型",
        "专业目录版本",
        "中职学生资助卡号",
        "银行卡号",
        "序号",
        "编号",
        "学籍号",
        "全国学籍号",
        "QQ号",
        "微信号",
        "照片",
        "相片",
        "签名",
        "序",
        "行号",
        "年龄",
        "身高",
        "体重",
        "宿舍号",
        "寝室号",
        "班主任",
        "班主任姓名",
        "QQ",
        "微信",
    }
)
# Headings that only the 2009 and 2010 templates have, and what these leave optional whatever later ones say of it.
MARKS_OF_2010 = frozenset({"户籍所在省", "修读专业", "户籍性质"})
OPTIONAL_IN_2010 = frozenset({"student_category", "political_status", "health_status", "phone", "overseas_status"})

LABELS: dict[str, str] = {field: column.heading for field, column in COLUMNS.items()}
"""Field → heading, for pages that show `Profile.data`."""
