"""A registrar maps strange headings, takes an import back, brings it again and gives the students their photos."""

import pytest

from tests.journeys import rosters
from tests.students.photos.support import pack, picture
from tests.support.rosters import row, rows, workbook

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ODD = {"班级名称": "行政班名", "联系电话": "学生本人手机"}


def test_a_strange_roster_is_mapped_taken_back_and_brought_again(world, person):
    registrar = person("zj_school_a.registrar")
    upload = rosters.upload("2026级名册.xlsx", workbook(rows(6, start=40), labels=ODD))

    _choose(registrar, upload)
    registrar.sees("缺少不可少的列", timeout=30_000)
    registrar.follow("指明列的对应")
    registrar.looks("intake-undone-01-mapping")
    registrar.press("按此重新核对")
    registrar.sees("试导入完成，尚未写入任何数据", timeout=30_000)
    registrar.follow("逐行看写入什么")
    registrar.looks("intake-undone-02-preview")
    registrar.follow("回到结果")
    registrar.press("提交 6 行")
    registrar.sees("已写入 6 行", timeout=30_000)

    registrar.follow("撤销整批导入")
    registrar.looks("intake-undone-03-undo")
    registrar.press("撤销整批导入")
    registrar.sees("这次导入已撤销", timeout=30_000)
    registrar.looks("intake-undone-04-undone")

    _choose(registrar, upload)
    registrar.sees("试导入完成，尚未写入任何数据", timeout=30_000)
    registrar.press("提交 6 行")
    registrar.sees("已写入 6 行", timeout=30_000)

    _give_photos(registrar)


def _choose(registrar, upload) -> None:
    registrar.go("/students/rosters/new/")
    registrar.page.get_by_label("名册文件").set_input_files(upload)
    registrar.press("试导入")


def _give_photos(registrar) -> None:
    files = {f"{row(at)['学号']}.jpg": picture(seed=at) for at in range(40, 44)}
    files |= {f"{row(44)['学号']}.jpg": picture(100, 123), "名单.txt": b"x"}
    registrar.go("/students/photos/new/")
    zipped = {"name": "照片.zip", "mimeType": "application/zip", "buffer": pack(files)}
    registrar.page.get_by_label("照片包").set_input_files(zipped)
    registrar.press("核对")
    registrar.sees("核对完成，尚未写入任何照片", timeout=30_000)
    registrar.looks("intake-undone-05-photos")
    registrar.press("写入 4 张")
    registrar.sees("已写入 4 张照片", timeout=30_000)
    registrar.follow("看谁还没有照片")
    registrar.looks("intake-undone-06-missing")
