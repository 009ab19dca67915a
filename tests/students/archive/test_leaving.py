"""When files leave: lists, their frozen papers, receipts, the paper's clock and its reminder."""

import re
from contextlib import suppress
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
import python_calamine
from django.db import DatabaseError, connection, transaction

from students.archive import contents, handing
from students.archive.actions import material_remove
from students.archive.closing import file_reopen
from students.archive.handing import Receiver, receipt_confirm
from students.archive.keepers import keeper_appoint
from students.archive.models import ClosedFile, HandOverLine, HandOverList, Material
from students.archive.storage import SHELF
from students.archive.watch import PaperDue
from students.models import Student
from tests.students.archive.support import closed, paper, pdf, png
from tests.support.world import make_student
from xueji import clock
from xueji.cases.watches import meet_all
from xueji.cases.watching.models import WatchEvent
from xueji.errors import Conflict, Invalid, NotAllowed
from xueji.organizations.scope import case_effect, unfenced
from xueji.policies import readings
from xueji.policies.archive import archive_contents
from xueji.policies.engine.registry import get as policy

pytestmark = pytest.mark.usefixtures("today_is")
A, B, BJ = "zj_school_a", "zj_school_b", "bj_school_a"
JUNE = date(2023, 6, 30)
ARCHIVES = Receiver("青塘区档案馆", "archives")


def graduate(world, school: str, left_on: date = JUNE):
    return make_student(world, school, cohort=2024, status="graduated", left_on=left_on)


def drafted(world, school: str, files, purpose="retention", receiver=ARCHIVES) -> HandOverList:
    with world.scope(f"{school}.registrar").enter() as scope:
        return handing.list_create(actor=scope, school=world[school], files=files, purpose=purpose, receiver=receiver)


def handed(world, school: str, made: HandOverList, on: date | None = None) -> HandOverList:
    with world.scope(f"{school}.registrar").enter() as scope:
        return handing.list_hand_over(
            actor=scope, hand_over=made, handed_on=on or clock.today(), receiver_person="王收"
        )


def test_a_list_is_frozen_as_paper_and_workbook(world):
    student = graduate(world, A)
    paper(world, student, content=pdf(3), year=2022)
    made = handed(world, A, drafted(world, A, [closed(world, student)]))
    with unfenced(reason="look"):
        line = HandOverLine.objects.get(hand_over=made)
    assert (line.name, line.papers, line.pages, line.box, line.shelf) == (student.name, 1, 3, "1", "A-1")
    rows = python_calamine.CalamineWorkbook.from_filelike(
        BytesIO(SHELF.fetch(made.workbook_sha256))
    ).get_sheet_by_index(0)
    assert ["青塘区档案馆" in str(row) for row in rows.to_python()].count(True) == 1
    assert any(student.name in row for row in rows.to_python())
    assert SHELF.fetch(made.pdf_sha256).startswith(b"%PDF")


# What a file holds and what became of it.
FOR_EVER = ["material", "removal", "keeper", "closedfile", "reopening", "handoverlist", "handoverline", "receipt"]


@pytest.fixture
def whole_life(world):
    """A row in every table of files: papers, one taken out, closed, opened again, closed anew, handed over, confirmed."""
    student = graduate(world, A)
    with world.scope(f"{A}.registrar").enter() as scope:
        keeper_appoint(actor=scope, user=world.user(f"{A}.registrar"), since=clock.today())
    wrong = paper(world, student, title="放错的")
    paper(world, student, year=2024, content=png("grey"))
    with world.scope(f"{A}.registrar").enter() as scope:
        material_remove(actor=scope, material=wrong, reason="别人的")
    closed(world, student)
    with world.scope(f"{A}.registrar").enter() as scope:
        file_reopen(actor=scope, student=student, reason="误归档")
    made = handed(world, A, drafted(world, A, [closed(world, student)]))
    with world.scope(f"{A}.registrar").enter() as scope:
        receipt_confirm(actor=scope, hand_over=made, received_on=clock.today(), received_by="王收", count=1)
    return student


@pytest.mark.parametrize("where", [f"{A}.registrar", f"{A}.school_head", "zj.chief", "unfenced"])
def test_the_electronic_file_is_for_ever(world, whole_life, where):
    """Nobody who comes through the register, and no part of it, can take a row of a file away. (TRUNCATE
    is granted in tests alone, see tests/conftest.py.)"""
    before = rows_of_files()
    assert all(before.values())
    enter = unfenced(reason="a test tries") if where == "unfenced" else world.scope(where).enter()
    with enter, connection.cursor() as cursor:
        for table in [f"archive_{name}" for name in FOR_EVER] + ["students_student"]:
            with suppress(DatabaseError), transaction.atomic():
                cursor.execute(f"DELETE FROM {table}")
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert rows_of_files() == before
    with unfenced(reason="a test looks"):
        assert Student.objects.filter(pk=whole_life.pk).exists()


