"""The columns of an examination authority's list. There is no national template: every place has its own headings."""

from students.rosters.columns import COLUMNS as ROSTER
from students.rosters.columns import Column, Kind
from students.rosters.spellings import Vocabulary

INDISPENSABLE = ("name", "identity_number")

_OWN = (
    Column("candidate_number", "考生号", Kind.CODE, width=30, aliases=("报名号", "报名序号", "中考报名号", "学籍辅号", "考籍号")),
    Column("exam_ticket", "准考证号", Kind.CODE, width=30, aliases=("准考证号码", "准考证", "中考准考证号", "考号")),
    Column(
        "exam_score", "总分", Kind.SCORE,
        aliases=(
            "成绩", "考试总分", "中考总分", "中考成绩", "录取总分", "录取成绩", "投档分", "投档成绩", "分数", "总成绩",
            "考试成绩",
        ),
    ),
    Column(
        "programme_text", "录取专业", width=60,
        aliases=(
            "专业", "专业名称", "录取专业名称", "招生专业", "志愿专业", "录取志愿", "专业大类", "录取专业大类", "专业（大类）",
            "录取专业/专业大类", "录取专业（大类）", "计划名称", "招生专业名称",
        ),
    ),
    Column("programme_code", "专业代码", Kind.CODE, width=20, aliases=("录取专业代码", "招生代码", "专业代号", "国标专业代码")),
    Column(
        "channel", "招生渠道", width=60,
        aliases=(
            "批次", "录取批次", "招生批次", "录取类别", "招生方式", "录取方式", "招生类别", "招生类型", "批次/招生渠道", "批次名称",
            "录取渠道", "计划性质", "录取类型",
        ),
    ),
    Column(
        "notice_number", "通知书号", Kind.CODE, width=30,
        aliases=("录取通知书号", "录取通知书编号", "通知书编号", "录取通知书号码", "通知书号码", "录取号"),
    ),
    Column(
        "graduated_from", "毕业学校", width=80,
        aliases=(
            "毕业学校（初中）", "毕业中学", "毕业初中", "初中学校", "初中毕业学校", "生源学校", "原毕业学校", "报名学校",
            "毕业院校",
        ),
    ),
    Column(
        "phone", "联系电话", Kind.PHONE,
        aliases=(
            "手机", "手机号", "手机号码", "电话", "考生电话", "家长电话", "监护人电话", "联系方式", "家长联系电话", "联系手机",
        ),
    ),
    Column(
        "home", "生源地", width=60,
        aliases=(
            "生源省份", "生源省市", "生源省", "生源地区", "生源所在地", "生源地省份", "考生生源地", "生源地行政区划码",
            "生源地区划码", "生源地行政区划代码",
        ),
    ),
    Column("schooling", "考生类别", width=40, aliases=("毕业类别", "应往届", "学历", "入学前学历", "文化程度")),
)  # fmt: skip
_TAKEN = ("name", "sex", "birth_date", "identity_type", "identity_number")

COLUMNS: dict[str, Column] = {name: ROSTER[name] for name in _TAKEN} | {column.field: column for column in _OWN}
"""Field → column: everything that a list may bring."""

_MORE = {
    "name": ("考生姓名", "新生姓名", "录取考生姓名"),
    "identity_number": (
        "考生身份证号",
        "身份证件号（居民身份证）",
        "证件号码（身份证）",
        "考生证件号",
        "居民身份证号",
        "居民身份证号码",
    ),
}

VOCABULARY = Vocabulary(
    COLUMNS, INDISPENSABLE, frozenset({"序号", "备注", "编号", "顺序号", "照片", "签名"}), _MORE, fewest=2
)
"""The headings of such a list."""
