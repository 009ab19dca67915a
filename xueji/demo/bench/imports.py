"""A roster of 73 columns: read, judged and stored, beside calamine alone and COPY alone."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

import python_calamine as calamine
import xlsxwriter
from django.db import connection

from students.rosters.checking import Outcome, judge_for, read_file, store_for
from students.rosters.columns import TEMPLATE
from students.rosters.judge import Reading
from xueji.demo.bench.measure import Measure, as_owner, ratio, timed, undone
from xueji.demo.people import Crowd, Invented
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope

_HEADINGS = [column.heading for column in TEMPLATE]
_SAME = {
    "身份证件类型": "居民身份证", "学生类别": "职业高中学生", "学习形式": "全日制", "入学方式": "统一招生考试/普通入学",
    "就读方式": "住校", "国籍/地区": "中国", "港澳台侨外": "非港澳台侨", "婚姻状况": "未婚", "乘火车区间": "无",
    "是否随迁子女": "否", "生源地行政区划码": "330106", "出生地行政区划码": "330106", "籍贯地行政区划码": "330106",
    "户口所在地区县以下详细地址": "云汀镇竹屿路 1 号", "所属派出所": "云汀派出所", "户口所在地行政区划码": "330106",
    "户口性质": "非农业户口", "学生居住地类型": "城市", "入学年月": "202609", "专业简称": "计算机应用", "学制": "三年制",
    "民族": "汉族", "政治面貌": "共青团员", "健康状况": "健康或良好", "学生来源": "应届", "招生对象": "应届初中毕业生",
    "联系电话": "13910000001", "是否建档立卡贫困户": "否", "招生方式": "自主招生", "联招合作类型": "非联合办学",
    "分段培养方式": "非分段培养", "成员1姓名": "陈远", "成员1关系": "父亲", "成员1是否监护人": "是",
    "成员1联系电话": "13900000001",
}  # fmt: skip
_PER_CLASS = 45
_TIMES = 5
_TABLES = (
    "students_person", "students_student", "students_profile", "students_schoolclass", "admission_admission",
    "organizations_organization",
)  # fmt: skip


@dataclass(frozen=True)
class _Run:
    """Milliseconds of each part, the problems that were found and the records that were added."""

    parse: float
    copy: float
    check: float
    judge: float
    store: float
    problems: int
    added: int


def bench(rows: int) -> list[Measure]:
    """Measure one import of so many rows into a school of its own: medians of some runs, each after the last is undone."""
    data = _workbook(rows)
    runs = [_run(data) for _time in range(_TIMES)]
    took = {name: median(getattr(run, name) for run in runs) for name in ("parse", "copy", "check", "judge", "store")}
    least, ours = took["parse"] + took["copy"], took["check"] + took["store"]
    waited = 2 * took["check"] + took["judge"] + took["store"]
    return [
        Measure("calamine alone", took["parse"], note=f"{rows} rows × {len(_HEADINGS)} columns"),
        Measure("COPY alone", took["copy"], note="every cell as text into one temporary table"),
        Measure("read and check without the register", took["check"]),
        Measure("judge against the register", took["judge"], note=f"{runs[0].problems} problems"),
        Measure("judge again and store", took["store"], note=f"{runs[0].added} added, every constraint checked"),
        Measure("dry run and commit, as a person waits for them", waited),
        Measure("reading, checking and storing once", ours, note=ratio(ours, least)),
    ]


def _run(data: bytes) -> _Run:
    parse, raw = timed(lambda: _parse(data))
    with as_owner(*_TABLES), undone():
        school = _school()
        copy, _none = timed(lambda: _copy(raw))
        with Scope.of_organization(school).enter():
            check, reading = timed(lambda: read_file(data))
            judge, judgement = timed(lambda: judge_for(school.pk, reading))
            store, outcome = timed(lambda: _store(school, reading))
    return _Run(parse, copy, check, judge, store, len(judgement.errors), outcome.stored.added)


def _store(school: Organization, reading: Reading) -> Outcome:
    """With the checks that a commit makes: here everything is undone before it comes to one."""
    outcome = store_for(school, reading, None)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    return outcome


def _parse(data: bytes) -> Sequence[Sequence[object]]:
    with calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
        return book.get_sheet_by_index(0).to_python()


def _copy(rows: Sequence[Sequence[object]]) -> None:
    buffer = io.StringIO()
    csv.writer(buffer).writerows(rows)
    buffer.seek(0)
    columns = ", ".join(f"c{at} text" for at in range(len(_HEADINGS)))
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE bench_rows ({columns}) ON COMMIT DROP")
        cursor.copy_expert("COPY bench_rows FROM STDIN WITH (FORMAT csv)", buffer)


def _school() -> Organization:
    """A school below whatever bureau there is, or below one of its own."""
    above = Organization.objects.filter(kind="county").first() or Organization.objects.create(
        kind="province", code="999999", name="bench", division_code="330000"
    )
    school = Organization.objects.create(
        kind="school", code="999999999999", name="bench", division_code="330106", parent=above, school_type="职业高中"
    )
    school.refresh_from_db()
    return school


def _workbook(rows: int) -> bytes:
    crowd = Crowd(seed=73)
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, _HEADINGS)
        for at in range(rows):
            cells = _cells(crowd.person(2010), at)
            sheet.write_row(at + 1, 0, [cells.get(heading, "") for heading in _HEADINGS])
    return buffer.getvalue()


def _cells(person: Invented, at: int) -> dict[str, str]:
    return _SAME | {
        "姓名": person.name,
        "性别": "男" if person.sex == "1" else "女",
        "出生日期": f"{person.birth_date:%Y%m%d}",
        "身份证件号": person.identity,
        "姓名拼音": person.name_key,
        "班级名称": f"26计算机{at // _PER_CLASS + 1}班",
        "学号": f"2026{at + 10_000:06d}",
    }