def rows_of_files() -> dict[str, int]:
    with unfenced(reason="a test looks"), connection.cursor() as cursor:
        counts = {}
        for name in FOR_EVER:
            cursor.execute(f"SELECT count(*) FROM archive_{name}")
            counts[name] = cursor.fetchone()[0]
        return counts


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE archive_handoverlist SET receiver_name = 'x'",
        "UPDATE archive_closedfile SET due_on = '2030-01-01'",
        "UPDATE archive_handoverline SET name = 'x'",
        "UPDATE archive_receipt SET count = 0",
        "UPDATE archive_removal SET reason = 'x'",
        "UPDATE archive_keeper SET papers = 0",
    ],
)
def test_the_database_keeps_what_was_handed_over(world, whole_life, statement):
    with (
        unfenced(reason="a test tries"),
        pytest.raises(DatabaseError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


@pytest.mark.parametrize("on, is_early", [(date(2026, 6, 29), True), (date(2026, 6, 30), False)])
def test_in_beijing_paper_stays_three_years_to_the_day(world, on, is_early):
    with clock.at(date(2026, 6, 29)):
        file = closed(world, graduate(world, BJ), date(2023, 7, 1))
    assert file.due_on == date(2026, 6, 30)
    made = drafted(world, BJ, [file])
    if is_early:
        with pytest.raises(Invalid, match="没有到期"):
            handed(world, BJ, made, on)
    else:
        assert handed(world, BJ, made, on).state == "handed_over"


def test_in_zhejiang_paper_may_go_at_once(world):
    file = closed(world, graduate(world, A, date(2026, 6, 30)))
    assert handed(world, A, drafted(world, A, [file])).state == "handed_over"


def test_a_file_goes_once(world):
    file = closed(world, graduate(world, A))
    first, second = drafted(world, A, [file]), drafted(world, A, [file])
    assert (first.number, second.number) == ("YJ2026-0001", "YJ2026-0002")
    handed(world, A, first)
    with pytest.raises(Conflict, match="1 册"):
        handed(world, A, second)


def test_what_was_handed_over_is_not_opened_again(world):
    from students.archive.closing import file_reopen
    from students.models import Student

    student = graduate(world, A)
    handed(world, A, drafted(world, A, [closed(world, student)]))
    with world.scope(f"{A}.registrar").enter() as scope, pytest.raises(Conflict, match="已经移交"):
        file_reopen(actor=scope, student=Student.objects.with_places().get(pk=student.pk), reason="试")


@pytest.mark.parametrize(
    "receiver, purpose, field",
    [
        (Receiver("", "archives"), "retention", "receiver_name"),
        (Receiver("某公司", "friends"), "retention", "receiver_kind"),
        (ARCHIVES, "transfer", "files"),
    ],
)
def test_a_list_says_to_whom_and_why(world, receiver, purpose, field):
    file = closed(world, graduate(world, A))
    with pytest.raises(Invalid) as refused:
        drafted(world, A, [file], purpose, receiver)
    assert refused.value.field == field


def test_a_draft_is_changed_and_discarded(world):
    files = [closed(world, graduate(world, A)) for _each in range(2)]
    made = drafted(world, A, files)
    with world.scope(f"{A}.registrar").enter() as scope:
        kept = handing.list_change(
            actor=scope,
            hand_over=made,
            lines=[{"file": files[1].pk, "box": "9", "shelf": "B"}, {"file": 0, "box": "", "shelf": ""}],
        )
        assert (kept.count, kept.draft) == (1, [{"file": files[1].pk, "box": "9", "shelf": "B"}])
        with pytest.raises(Invalid):
            handing.list_change(actor=scope, hand_over=made, lines=[])
        assert handing.list_discard(actor=scope, hand_over=made).state == "discarded"
        with pytest.raises(Conflict):
            handing.list_hand_over(actor=scope, hand_over=made, handed_on=clock.today())


def moved(world):
    """A student of school A whose record ended there, and the new one at school B."""
    old = make_student(world, A, cohort=2025, status="transferred", left_on=date(2026, 9, 1), name="林转学")
    from students.models import Student

    with case_effect(0, reason="a test moves a student"):
        new = Student.objects.get(pk=old.pk)
        new.pk, new.status, new.left_on, new.came_from_id = None, "studying", None, old.pk
        new.school, new.programme, new.school_class = world[B], world.programmes[B], world.classes[f"{B}.2025"]
        new.school_number = "20259999"
        new.save(force_insert=True)
    return old, new


def test_the_file_follows_a_transfer_and_the_new_school_confirms(world):
    old, new = moved(world)
    kept = paper(world, old)
    made = handed(world, A, drafted(world, A, [closed(world, old)], "transfer", Receiver("x", "", world[B])))
    with world.scope(f"{A}.registrar").enter() as scope, pytest.raises(NotAllowed):
        handing.receipt_confirm(actor=scope, hand_over=made, received_on=clock.today(), received_by="x", count=1)
    with world.scope(f"{B}.registrar").enter() as scope:
        seen = HandOverList.objects.get(pk=made.pk)
        assert [line.name for line in seen.lines.all()] == ["林转学"]
        handing.receipt_confirm(actor=scope, hand_over=seen, received_on=clock.today(), received_by="王收", count=1)
        came = Material.objects.get(student=new)
        assert (came.sha256, came.source_id, came.title) == (kept.sha256, kept.pk, kept.title)
        with pytest.raises(Conflict):
            handing.receipt_confirm(actor=scope, hand_over=seen, received_on=clock.today(), received_by="x", count=1)
    with world.scope(f"{A}.registrar").enter():
        assert Material.objects.current().filter(student=old).exists()


def test_a_draft_is_nobodys_but_the_schools(world):
    old, _new = moved(world)
    drafted(world, A, [closed(world, old)], "transfer", Receiver("x", "", world[B]))
    with world.scope(f"{B}.registrar").enter():
        assert not HandOverList.objects.exists()


@pytest.mark.parametrize(
    "said, field",
    [
        ({"count": 2}, "count"),
        ({"count": 0}, "remark"),
        ({"received_by": " "}, "received_by"),
        ({"received_on": date(2026, 9, 9)}, "received_on"),
        ({"received_on": date(2026, 9, 11)}, "received_on"),
    ],
)
def test_a_receipt_fits_its_list(world, said, field):
    made = handed(world, A, drafted(world, A, [closed(world, graduate(world, A))]))
    with world.scope(f"{A}.registrar").enter() as scope, pytest.raises(Invalid) as refused:
        handing.receipt_confirm(
            actor=scope, hand_over=made, **({"received_on": clock.today(), "received_by": "王收", "count": 1} | said)
        )
    assert refused.value.field == field


@pytest.mark.parametrize(
    "day, subjects",
    [
        (date(2026, 5, 30), []),
        (date(2026, 5, 31), ["paper_soon"]),
        (date(2026, 6, 29), ["paper_soon"]),
        (date(2026, 6, 30), ["paper_due"]),
    ],
)
def test_the_watch_reminds_a_month_before_and_on_the_day(world, day, subjects):
    with clock.at(date(2026, 5, 1)):
        closed(world, graduate(world, BJ))
    with unfenced(reason="look"):
        found = list(PaperDue().find(day))
    assert [due.subject.partition(":")[0] for due in found] == subjects


def test_each_reminder_comes_once_and_none_after_the_hand_over(world):
    with clock.at(date(2026, 5, 1)):
        file = closed(world, graduate(world, BJ))
    for day in (date(2026, 6, 30), date(2026, 7, 1)):
        with clock.at(day):
            meet_all(day)
    with unfenced(reason="look"):
        told = list(WatchEvent.objects.filter(watch="archive_paper").values_list("text", flat=True))
    assert told == ["1 册毕（结）业学生纸质档案已于 2026年6月30日 期满，请列清单移交"]
    handed(world, BJ, drafted(world, BJ, [file]))
    with unfenced(reason="look"):
        assert list(PaperDue().find(date(2026, 9, 10))) == []


@pytest.mark.parametrize(
    "key, count, article", [("beijing_2020", 6, 9), ("zhejiang_2015", 9, 8), ("national_2010", 6, "archive")]
)
def test_each_regulation_has_its_kinds_with_their_items(key, count, article):
    found = archive_contents(policy(key))
    assert [kind.citation.item for kind in found.kinds] == list(range(1, count + 1))
    assert {kind.citation.article for kind in found.kinds} == {article}


@pytest.mark.parametrize("key", ["beijing_2020", "zhejiang_2015", "national_2010"])
def test_every_number_and_reading_of_the_file_is_read_by_code(key):
    stated = {item.key for item in policy(key).parameters_by_key if item.key.startswith("archive.")}
    read = set(re.findall(r'"(archive\.\w+)"', Path(contents.__file__).read_text(encoding="utf-8")))
    assert stated == read


def test_where_files_do_not_follow_they_stay_with_the_others(world):
    readings.suppose({"zhejiang_2015": {"archive.file_follows_transfer": ((date(2026, 1, 1), False),)}})
    old, _new = moved(world)
    assert drafted(world, A, [closed(world, old)]).count == 1


def test_closed_files_are_counted_for_the_bureau(world):
    from students.archive.queries import counts_by_school

    closed(world, graduate(world, BJ))
    with world.scope("bj.chief").enter():
        row = counts_by_school([world[BJ].pk], clock.today())[world[BJ].pk]
        assert ClosedFile.objects.count() == 1
    assert (row["closed"], row["gaps"], row["due"], row["first_due"]) == (1, 1, 1, JUNE.replace(year=2026))
