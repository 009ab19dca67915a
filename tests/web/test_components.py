"""The components of the house: what they say, how they look (asked of a real browser), and that every icon exists."""

import re
from datetime import date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace as Thing
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.conf import settings as project
from django.template import Context, Template
from django.test import RequestFactory, override_settings

from tests.web import gallery
from xueji import clock
from xueji.organizations.models import Organization
from xueji.web import formats, marks, navigation
from xueji.web.templatetags.xj import clock_look

TODAY = date(2026, 9, 10)
LAW = Thing(label="第十七条第一款", url="/articles/17")


@pytest.fixture(autouse=True)
def _day():
    with clock.at(TODAY):
        yield


def show(source: str, **context: object) -> str:
    return Template("{% load xj xj_forms %}" + source).render(Context(context))


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", html)).strip()


@pytest.mark.parametrize(("required", "said"), [(True, "请选择"), (False, "未填")])
def test_the_choice_of_nothing_is_said_in_words(required, said):
    class Form(forms.Form):
        one = forms.ChoiceField(label="甲", choices=[("", "---------"), ("1", "一")], required=required)
        two = forms.ModelChoiceField(label="乙", queryset=Organization.objects.none(), required=required)
        own = forms.ChoiceField(label="丙", choices=[("", "暂留原班"), ("1", "一")], required=required)

    html = show("{% field form.one %}{% field form.two %}{% field form.own %}", form=Form())

    assert "---" not in html
    assert (html.count(f">{said}<"), html.count(">暂留原班<")) == (2, 1)


def test_rows_that_are_picked_stand_off_the_edge():
    """A plain table has no padding at its edge: the box would lie under the bar of a picked row."""
    pages = (project.BASE_DIR / "templates").rglob("*.html")
    tables = [
        (page.name, table) for page in pages for table in re.findall(r"<table.*?</table>", page.read_text(), re.S)
    ]

    assert [name for name, table in tables if "data-pick" in table and "xj-table-plain" in table] == []


class TestFormats:
    @pytest.mark.parametrize(
        ("day", "text"),
        [(TODAY, "9月10日"), (date(2025, 3, 1), "2025年3月1日"), (None, ""), ("", "")],
    )
    def test_a_date_names_its_year_only_when_it_is_another(self, day, text):
        assert formats.cn_date(day) == text

    def test_a_moment_is_told_in_the_time_of_the_register(self):
        moment = datetime(2026, 9, 9, 23, 5, tzinfo=ZoneInfo("UTC"))
        assert formats.cn_datetime(moment) == "9月10日 07:05"

    def test_a_weekday_has_one_character(self):
        assert formats.weekday(TODAY) == "周四"

    @pytest.mark.parametrize(("value", "text"), [(2846, "2,846"), (None, ""), ("无", "无"), (0, "0"), (38.5, "38.5")])
    def test_thousands_are_set_apart(self, value, text):
        assert formats.thousands(value) == text

    def test_minutes_are_rounded_up(self):
        assert formats.minutes(timedelta(seconds=61)) == 2


def clock_at(state: str, remaining: int, **extra: object) -> Thing:
    facts = {"budget": 10, "used": 6, "due_on": date(2026, 9, 15), "provisional": False, "stopped_reason": ""}
    return Thing(state=state, remaining=remaining, **{**facts, **extra})


