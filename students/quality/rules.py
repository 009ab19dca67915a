"""The rules of data quality: what is looked for, in which words, on what it stands, where it is mended.

What looks for it is in finding.py, by the rule's key.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from students.articles import Articles, cited
from students.models import Student
from students.quality.due_terms import due_terms
from students.rosters.columns import DERIVED, LABELS, STUDENT_FIELDS, TEMPLATE, Kind
from students.statuses import Status
from xueji import clock
from xueji.organizations.scope import asked_once

PENDING_DAYS = 45
"""So many days after entry somebody should be registered, whatever the closing day of the season is."""

REQUIRED = tuple(
    column.field
    for column in TEMPLATE
    if column.required and column.field not in STUDENT_FIELDS and column.field not in DERIVED
)
"""The columns of the profile that the national template asks of everybody."""

DIVISIONS = tuple(column.field for column in TEMPLATE if column.kind is Kind.DIVISION)
CHECK, BIRTH, SEX = "check", "birth", "sex"
_NUMBER_PARTS = {CHECK: _("校验码不对"), BIRTH: _("与出生日期不符"), SEX: _("与性别不符")}
COMPLETENESS = frozenset({"missing", "identity", "divisions", "photo"})
"""A record that breaks none of these is complete."""


@dataclass(frozen=True)
class Rule:
    """One of them. `remedy` says what to do; `basis` names a standard for everybody, `articles` those of each regulation;
    `serious` ones are shown first."""

    key: str
    label: str | Promise
    remedy: str | Promise
    basis: str | Promise = ""
    icon: str = "alert-circle"
    serious: bool = False
    articles: Articles = field(default_factory=dict)

    def basis_for(self, policy_key: str) -> str:
        """On what it stands for readers whom that regulation binds."""
        return cited(self.articles, policy_key) or str(self.basis)


RULES: tuple[Rule, ...] = (
    Rule(
        "unregistered", _("逾期未注册"), _("报送注册；已过截止日的，先请有权的一级书面批准延期。"),
        icon="user-question", serious=True,
        articles={"beijing_2020": (10,), "zhejiang_2015": (11,), "national_2010": ("registration",)},
    ),
    Rule(
        "duplicate", _("疑似重复"), _("核对姓名、性别、出生日期相同的另一名学生，是同一人的按查重处理。"),
        _("教育部 2014 年 12 号文：一人一号"), "copy", serious=True,
    ),
    Rule(
        "identity", _("证件号码有误"), _("核对证件原件，按信息变更更正号码、出生日期或性别。"),
        _("GB 11643-1999"), "id", serious=True,
    ),
    Rule(
        "missing", _("必填项缺失"), _("未注册的补全名册后重新导入；已有学籍的按信息变更补填。"),
        _("全国中职学生管理信息系统学生导入表（2019）必填项和有条件的必填项"), "square-dashed",
    ),
    Rule(
        "guardian", _("未成年人缺监护人"), _("登记监护人姓名和电话：休学、退学、转学须由监护人同意。"), icon="users",
        articles={"beijing_2020": (17, 22, 24), "zhejiang_2015": (20, 22), "national_2010": ("transfer", "leave", "withdrawal")},
    ),
    Rule("divisions", _("行政区划码有误"), _("按户口簿核对，填 6 位行政区划码。"), _("GB/T 2260"), "map-pin"),
    Rule(
        "photo", _("缺照片"), _("在学生照片里逐个上传，或用压缩包成批上传。"), icon="photo",
        articles={"beijing_2020": (9,), "zhejiang_2015": (8,), "national_2010": ("archive",)},
    ),
    Rule(
        "term", _("学期未注册"), _("在学期注册里登记；无故逾期两周的，按应予退学处理。"),
        icon="calendar-time", serious=True,
        articles={"beijing_2020": (14,), "zhejiang_2015": (22,), "national_2010": ("withdrawal",)},
    ),
    Rule(
        "pending", _("久未注册"), _("报到已久仍未注册：核实是否在校，报送注册或取消入学资格。"),
        icon="hourglass", articles={"beijing_2020": (6,), "zhejiang_2015": (7,), "national_2010": ("entry",)},
    ),
    Rule(
        "study_length", _("逾最长修业年限"), _("弹性学习已满最长年限：办理毕业或结业；须继续学习的，由有权的一级作例外。"),
        _("教育部 2010 年办法：弹性学习的修业年限"), "calendar-off", serious=True,
        articles={"zhejiang_2015": (14, 15), "national_2010": ("entry",)},
    ),
    Rule("group", _("班级不符"), _("所在班级已撤销，或与年级、专业不符：调到应在的班级。"), _("本系统的编班规则"), "users-group"),
)  # fmt: skip
BY_KEY = {rule.key: rule for rule in RULES}


def words(rule: str, fields: Iterable[str]) -> list[str]:
    """What is meant, in words: headings of the roster, or what is wrong with a number."""
    known = _NUMBER_PARTS if rule == "identity" else LABELS
    return [str(known.get(field, field)) for field in fields]


def mend_url(rule: str, student: Student) -> str:
    """The page that mends it for this student; the record where no form does."""
    return _form_of(rule, student) or reverse("students:record", args=[student.pk])


def mend_label(rule: str, student: Student) -> str | Promise:
    """What the link to it says."""
    if rule in {"missing", "divisions", "guardian"} and student.status == Status.PENDING:
        return _("补全名册")
    return _MEND.get(rule, _("看学生档案"))


_MEND: dict[str, str | Promise] = {
    "unregistered": _("报送注册"),
    "pending": _("报送注册"),
    "identity": _("信息变更"),
    "missing": _("信息变更"),
    "guardian": _("信息变更"),
    "divisions": _("信息变更"),
    "photo": _("传照片"),
    "term": _("学期注册"),
    "group": _("调班"),
    "duplicate": _("查重"),
}


def _form_of(rule: str, student: Student) -> str:
    if rule in {"unregistered", "pending"}:
        return _url("students:registration_open")
    if rule == "photo":
        return _url("students:photo_missing")
    if rule == "group":
        return _url("students:class", student.school_class_id)
    if rule == "term":
        due = asked_once(f"due_term_{student.school_id}", lambda: due_terms(clock.today(), student.school_id))
        return _url("students:term_class", due[0].name, student.school_class_id) if due else _url("students:terms")
    if rule == "duplicate":
        return _url("students:duplicates")
    if rule == "study_length":
        return ""
    if student.status == Status.PENDING:
        return _url("students:roster_new")
    return f"{_url('matters:kind', 'information')}?student={student.pk}"


def _url(name: str, *arguments: object) -> str:
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return ""
