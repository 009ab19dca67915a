"""The component sheet: every component once, with invented facts.

Only tests and builders see it; it is in no production URL list.
It stands on its own (a URL configuration), so that it can be shown without a database.
"""

from datetime import date, datetime
from types import SimpleNamespace as Thing
from zoneinfo import ZoneInfo

from django import forms
from django.contrib.auth import views as auth_views
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path

from xueji import clock
from xueji.organizations.models import Organization
from xueji.web import navigation
from xueji.web.access import unscoped

DAY = date(2026, 9, 10)
ZONE = ZoneInfo("Asia/Shanghai")


def at(month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=ZONE)


def ring(state: str, remaining: int, used: int = 0, due: date | None = None, **extra: object) -> Thing:
    facts = {"budget": 10, "provisional": False, "stopped_reason": "", **extra}
    return Thing(state=state, remaining=remaining, used=used, due_on=due, **facts)


CLOCKS = [
    ring("running", 9, 1, date(2026, 9, 21)),
    ring("soon", 3, 7, date(2026, 9, 14)),
    ring("today", 1, 9, DAY),
    ring("late", -5, 10, date(2026, 9, 3)),
    ring("late_soft", -1, 10, date(2026, 9, 9)),
    ring("stopped", 4, 6, stopped_reason="退回补正"),
    ring("running", 8, 2, date(2027, 1, 8), provisional=True),
    ring("done", 0, 4),
]
NOW = ring("running", 4, 6, date(2026, 9, 15))
LAW = Thing(label="第十七条第一款", url="/articles/17")
VERDICTS = [
    Thing(outcome="allowed", sentence="转学事由", reason="户籍迁移", citation=LAW),
    Thing(
        outcome="exception",
        sentence="学习未满一学期，原则上不予转学。",
        reason="实际在校 12 周，一学期为 20 周。",
        citation=LAW,
    ),
    Thing(outcome="warning", sentence="学籍档案 9 类缺 1 类，转出前宜补录", reason="", citation="第八条"),
    Thing(
        outcome="evidence",
        sentence="证明材料应能证明转学事由。",
        reason="缺迁入地户口簿中学生本人的登记页。",
        citation=LAW,
    ),
    Thing(outcome="forbidden", sentence="休学期间不得转学。", reason="2026年9月1日起休学。", citation=LAW),
]
CHAIN = [
    [
        Thing(
            number=1,
            label="转出学校",
            organization_name="云汀职业技术学校",
            state="done",
            state_text="已提交",
            lines=["8月24日，用 4 / 10 日"],
            clock=None,
        )
    ],
    [
        Thing(
            number=2,
            label="转入学校",
            organization_name="澄怀中等专业学校",
            state="stopped",
            state_text="退回",
            lines=["8月26日被退回"],
            clock=CLOCKS[5],
        )
    ],
    [
        Thing(
            number=3,
            label="转出方主管部门",
            organization_name="青塘区教育局",
            state="now",
            state_text="您在办",
            lines=[],
            clock=NOW,
        ),
        Thing(
            number=4,
            label="转入方主管部门",
            organization_name="南浦区教育局",
            state="done",
            state_text="同意",
            lines=["用 5 / 10 日"],
            clock=None,
        ),
    ],
    [
        Thing(
            number=5,
            label="转出方设区市",
            organization_name="澜州市教育局",
            state="next",
            state_text="未到",
            lines=["限 10 日"],
            clock=None,
        ),
        Thing(
            number=6,
            label="转入方设区市",
            organization_name="瑞江市教育局",
            state="objected",
            state_text="异议",
            lines=["限 10 日"],
            clock=None,
        ),
    ],
]
TIMELINE = [
    Thing(
        at=at(9, 8, 15, 20),
        title="南浦区教育局　同意",
        meta="第 4 步　叶清和",
        quote="建议作例外处理。",
        icon="check",
        tone="ok",
        year_label="2026—2027 学年",
    ),
    Thing(
        at=at(8, 26, 14, 41),
        title="澄怀中等专业学校　退回到第 1 步",
        icon="arrow-back-up",
        tone="wait",
        papers=[Thing(label="户口簿.jpg", url="/x")],
        year_label="2025—2026 学年",
    ),
    Thing(
        at=date(2025, 9, 1),
        title="复学",
        note="生效",
        text="随原专业。",
        citation=LAW,
        year_label="2025—2026 学年",
    ),
]