class TestClock:
    @pytest.mark.parametrize(
        ("state", "remaining", "text"),
        [
            ("running", 4, "剩 4 日 9月15日"),
            ("soon", 3, "剩 3 日 9月15日"),
            ("today", 1, "今天到期"),
            ("late_soft", -1, "超期 1 日"),
            ("late_soft", 0, "已过期限"),
            ("late", -7, "超期 7 日"),
            ("stopped", 4, "停钟：退回补正，还剩 4 日"),
            ("done", 0, "用 6 / 10 日"),
        ],
    )
    def test_says_how_many_working_days_are_left(self, state, remaining, text):
        assert words(show("{% clock c %}", c=clock_at(state, remaining))) == text

    def test_a_day_without_a_published_calendar_is_marked(self):
        assert words(show("{% clock c %}", c=clock_at("running", 4, provisional=True))).endswith("暂算")

    @pytest.mark.parametrize(("remaining", "kind"), [(-1, "late-soft"), (-4, "late-soft"), (-5, "late"), (-30, "late")])
    def test_solid_red_begins_five_days_late(self, remaining, kind):
        assert clock_look(clock_at("late", remaining)).kind == kind

    def test_the_large_one_names_the_last_moment(self):
        html = show('{% clock c size="large" %}', c=clock_at("running", 4))
        assert words(html) == "本步剩 4 个工作日 9月15日（周二）24:00 到期，已用 6 / 10"

    def test_the_ring_is_drawn_from_the_days(self):
        assert 'pathLength="10" stroke-dasharray="6 10"' in show("{% clock c %}", c=clock_at("running", 4))

    def test_no_clock_shows_nothing(self):
        assert show("{% clock c %}", c=None).strip() == ""


class TestMarks:
    def test_a_status_is_told_by_word_shape_and_tone(self):
        html = show('{% status "on_leave" %}')
        assert (words(html), "xj-wait" in html, "#tabler-player-pause" in html) == ("休学", True, True)

    def test_the_same_key_means_another_thing_for_a_case(self):
        texts = words(show('{% status "withdrawn" %}')), words(show('{% state "withdrawn" %}'))
        assert texts == ("退学", "已撤回")

    def test_an_unknown_state_is_shown_plainly(self):
        assert words(show('{% state "novel" %}')) == "novel"

    def test_trouble_comes_first(self):
        found = [Thing(outcome=key) for key in ("allowed", "warning", "evidence", "forbidden", "exception")]
        html = show("{% for v in found|trouble_first %}{{ v.outcome }} {% endfor %}", found=found)
        assert html.split() == ["forbidden", "exception", "evidence", "allowed", "warning"]

    @pytest.mark.parametrize("outcome", list(marks.OUTCOMES))
    def test_every_verdict_stands_on_its_article(self, outcome):
        verdict = Thing(outcome=outcome, sentence="句。", reason="因。", citation=LAW)
        assert '<a class="xj-cite" href="/articles/17">第十七条第一款</a>' in show("{% verdict v %}", v=verdict)

    def test_what_is_allowed_stays_a_quiet_line(self):
        verdict = Thing(outcome="allowed", sentence="转学事由", reason="户籍迁移", citation=LAW)
        assert "xj-rule-open" not in show("{% verdict v %}", v=verdict)

    def test_text_of_a_citation_is_escaped(self):
        assert "<b>" not in show("{% cite c %}", c=Thing(label="<b>", url='"><b>'))


class SampleForm(forms.Form):
    name = forms.CharField(label="姓名", help_text="与证件一致")
    reason = forms.ChoiceField(label="事由", choices=[("a", "甲"), ("b", "乙")], widget=forms.RadioSelect)
    note = forms.CharField(label="说明", required=False, widget=forms.Textarea)
    paper = forms.FileField(label="证明", required=False)


class TestFields:
    def test_an_error_stands_under_its_field_and_is_tied_to_it(self):
        html = show("{% field form.name %}", form=SampleForm({}))
        assert 'aria-describedby="id_name-hint id_name-error"' in html
        assert 'aria-invalid="true"' in html
        assert html.index("<input") < html.index('id="id_name-error"')

    def test_a_field_that_may_stay_empty_says_so(self):
        assert "选填" in show("{% field form.note %}", form=SampleForm())

    def test_few_choices_are_one_line_of_buttons_in_a_fieldset(self):
        html = show("{% field form.reason %}", form=SampleForm())
        assert ("<fieldset" in html, 'class="xj-choice"' in html, html.count('type="radio"')) == (True, True, 2)

    def test_a_file_field_keeps_its_input_for_the_keyboard(self):
        html = show("{% field form.paper %}", form=SampleForm())
        assert ('type="file"' in html, 'for="id_paper"' in html) == (True, True)

    def test_the_head_of_the_form_links_to_what_is_wrong(self):
        html = show("{% form_errors form %}", form=SampleForm({"reason": "a"}))
        assert '<a href="#id_name">姓名</a>' in html

    def test_an_unsent_form_has_no_errors(self):
        assert words(show("{% form_errors form %}", form=SampleForm())) == ""


