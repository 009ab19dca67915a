"""The PDF: what it says, what it is made of, what it may not load."""

import io
import json
import re
from datetime import date
from decimal import Decimal

import pikepdf
import pytest
from weasyprint.urls import FatalURLFetchingError

from certificates import chinese, printing, storage
from certificates.codes import ALPHABET, LENGTH, clean_code, grouped, new_code
from certificates.printing import Printable, pdf_of
from tests.support.paper import text_of
from xueji.printing import fonts, pdf
from xueji.printing.pdf import PrintingFailed

FIELDS = {
    "name": "艾书禾",
    "sex": "女",
    "birth_date": "2008-06-28",
    "identity_mask": "3398**********0628",
    "student_number_mask": "G3398**********0628",
    "school": "青塘区云汀职业技术学校",
    "programme": "幼儿保育",
    "direction": "",
    "major_code": "770101",
    "years": "3",
    "length": "三年制",
    "study_form": "全日制",
    "started_on": "2023-09-01",
    "ended_on": "2026-06-30",
    "issued_on": "2026-06-30",
    "authority": "澜州市教育局",
    "supervisor": "浙江省教育厅",
}


def printable(**fields: str) -> Printable:
    return Printable(
        kind="graduation",
        number="20263398000206",
        identity_number="339801200806280628",
        student_number="G339801200806280628",
        verify_code="0123456789ABCDEFGHJKMNPQ",
        fields=FIELDS | fields,
    )


def test_every_fact_stands_on_the_paper():
    text = re.sub(r"\s", "", text_of(pdf_of(printable())))
    for fact in (
        "毕业证书",
        "学生艾书禾，性别女，二〇〇八年六月二十八日生，于二〇二三年九月至二〇二六年六月在本校幼儿保育专业",
        "三年制全日制学习，修业期满，成绩合格，准予毕业。",
        "青塘区云汀职业技术学校",
        "校长：",
        "二〇二六年六月三十日",
        "20263398000206",
        "339801200806280628",
        "G339801200806280628",
        "0123456789ABCDEFGHJKMNPQ",
        "浙江省教育厅监制",
        "澜州市教育局印制",
    ):
        assert fact in text


def test_a_direction_is_named_with_the_major():
    assert "幼儿保育（早期教育）专业三年制" in re.sub(r"\s", "", text_of(pdf_of(printable(direction="早期教育"))))


def test_one_landscape_page_with_its_fonts_inside():
    pdf = pikepdf.open(io.BytesIO(pdf_of(printable())))
    assert len(pdf.pages) == 1
    box = [float(value) for value in pdf.pages[0].MediaBox]
    assert (round(box[2] / 72 * 25.4), round(box[3] / 72 * 25.4)) == (297, 210)
    for font in pdf.pages[0].Resources.Font.values():
        descriptor = font.DescendantFonts[0].FontDescriptor
        assert any(key in descriptor for key in ("/FontFile2", "/FontFile3"))


def test_the_same_facts_give_the_same_bytes(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    first, second = pdf_of(printable()), pdf_of(printable())
    assert first == second
    assert storage.put(first) == storage.put(second)
    assert storage.get(storage.put(first)) == first


def test_the_metadata_name_nobody():
    pdf = pikepdf.open(io.BytesIO(pdf_of(printable())))
    told = json.dumps({key: str(value) for key, value in pdf.docinfo.items()}, ensure_ascii=False)
    assert "20263398000206" in told
    assert not any(secret in told for secret in ("艾书禾", "339801200806280628"))


def test_a_name_cannot_bring_markup_or_files_along():
    text = text_of(pdf_of(printable(name="<img src='file:///etc/passwd'>")))
    assert "<imgsrc=" in text


@pytest.mark.parametrize("url", ["file:///etc/passwd", "http://127.0.0.1/", "https://example.com/x.css", "ftp://x/y"])
def test_the_printer_loads_fonts_and_data_only(url):
    with pytest.raises(FatalURLFetchingError):
        pdf.fetcher().fetch(url)
    assert pdf.fetcher().fetch("data:text/plain,x").read() == b"x"


def test_a_character_without_a_glyph_is_a_hard_stop(monkeypatch):
    monkeypatch.setattr(fonts, "RARE_FILES", ())
    with pytest.raises(PrintingFailed):
        pdf_of(printable(name="陈\U0003134f"))


def test_what_runs_over_the_page_is_a_hard_stop(monkeypatch):
    monkeypatch.setattr(printing, "render_to_string", lambda *_a: "<p>一</p><p style='break-before: page'>二</p>")
    with pytest.raises(PrintingFailed):
        pdf_of(printable())


def test_damaged_bytes_are_not_handed_out(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    sha256 = storage.put(b"%PDF-1.7")
    storage.SHELF.path_of(sha256).write_bytes(b"%PDF-1.8")
    with pytest.raises(storage.Damaged):
        storage.get(sha256)
    with pytest.raises(storage.Damaged):
        storage.get("0" * 64)


@pytest.mark.parametrize(
    ("text", "lacking"),
    [("陈语桐", ""), ("㛃䶮𬭚", ""), ("阿依古丽·买买提", ""), ("O'Neil 陈", ""), ("陈\ue000", "\ue000")],
)
def test_which_characters_can_be_printed(text, lacking):
    assert fonts.lacking(text) == lacking


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2026, 6, 30), "二〇二六年六月三十日"),
        (date(2010, 10, 10), "二〇一〇年十月十日"),
        (date(1999, 12, 21), "一九九九年十二月二十一日"),
        (date(2030, 1, 5), "二〇三〇年一月五日"),
    ],
)
def test_dates_in_chinese(day, written):
    assert chinese.full_date(day) == written


@pytest.mark.parametrize(("years", "written"), [("3", "三年制"), ("2.5", "二年半制"), ("5.0", "五年制")])
def test_length_in_chinese(years, written):
    assert chinese.length_of_study(Decimal(years)) == written


def test_codes_are_long_random_and_forgiving():
    codes = {new_code() for _each in range(100)}
    assert len(codes) == 100
    assert all(len(code) == LENGTH and set(code) <= set(ALPHABET) for code in codes)
    code = "0123456789ABCDEFGHJKMNPQ"
    assert clean_code(f" {grouped(code).lower()} ") == code
    assert clean_code("o" + code[1:].replace("1", "l")) == code
    for wrong in ("", "abc", code[:19], code + "U", "1 OR 1=1", "0" * 33, "x" * 500, "张三"):
        assert clean_code(wrong) == ""