class SampleForm(forms.Form):
    name = forms.CharField(label="姓名")
    identity_number = forms.CharField(label="身份证号", help_text="18 位，末位可为 X")
    major = forms.ChoiceField(label="专业", choices=[("720201", "720201 护理")], required=False)
    reason = forms.ChoiceField(
        label="休学事由",
        choices=[("ill", "因病"), ("army", "服兵役"), ("other", "其他")],
        widget=forms.RadioSelect,
    )
    weeks = forms.IntegerField(label="本学期请假累计")
    explanation = forms.CharField(label="情况说明", widget=forms.Textarea, required=False)
    notify = forms.BooleanField(label="短信通知监护人", required=False)
    paper = forms.FileField(label="诊断证明", required=False, help_text="JPG、PNG、PDF，2 MB 以内")

    def clean_identity_number(self) -> str:
        raise forms.ValidationError("末位校验不对，请核对原件")


class VerbForm(forms.Form):
    reason = forms.CharField(label="例外理由（写入审批表）", widget=forms.Textarea)


BUREAU = Organization(pk=1, kind="county", name="青塘区教育局")


def shell_facts(request: HttpRequest) -> None:
    """Stand in for the scope middleware: a county officer with two offices."""
    offices = [
        Thing(pk=1, organization=BUREAU, get_role_display="职成教科审核员"),
        Thing(pk=2, organization=Thing(name="青塘区云汀职业技术学校"), get_role_display="学籍管理员"),
    ]
    request.scope, request.office, request.offices = Thing(level="county"), offices[0], offices
    request.user = Thing(is_authenticated=True, get_full_name="何知远", get_username="hezhiyuan")


NAVIGATION = [
    ("today", "今天", "gallery", "sun", "today", 7),
    ("cases", "办件", "web:cases", "stack-2", "today", 12),
    ("entry", "新生入学", "web:entry", "school", "students", None),
    ("students", "学生", "web:students", "users", "students", None),
    ("changes", "学籍变动", "web:changes", "arrows-exchange", "students", None),
    ("certificates", "证书", "web:certificates", "certificate", "leaving", None),
    ("jobs", "导入与任务", "web:jobs", "file-import", "management", 1),
]


def items() -> list[navigation.Item]:
    return [
        navigation.Item(key, label, url, icon, section, order, count=(lambda scope, n=count: n) if count else None)
        for order, (key, label, url, icon, section, count) in enumerate(NAVIGATION)
    ]


PAPERS = [
    Thing(label="监护人协议", state="owed", detail="每份 2 MB 以内", citation=LAW, url=""),
    Thing(label="诊断证明.jpg", state="given", detail="2 页，1.1 MB", citation=None, url="/x"),
    Thing(
        label="户口簿.heic",
        state="bad",
        detail="这种格式打不开，请存成 JPG 再传",
        citation=None,
        url="",
    ),
]
STATES = [
    "studying",
    "on_leave",
    "pending",
    "not_reported",
    "transferred",
    "graduated",
    "cancelled",
]
CASE_STATES = [
    "draft",
    "running",
    "approve",
    "returned",
    "rejected",
    "file",
    "effective",
    "objected",
    "valid",
    "replaced",
    "revoked",
]


@unscoped
def gallery(request: HttpRequest) -> HttpResponse:
    shell_facts(request)
    with clock.at(DAY):
        return HttpResponse(render(request, "gallery.html", facts(request)).content)