class TestPager:
    def test_cursors_keep_the_filters(self):
        request = RequestFactory().get("/students/?grade=2026&after=x")
        html = show("{% pager page %}", page=Thing(previous_cursor="p", next_cursor="n"), request=request)
        assert ('href="?grade=2026&amp;before=p"' in html, 'href="?grade=2026&amp;after=n"' in html) == (True, True)

    def test_an_end_is_a_button_that_cannot_be_pressed(self):
        assert show("{% pager page %}", page=Thing(previous_url="", next_url="")).count("disabled") == 2


@pytest.fixture
def gallery_site():
    """The component sheet as a site, with its own navigation."""
    kept = dict(navigation._items)
    navigation._items.clear()
    for item in gallery.items():
        navigation.register(item)
    templates = [{**project.TEMPLATES[0], "DIRS": [*project.TEMPLATES[0]["DIRS"], Path(__file__).parent / "templates"]}]
    with override_settings(ROOT_URLCONF="tests.web.gallery", TEMPLATES=templates):
        yield
    navigation._items.clear()
    navigation._items.update(kept)


@pytest.mark.usefixtures("gallery_site")
class TestNavigation:
    def test_sections_stand_in_their_order_with_their_counts(self):
        sections = navigation.build(Thing(), "/web/students/")
        assert [section.key for section in sections] == ["today", "students", "leaving", "management"]
        assert [link.count for link in sections[0].links] == [7, 12]

    def test_the_longest_address_is_the_current_one(self):
        links = [link for section in navigation.build(Thing(), "/web/students/5/") for link in section.links]
        assert [link.key for link in links if link.is_current] == ["students"]

    def test_an_item_without_a_page_or_a_permission_is_not_shown(self):
        navigation.register(navigation.Item("ghost", "幽灵", "no:such", "x"))
        navigation.register(navigation.Item("closed", "关", "gallery", "x", permission=lambda scope: False))
        links = [link.key for section in navigation.build(Thing(), "/") for link in section.links]
        assert {"ghost", "closed"} & set(links) == set()

    def test_nobody_sees_nothing(self):
        assert navigation.build(None, "/") == []


def used_icons() -> set[str]:
    """Icon names in templates and in Python, as far as they are written out."""
    root = project.BASE_DIR
    found: set[str] = set()
    for path in root.glob("**/*.html"):
        if not {".venv", ".data", "node_modules"} & set(path.relative_to(root).parts):
            text = path.read_text(encoding="utf-8")
            found.update(re.findall(r'\{% icon "([a-z0-9-]+)"', text))
            found.update(re.findall(r'\bicon(?:_name)?="([a-z0-9-]+)"', text))
    found.update(mark.icon for family in (marks.STUDENT, marks.PROCESS) for mark in family.values())
    found.update(item.icon for item in navigation.registered())
    return found


def test_every_icon_that_is_used_is_in_the_sprite():
    lines = (project.BASE_DIR / "ops" / "frontend" / "icons.txt").read_text(encoding="utf-8").splitlines()
    assert used_icons() - set(lines) == set()


def test_no_template_breaks_the_content_policy():
    pattern = re.compile(r"\sstyle=|\son[a-z]+=\"|<style|<script(?![^>]*\ssrc=)|javascript:")
    folder = project.BASE_DIR / "templates"
    bad = [path.name for path in folder.glob("**/*.html") if pattern.search(path.read_text(encoding="utf-8"))]
    assert bad == []


