"""Somebody in front of a browser: signs in by the page, works by what is written on it, and notices what is wrong."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Download, Locator, Page, Response, expect

from tests.support.world import PASSWORD

ARTEFACTS = Path(__file__).resolve().parents[2] / "test-artefacts"
DESK = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
PATIENCE = 10_000  # milliseconds; two cores may be busy with another part of the suite
_AXE = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
# A page of this system is in Chinese; these are not words but names, formats and keys.
_LATIN = re.compile(r"[A-Za-z]{3,}")
_KNOWN = re.compile(
    r"(?:[0-9A-Z]{4} ){5}[0-9A-Z]{4}|[A-Z]{2}-?\d[\w-]*"  # a code of verification, a number of a case
    r"|\b[0-9a-f]{4}\b"  # a piece of a fingerprint
    r"|\.(?:csv|zip|jpg|png|pdf|txt|ods)\b|xls\w?|PDF|JPG|PNG|JPEG|CSV|UTF-8|GB18030|ZIP|YYYYMM(?:DD)?|Sheet1|http\S*|\S+@\S+"
    r"|xueji|Excel|WPS|Ctrl|Enter|Esc|Tab|Alt|Shift"
)


class Person:
    """A browser of one's own. `name` names the screenshots; `phone` is a screen of 390 pixels."""

    def __init__(self, browser: Browser, home: str, name: str, *, phone: bool = False, scripts: bool = True) -> None:
        self.name = name
        self.home = home
        self._context = browser.new_context(
            viewport=PHONE if phone else DESK,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            java_script_enabled=scripts,
            accept_downloads=True,
            reduced_motion="reduce",
        )
        self._context.set_default_timeout(PATIENCE)
        self.page: Page = self._context.new_page()
        self.scripts = scripts
        self.complaints: list[str] = []
        self._expected: list[int] = []
        self._tried: set[str] = set()
        self._listen()

    def _listen(self) -> None:
        self.page.on("console", lambda said: self._hear(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        self.page.on("response", self._answered)

    def _hear(self, text: str) -> None:
        if not text.startswith("Failed to load resource"):  # told by the answer itself, below
            self.complaints.append(f"{self.page.url}: {text}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self._expected:
            self.complaints.append(f"{response.status} {response.url}")

    # ----- going about

    def sign_in(self, username: str, password: str = PASSWORD) -> "Person":
        """By the page of sign-in, as everybody does."""
        self.page.goto(f"{self.home}/login/")
        self.page.get_by_label("用户名").fill(username)
        self.page.get_by_label("密码").fill(password)
        self.press("登录")
        expect(self.page).not_to_have_url(re.compile("/login/"))
        return self

    def go(self, address: str) -> "Person":
        """To an address, whole or inside the register."""
        self.page.goto(address if address.startswith("http") else f"{self.home}{address}")
        return self

    def status_of(self, address: str) -> int:
        """The status that an address answers with; trouble is what this asks for."""
        with self.expecting(403, 404):
            answer = self.page.goto(address if address.startswith("http") else f"{self.home}{address}")
        return answer.status if answer else 0

    @contextmanager
    def expecting(self, *statuses: int) -> Iterator[None]:
        """Answers with these statuses are no fault here."""
        self._expected = list(statuses)
        yield
        self.page.wait_for_load_state()
        self._expected = []

    # ----- working by what is written

    def press(self, text: str, *, exact: bool = True, within: Locator | None = None) -> None:
        """The button that says so."""
        (within or self.page).get_by_role("button", name=text, exact=exact).first.click()

    def follow(self, text: str, *, exact: bool = False, within: Locator | None = None) -> None:
        """The link that says so."""
        (within or self.page).get_by_role("link", name=text, exact=exact).first.click()

    def fill(self, label: str, value: str, *, within: Locator | None = None) -> None:
        """The field that is labelled so."""
        (within or self.page).get_by_label(label).first.fill(value)

    def choose(self, label: str, value: str) -> None:
        """An entry of the list that is labelled so."""
        self.page.get_by_label(label).first.select_option(label=value)

    def tick(self, label: str, *, exact: bool = False, within: Locator | None = None) -> None:
        """The box or the circle beside the words: pressed on the words, as a hand would."""
        box = (within or self.page).get_by_label(label, exact=exact).first
        box.check(force=True)

    def decide(self, verb: str, **texts: str) -> None:
        """Choose a verb of the decision box, write what is to be written (field by label) and send it."""
        box = self.page.locator("#decision")
        box.get_by_role("radio", name=re.compile(f"^{verb}")).check(force=True)
        for label, text in texts.items():
            self.fill(label, text, within=box)
        if self.scripts:
            self.keys("Control+Enter")
        else:
            self.press("提交决定", exact=False, within=box)
        self.sees(re.compile("已办|已退回到"))

    def keys(self, *names: str) -> None:
        """Press one key after the other, once the page's scripts are there to hear them."""
        for name in names:
            self.page.wait_for_load_state()
            self.page.keyboard.press(name)

    def take(self, text: str, *, exact: bool = False) -> Path:
        """Download what the link or button gives."""
        with self.page.expect_download() as waiting:
            self.page.get_by_role("link", name=text, exact=exact).or_(
                self.page.get_by_role("button", name=text, exact=exact)
            ).first.click()
        return self._kept(waiting.value)

    def _kept(self, download: Download) -> Path:
        path = ARTEFACTS / "downloads" / f"{self.name}-{download.suggested_filename}"
        path.parent.mkdir(parents=True, exist_ok=True)
        download.save_as(path)
        return path

    def sees(self, text: str | re.Pattern[str], *, timeout: float = PATIENCE) -> None:
        """The words stand on the page (now or within `timeout` milliseconds) where they can be seen."""
        expect(self.page.get_by_text(text).filter(visible=True).first).to_be_visible(timeout=timeout)

    def misses(self, text: str) -> None:
        """The words do not stand on the page."""
        expect(self.page.get_by_text(text).filter(visible=True)).to_have_count(0)

    @property
    def text(self) -> str:
        """All words that can be seen."""
        return self.page.locator("body").inner_text()

    def settled(self) -> None:
        """A part of the page that follows a field has come."""
        self.page.wait_for_timeout(50)
        expect(self.page.locator(".htmx-request, .htmx-swapping, .htmx-settling")).to_have_count(0)

    # ----- noticing

    def looks(self, shot: str) -> "Person":
        """Look at the whole page: a picture of it is kept; axe, the console and the network have no complaint."""
        self.page.wait_for_load_state()
        ARTEFACTS.mkdir(exist_ok=True)
        self.keys("Control+Home")  # else the bars that stay stand in the middle of the picture
        self.page.screenshot(path=ARTEFACTS / f"{shot}.png", full_page=True)
        assert self.complaints == []
        if self.scripts:
            assert self._barriers() == []
        assert self.words_of_no_reader() == []
        assert self.dead_links() == []
        return self

    def _barriers(self) -> list[str]:
        found: list[dict[str, Any]] = Axe().run(self.page, options=_AXE).response["violations"]
        return [f"{each['id']}: {node['html'][:160]}" for each in found for node in each["nodes"]]

    def dead_links(self) -> list[str]:
        """Links on the page that lead nowhere; of links that differ in numbers only, one is tried once."""
        found = self.page.locator("a[href^='/']").evaluate_all("links => links.map(link => link.getAttribute('href'))")
        fresh = {re.sub(r"\d+", "0", href): href for href in found}.items()
        tried = [(shape, href) for shape, href in fresh if shape not in self._tried]
        self._tried.update(shape for shape, _href in tried)
        answers = [(href, self._context.request.get(f"{self.home}{href}").status) for _shape, href in tried]
        return [f"{status} {href}" for href, status in answers if status >= 400]

    def words_of_no_reader(self) -> list[str]:
        """Codes and English words that stand on the page for a reader of Chinese."""
        lines = _KNOWN.sub("", self.text).splitlines()
        return [line for line in lines if _LATIN.search(line)]

    def leave(self) -> None:
        """Close the browser."""
        self._context.close()
