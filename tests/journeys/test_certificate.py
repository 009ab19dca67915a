"""The last step: an audit, a chain, a numbered certificate that anybody can verify, and its end."""

import io
import re
import subprocess
from datetime import date
from pathlib import Path

import pikepdf
import pytest
from playwright.sync_api import expect

from tests.journeys.person import Person

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def words_of(pdf: Path) -> str:
    """The text of a PDF, without the spaces that typesetting puts in."""
    said = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True).stdout
    return re.sub(r"\s", "", said)


def test_a_graduate_gets_a_certificate_that_anybody_can_verify(world, person, day):
    day(date(2027, 6, 21))  # a Monday; the cohort of 2024 has been here for three years
    graduate = world.student("zj_school_a", 1)
    registrar = person("zj_school_a.registrar")
    url = _audits_and_hands_up(registrar)
    for number, office in enumerate(("zj_county_1a", "zj_city_1"), 6):
        officer = person(f"{office}.reviewer")
        officer.go(url)
        officer.looks(f"certificate-{number:02}-{office}")
        officer.decide("同意")

    registrar.go("/certificates/")
    registrar.sees(graduate.name)
    registrar.looks("certificate-08-list")
    registrar.follow("2027", within=registrar.page.locator(".xj-table"))
    expect(registrar.page.get_by_role("link", name="下载 PDF")).to_be_visible(timeout=60_000)
    registrar.looks("certificate-09-certificate")
    paper = registrar.take("下载 PDF")
    with pikepdf.open(io.BytesIO(paper.read_bytes())) as book:
        assert len(book.pages) == 1
    printed = words_of(paper)
    assert graduate.name in printed
    code = re.search(r"/verify/([0-9A-Za-z-]+)", registrar.page.content()).group(1)

    visitor = person(None, phone=True)
    visitor.go("/verify/").looks("certificate-10-verify-form")
    visitor.page.get_by_role("textbox").first.fill(code)
    visitor.page.get_by_role("button").first.click()
    visitor.sees(graduate.name)
    visitor.looks("certificate-11-valid")
    address = visitor.page.url

    registrar.page.locator("summary").filter(has_text="作废这份证书").click()
    registrar.fill("原因", "发证后查明入学资格不实。", within=registrar.page.locator("details[open]"))
    registrar.press("作废", within=registrar.page.locator("details[open]"))
    registrar.looks("certificate-12-revoked")
    visitor.go(address)
    visitor.sees("作废")
    visitor.looks("certificate-13-revoked-public")


def _audits_and_hands_up(registrar: Person) -> str:
    registrar.go("/graduation/").looks("certificate-01-classes")
    registrar.follow("24计算机1班")
    registrar.looks("certificate-02-audit")
    for label in ("思想品德评价", "全部课程成绩", "实习鉴定"):
        registrar.page.get_by_role("group", name=label).get_by_label("合格", exact=True).check(force=True)
    registrar.fill("离校日期", "2027-06-30")
    registrar.press("记入审核结果")
    registrar.sees("已记入 1 名学生的审核结果")
    registrar.looks("certificate-03-audited")
    registrar.press("为勾选的学生建立毕业草稿")
    registrar.page.wait_for_url("**/cases/*/")
    registrar.looks("certificate-04-draft")
    registrar.press("提交", exact=False, within=registrar.page.get_by_role("complementary"))
    registrar.sees("已提交，办到哪一步可在本页看")
    registrar.looks("certificate-05-submitted")
    return registrar.page.url