ERRORS = ["400", "403", "404", "409", "413", "422", "429", "500", "503", "csrf", "locked"]


@pytest.mark.parametrize("name", ERRORS)
def test_an_error_page_stands_without_the_database_and_says_what_next(name):
    html = Template(f'{{% include "errors/{name}.html" %}}').render(Context({}))
    assert ("接下来" in html, html.count("<li>") >= 2, 'lang="zh-CN"' in html) == (True, True, True)


@pytest.mark.django_db
class TestSignIn:
    def test_a_wrong_password_is_told_and_the_name_is_kept(self, client):
        html = client.post("/login/", {"username": "zhoumin", "password": "wrong"}).content.decode()
        assert ('role="alert"' in html, 'value="zhoumin"' in html) == (True, True)

    def test_an_empty_field_is_told_under_it(self, client):
        html = client.post("/login/", {"username": "", "password": "x"}).content.decode()
        assert 'id="id_username-error"' in html

    @pytest.mark.parametrize("demo", [True, False])
    def test_where_the_accounts_are_is_told_only_in_a_demonstration(self, client, settings, demo):
        settings.DEMO_MODE = demo
        assert ("--accounts" in client.get("/login/").content.decode()) is demo


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("gallery_site")
class TestInTheBrowser:
    PAGES = ["/", "/case/", "/login/", "/plain/public/", "/plain/portal/", "/error/409/", "/error/422/", "/error/500/"]

    @pytest.mark.parametrize("path", PAGES)
    def test_a_page_has_no_fault_that_axe_can_see_and_breaks_no_policy(self, live_server, page, path):
        from axe_playwright_python.sync_playwright import Axe

        complaints = []
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.set_viewport_size({"width": 1366, "height": 768})
        page.goto(live_server.url + path)
        found = [violation["id"] for violation in Axe().run(page).response["violations"]]
        assert (found, complaints) == ([], [])

    def test_what_was_dragged_larger_breaks_no_policy_when_its_part_of_the_page_is_drawn_anew(self, live_server, page):
        """The browser writes a size into the style of a text area; it is not to be carried over as an attribute."""
        complaints = []
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.goto(live_server.url + "/case/")
        page.evaluate(
            """() => new Promise(settled => {
                const part = document.querySelector("main").appendChild(document.createElement("div"));
                part.innerHTML = "<textarea id='dragged'></textarea>";
                part.firstChild.style.height = "120px";
                const drawn = "<textarea id='dragged'>neu</textarea>";
                htmx.swap(part, drawn, {swapStyle: "innerHTML", settleDelay: 0}, {afterSettleCallback: settled});
            })"""
        )
        assert (page.locator("#dragged").input_value(), complaints) == ("neu", [])

    def test_keys_search_walk_and_explain_themselves(self, live_server, page):
        page.goto(live_server.url + "/")
        page.keyboard.press("j")
        page.keyboard.press("j")
        assert page.locator("tr.xj-cursor").inner_text().startswith("方知夏")
        page.keyboard.press("?")
        assert page.locator("#xj-help").is_visible()
        page.keyboard.press("Escape")
        page.keyboard.press("/")
        assert page.evaluate("document.activeElement.name") == "q"

    def test_a_verb_is_chosen_by_its_key_and_names_the_button(self, live_server, page):
        page.goto(live_server.url + "/case/")
        page.keyboard.press("x")
        assert page.locator("[data-decide-text]").inner_text() == "不同意，终止办件"
        page.keyboard.press("a")  # blocked: what is missing stands beside it
        assert page.locator("input[value=reject]").is_checked()

    def test_the_menu_of_offices_opens_without_a_script(self, live_server, browser):
        context = browser.new_context(java_script_enabled=False)
        page = context.new_page()
        page.goto(live_server.url + "/")
        page.click("summary.xj-scope")
        assert page.get_by_role("button", name="青塘区云汀职业技术学校").is_visible()
        context.close()
