"""Invented rosters: clean ones, and clean ones made dirty. Nobody in them exists (see world.identity_number)."""

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import openpyxl
import xlsxwriter

from students.rosters.columns import TEMPLATE
from xueji.codes.gb11643 import check_character

HEADINGS = [column.heading for column in TEMPLATE]
_SURNAMES = "陈程丁方高何江蒋康林陆罗孟倪潘秦任沈苏唐汪吴夏徐许严杨叶余袁张郑周朱邹"
_GIVEN = "语望鹤嘉令归景繁露未渡听清行知星"
_MIDDLE = "安白百北本边采长朝初川春丹冬东朵方芳飞风歌谷光海涵禾"


def number_of(position: int, *, area: str = "339801") -> str:
    """The identity number of the n-th invented person: 700 to a birth date."""
    birth = date(2010, 1, 1) + timedelta(days=position // 700)
    body = f"{area}{birth:%Y%m%d}{position % 700:03d}"
    return body + check_character(body)


def name_of(position: int) -> str:
    """A name that 12,000 neighbours do not share."""
    first, rest = position % len(_SURNAMES), position // len(_SURNAMES)
    return _SURNAMES[first] + _GIVEN[rest % len(_GIVEN)] + _MIDDLE[rest // len(_GIVEN) % len(_MIDDLE)]


def row(position: int = 0, **changes: Any) -> dict[str, Any]:
    """A clean row by heading; `changes` by heading, None empties a cell."""
    number = number_of(position)
    found: dict[str, Any] = {
        "姓名": name_of(position), "性别": "男" if int(number[16]) % 2 else "女", "出生日期": number[6:14],
        "身份证件类型": "居民身份证", "身份证件号": number, "姓名拼音": "chen yutong", "班级名称": "26计算机1班",
        "学号": f"2026{position + 10_000:06d}", "学生类别": "职业高中学生", "学习形式": "全日制",
        "入学方式": "统一招生考试/普通入学", "就读方式": "住校", "国籍/地区": "中国", "港澳台侨外": "非港澳台侨",
        "婚姻状况": "未婚", "乘火车区间": "无", "是否随迁子女": "否", "生源地行政区划码": "330106",
        "出生地行政区划码": "330106", "籍贯地行政区划码": "330106", "户口所在地区县以下详细地址": "云汀镇竹屿路 1 号",
        "所属派出所": "云汀派出所", "户口所在地行政区划码": "330106", "户口性质": "非农业户口", "学生居住地类型": "城市",
        "入学年月": "202609", "专业简称": "计算机应用", "学制": "三年制", "民族": "汉族", "政治面貌": "共青团员",
        "健康状况": "健康或良好", "学生来源": "应届", "招生对象": "应届初中毕业生",
        "联系电话": f"139{position + 10_000_000:08d}", "是否建档立卡贫困户": "否", "招生方式": "自主招生",
        "联招合作类型": "非联合办学", "分段培养方式": "非分段培养", "成员1姓名": "陈远", "成员1关系": "父亲",
        "成员1是否监护人": "是", "成员1联系电话": "13900000001",
    }  # fmt: skip
    for heading, value in changes.items():
        found[heading] = value
    return found


def rows(count: int, start: int = 0) -> list[dict[str, Any]]:
    return [row(position) for position in range(start, start + count)]


def workbook(
    content: Iterable[Mapping[str, Any]],
    headings: Sequence[str] = HEADINGS,
    *,
    above: Sequence[Sequence[Any]] = (("学生基本信息",), ("红色字段为必填项",)),
    sheets: Sequence[str] = ("Sheet1",),
    labels: Mapping[str, str] | None = None,
) -> bytes:
    """An .xlsx of rows by heading under `above`; the roster is the last of `sheets`. `labels` renames headings."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title in sheets:
        sheet = book.create_sheet(title)
    for line in above:
        sheet.append(list(line))
    sheet.append([(labels or {}).get(heading, heading) for heading in headings])
    for each in content:
        sheet.append([each.get(heading) for heading in headings])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def large_workbook(count: int, headings: Sequence[str] = HEADINGS) -> bytes:
    """`count` clean rows, written fast."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for at, heading in enumerate(headings):
            sheet.write_string(0, at, heading)
        for line in range(count):
            filled = row(line, 成员2姓名="林苒", 成员2关系="母亲", 成员2是否监护人="否", 成员2联系电话="13900000002")
            for at, heading in enumerate(headings):
                if (value := filled.get(heading)) is not None:
                    sheet.write_string(line + 1, at, str(value))
    return buffer.getvalue()
