"""The case as a file: what stands in it, and the papers behind it."""

import io

import pikepdf
import pytest
from PIL import Image

from tests.support.casework import fresh
from tests.support.paper import pages_of, text_of
from tests.support.world import World
from tests.transfers.support import WINDOW, accepted, submitted
from xueji import clock
from xueji.cases import evidence as store
from xueji.cases.models import Case, Evidence
from xueji.cases.printing.documents import file_print


@pytest.fixture(autouse=True)
def in_the_window(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with clock.at(WINDOW):
        yield


@pytest.fixture
def case(world) -> Case:
    case = submitted(world)
    accepted(world, case, "zj_school_d")
    return case


def printed(world: World, case: Case) -> bytes:
    scope = world.scope("zj_county_1a.reviewer")
    with scope.enter():
        return file_print(actor=scope, case=fresh(case))


def given(world: World, case: Case, label: str, content: bytes, content_type: str) -> Evidence:
    scope = world.scope("zj_school_a.registrar")
    with scope.enter():
        return Evidence.objects.create(
            case=case, key="other", label=label, filename="x", content_type=content_type, size=len(content),
            sha256=store.keep(content), added_by_id=scope.user_id, added_for_id=scope.organization_id,
            added_at=clock.now(),
        )  # fmt: skip


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "white").save(out, format="PNG")
    return out.getvalue()


def two_pages() -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.add_blank_page()
        pdf.save(out)
    return out.getvalue()


def test_file_holds_every_part(world, case):
    text = text_of(printed(world, case))

    parts = [
        "案卷",
        "转学审批表",
        "一、事实",
        "二、规则核对",
        "三、核办链",
        "四、办理经过与意见",
        "五、期限台账",
        "六、证明材料目录",
    ]
    assert [part for part in parts if part not in text] == []
    assert "第十七条第一款" in text


def test_file_shows_masked_numbers_only(world, case):
    assert "3398**********" in text_of(printed(world, case))


def test_papers_stand_behind_the_file_and_in_its_list(world, case):
    without = pages_of(printed(world, case))
    paper = given(world, case, "户口簿照片", picture(), "image/png")
    given(world, case, "租赁合同", two_pages(), "application/pdf")

    data = printed(world, case)

    assert pages_of(data) == without + 3
    assert "附后1页" in text_of(data) and "附后2页" in text_of(data)
    assert paper.sha256 in text_of(data)


def test_paper_that_cannot_be_opened_is_listed_only(world, case):
    given(world, case, "坏文件", b"%PDF-1.4 broken", "application/pdf")

    assert "坏文件" in text_of(printed(world, case))
