"""Who may take what out, for what, and what is kept of it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from students.exports import actions, vault
from students.exports.blocks import readings_of
from students.exports.jobs import run_export
from students.exports.making import KEPT, Cancelled, export_make
from students.exports.models import Export, ExportedBlock
from students.models import Student
from tests.students.exports.conftest import WHOLE, content, table
from tests.support.world import make_student
from xueji import clock
from xueji.audit.models import Event
from xueji.errors import Invalid, NotAllowed
from xueji.jobs.models import Job
from xueji.organizations.scope import unfenced

OWNER, STRANGERS = (
    "zj_school_a.registrar",
    ["zj_school_a.school_head", "zj_school_b.registrar", "zj_county_1a.reviewer"],
)


def client_of(world, office: str) -> Client:
    client = Client()
    client.force_login(world.user(office))
    return client


@pytest.mark.parametrize(
    ("order", "field"),
    [
        ({"whole": True}, "purpose"),
        ({"whole": True, "purpose": "nonsense", "words": "回填全国系统"}, "purpose"),
        ({"whole": True, "purpose": "national", "words": "  报 "}, "words"),
        ({"layout": "2019"}, "purpose"),
        ({"columns": ["name", "profile.phone"]}, "purpose"),
    ],
)
def test_without_a_purpose_nothing_whole_or_personal_goes_out(ask, order, field):
    with pytest.raises(Invalid) as error:
        ask("students", **order)
    assert error.value.field == field


@pytest.mark.parametrize("order", [WHOLE, {"layout": "2019", "purpose": "check", "words": "校内核对"}])
def test_who_lacks_the_right_takes_out_masks_only(ask, made, order):
    with pytest.raises(NotAllowed):
        ask("students", "zj_school_a.school_head", **order)

    assert made("students", "zj_school_a.school_head", columns=["name", "identity"]).rows


def test_a_school_may_not_take_out_what_a_bureau_oversees(ask):
    with pytest.raises(NotAllowed):
        ask("overdue")


def test_an_export_holds_the_scope_s_own_and_a_bureau_s_its_subtree(made, world):
    make_student(world, "zj_school_b", name="隔壁校生")
    make_student(world, "zj_school_d", name="别县学生")

    own, county = table(made("students")), table(made("students", "zj_county_1a.reviewer"))

    assert "隔壁校生" not in {row["姓名"] for row in own}
    assert "隔壁校生" in {row["姓名"] for row in county}
    assert "别县学生" not in {row["姓名"] for row in county}
    assert {row["学校"] for row in county} >= {world["zj_school_a"].name, world["zj_school_b"].name}


def test_filters_and_picked_rows_are_kept_to(made, world):
    late = make_student(world, "zj_school_a", name="休学学生", status="on_leave")

    on_leave = table(made("students", said={"query": "status=on_leave"}))
    picked = table(made("students", picked=(late.pk, world.student("zj_school_b").pk)))

    assert [row["姓名"] for row in on_leave] == ["休学学生"]
    assert [row["姓名"] for row in picked] == ["休学学生"]


def test_whose_numbers_went_out_is_on_their_record(made, world):
    student = world.student("zj_school_a")
    export, _masked = made("students", **WHOLE), made("students")

    with world.scope(OWNER).enter() as scope:
        [reading] = readings_of(Student.objects.get(pk=student.pk), scope)
        [event] = Event.objects.filter(kind="exported", subject_id=export.pk)
        blocks = ExportedBlock.objects.count()
    page = client_of(world, OWNER).get(reverse("students:section", args=[student.pk, "readers"])).content.decode()

    assert reading["reason"] == "向全国系统补录、回填：回填全国系统"
    assert event.data["whole"] and event.data["students"] == event.data["rows"] == export.rows
    assert event.reason == "向全国系统补录、回填：回填全国系统"
    assert blocks == 1
    assert "导出，含完整号码" in page and "回填全国系统" in page


@pytest.mark.parametrize("office", STRANGERS)
@pytest.mark.parametrize("name", ["export", "file", "cancel", "again"])
def test_nobody_else_comes_to_an_export(made, world, office, name):
    export = made("students", **WHOLE)
    client, url = client_of(world, office), reverse(f"exports:{name}", args=[export.pk])
    answer = client.post(url) if name in ("cancel", "again") else client.get(url)

    assert answer.status_code == 404


def test_the_file_lies_encrypted_and_its_download_is_recorded(made, world, settings):
    export = made("students", form="csv", columns=["name", "identity"], **WHOLE)
    [path] = list((settings.MEDIA_ROOT / vault.FOLDER).glob("*/*"))
    name = world.student("zj_school_a").name

    answer = client_of(world, OWNER).get(reverse("exports:file", args=[export.pk]))
    got = b"".join(answer.streaming_content)

    assert name.encode() not in path.read_bytes() and name.encode() in got
    assert int(answer["Content-Length"]) == len(got) == export.size
    with world.scope(OWNER).enter():
        assert Event.objects.filter(kind="export_fetched", subject_id=export.pk).count() == 1
        assert Export.objects.get().fetched == 1


def test_who_lost_the_right_does_not_fetch_any_more(made, world):
    export = made("students", **WHOLE)
    with unfenced(reason="a test moves"):
        office = world.offices[OWNER]
        type(office).objects.filter(pk=office.pk).update(role="class_teacher")

    assert client_of(world, OWNER).get(reverse("exports:file", args=[export.pk])).status_code == 403


def test_a_file_goes_after_its_days_and_what_was_written_down_stays(made, world):
    export = made("students", **WHOLE)

    with clock.at(clock.now() + KEPT - timedelta(minutes=1)):
        assert actions.exports_expire() == 0
    with clock.at(clock.now() + KEPT + timedelta(minutes=1)):
        assert actions.exports_expire() == 1
        assert actions.exports_expire() == 0
    answer = client_of(world, OWNER).get(reverse("exports:file", args=[export.pk]))

    assert not vault.exists(export.stored)
    assert answer.status_code == 302
    with world.scope(OWNER).enter():
        assert Export.objects.get().state == Export.State.EXPIRED
        assert ExportedBlock.objects.exists()


def test_a_killed_job_makes_the_whole_file_when_it_runs_again(ask, world, monkeypatch):
    monkeypatch.setattr("students.exports.making.PORTION", 1)
    export = ask("students", form="csv", **WHOLE)
    scope = world.scope(OWNER)

    def killed(done: int, total: int, note: str = "") -> None:
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export_make(actor=scope, export=export, progress=killed)
    with scope.enter():
        job = Job.objects.get(pk=export.job_id)
        assert not ExportedBlock.objects.exists()
    first = run_export(job, scope, lambda done, total, note="": None)
    second = run_export(job, scope, lambda done, total, note="": None)

    assert first == second
    with scope.enter():
        done = Export.objects.get(pk=export.pk)
        assert ExportedBlock.objects.count() == Event.objects.filter(kind="exported").count() == 1
    assert content(done).count(b"\r\n") == done.rows + 1
    assert len(list(vault.names())) == 1


def test_a_cancelled_export_leaves_nothing(ask, world, monkeypatch):
    monkeypatch.setattr("students.exports.making.PORTION", 1)
    export = ask("students", **WHOLE)
    scope = world.scope(OWNER)

    def called_off(done: int, total: int, note: str = "") -> None:
        if done == 1:
            with scope.enter():
                actions.export_cancel(actor=scope, export=export)

    with pytest.raises(Cancelled):
        export_make(actor=scope, export=export, progress=called_off)

    with scope.enter():
        assert Export.objects.get().state == Export.State.CANCELLED
        assert Job.objects.get(pk=export.job_id).state == Job.State.CANCELLED
        assert not ExportedBlock.objects.exists()
    assert list(vault.names()) == []


def test_a_file_that_was_cut_or_mixed_up_is_not_handed_out(made, settings):
    export = made("students")
    [path] = list((settings.MEDIA_ROOT / vault.FOLDER).glob("*/*"))
    whole = path.read_bytes()

    path.write_bytes(whole * 2)
    with pytest.raises(vault.Damaged):
        content(export)
    path.write_bytes(b"")
    with pytest.raises(vault.Damaged):
        content(export)


def test_the_file_is_announced_to_who_asked(made, world):
    made("students")

    page = client_of(world, OWNER).get(reverse("exports:list")).content.decode()

    assert "学生名单" in page and "可下载" in page