def facts(request: HttpRequest) -> dict[str, object]:
    data = {"name": "沈嘉禾", "identity_number": "33980120100714003X", "reason": "ill", "weeks": "18"}
    return {
        "user": request.user,
        "clocks": CLOCKS,
        "large_clock": NOW,
        "law": LAW,
        "verdicts": VERDICTS,
        "groups": CHAIN,
        "path": sum(CHAIN, []),
        "entries": TIMELINE,
        "form": SampleForm(data),
        "job": Thing(title="照片包正在对应", state="running", done=249, total=312, detail="预计还要 6 秒"),
        "failed": Thing(title="名册导入", state="failed", done=0, total=None, detail="文件打不开"),
        "page": Thing(summary="第 21—40 人，共 91 人，按学号排序", previous_cursor="a", next_cursor=None),
        "chips": [
            Thing(label="年级", value="2026级", url="?", active=True, removable=True),
            Thing(label="状态", value="全部", url="?", active=False, removable=False),
        ],
        "rows": [("学籍号", "G3398**********0427"), ("监护人", ""), ("异动史", "休学 1 次（因病）")],
        "papers": PAPERS,
        "states": STATES,
        "case_states": CASE_STATES,
    }


def verbs() -> list[Thing]:
    form = VerbForm()
    return [
        Thing(
            key="approve",
            label="同意",
            shortcut="A",
            why_not="尚缺 1 项证据，补齐后可选",
            citation=LAW,
            checked=False,
        ),
        Thing(
            key="return",
            label="退回补正",
            shortcut="R",
            hint="退回到哪一步",
            checked=True,
            submit_label="退回到第 1 步",
            fields=[form["reason"]],
        ),
        Thing(
            key="reject",
            label="不同意",
            shortcut="X",
            hint="写明理由并引条款，办件终止",
            checked=False,
            submit_label="不同意，终止办件",
        ),
    ]


@unscoped
def case(request: HttpRequest) -> HttpResponse:
    shell_facts(request)
    following = Thing(
        position_text="待办第 3 件，共 17 件；下一件", url="/", title="休学备案：顾明澈", clock_text="剩 5 日"
    )
    decision = Thing(
        action_url="/",
        step_text="第 3 步　审批",
        role_text="以青塘区教育局职成教科审核员身份",
        version=7,
        verbs=verbs(),
        next=following,
    )
    with clock.at(DAY):
        return HttpResponse(render(request, "gallery_case.html", {**facts(request), "decision": decision}).content)


@unscoped
def error(request: HttpRequest, name: str) -> HttpResponse:
    return render(request, f"errors/{name}.html", {"verdicts": VERDICTS[1:4], "failure_limit": 8})


@unscoped
def plain(request: HttpRequest, name: str) -> HttpResponse:
    return render(request, f"gallery_{name}.html")


@unscoped
def login(request: HttpRequest) -> HttpResponse:
    form = forms.Form()
    form.fields["username"], form.fields["password"] = (
        forms.CharField(label="用户名"),
        forms.CharField(label="密码", widget=forms.PasswordInput),
    )
    return render(request, "registration/login.html", {"form": form})


@unscoped
def bell(request: HttpRequest) -> HttpResponse:
    return render(request, "notices/_bell.html", {"unread": 3})


told = [path("bell/", bell, name="bell"), *(path(f"{name}/", gallery, name=name) for name in ("list", "settings"))]
named = [
    path(f"{name}/", gallery, name=name)
    for name in ("cases", "entry", "students", "changes", "certificates", "jobs", "switch_office", "search")
]
urlpatterns = [
    path("", gallery, name="gallery"),
    path("case/", case, name="case"),
    path("error/<slug:name>/", error, name="error"),
    path("plain/<slug:name>/", plain, name="plain"),
    path("login/", login, name="login"),
    path("logout/", auth_views.LogoutView.as_view(), name="logout"),
    path("web/", include((named, "web"))),
    path("notices/", include((told, "notices"))),
]
