"""The whole file as one PDF and as a ZIP, the card, and who may take them out for what."""

import json
import zipfile
from datetime import date
from io import BytesIO

import pikepdf
import pytest
from django.urls import reverse

from students.archive.jobs import run_class, run_file
from students.archive.storage import OUTPUTS
from tests.students.archive.support import paper, pdf, png
from xueji.audit.models import Event
from xueji.jobs.models import Job
from xueji.organizations.scope import unfenced

pytestmark = pytest.mark.usefixtures("today_is")
A = "zj_school_a"


def run(world, kind: str, subject: int, make=run_file, office: str = f"{A}.registrar") -> bytes:
    scope = world.scope(office)
    job = Job(kind=kind, subject_id=subject, organization_id=scope.organization_id)
    result = make(job, scope, lambda done, total, note="": None)
    return OUTPUTS.fetch(result["sha256"])


ACROSS = 842  # points: an A4 sheet on its side


def texts(data: bytes) -> list[int]:
    with pikepdf.open(BytesIO(data)) as document:
        return [round(float(page.mediabox[2])) for page in document.pages]


def test_the_pdf_has_the_card_the_list_and_every_page(world):
    student = world.student(A)
    paper(world, student, content=pdf(3))
    paper(world, student, kind="grades", content=png())
    widths = texts(run(world, "archive_pdf", student.pk))
    front = len(widths) - 4
    assert front >= 2
    assert widths[front:] == [300, 300, 300, ACROSS], (
        "papers as they are, a picture on a sheet with room for its number"
    )


def test_the_same_file_without_papers_is_printed_too(world):
    assert len(texts(run(world, "archive_pdf", world.student(A).pk))) >= 2


def test_a_bureau_takes_out_a_file_with_its_own_rights(world):
    assert texts(run(world, "archive_pdf", world.student(A).pk, office="zj_county_1a.reviewer"))


def test_the_zip_names_nobody_and_says_every_hash(world):
    student = world.student(A)
    found = paper(world, student, content=png("red"))
    with zipfile.ZipFile(BytesIO(run(world, "archive_zip", student.pk))) as archive:
        names = archive.namelist()
        manifest = json.loads(archive.read("manifest.json"))
        assert archive.read("papers/001.png") == png("red")
    assert sorted(names) == ["file.pdf", "manifest.csv", "manifest.json", "papers/001.png"]
    assert {row["file"]: row["sha256"] for row in manifest["files"]}["papers/001.png"] == found.sha256
    assert student.name not in " ".join(names)


def test_a_class_is_a_zip_of_numbered_files(world):
    group = world.classes[f"{A}.2025"]
    with zipfile.ZipFile(BytesIO(run(world, "archive_class", group.pk, run_class))) as archive:
        assert "001.pdf" in archive.namelist()
        assert archive.read("001.pdf").startswith(b"%PDF")


def test_taking_out_asks_what_for_and_writes_it_down(world, sign_in, django_capture_on_commit_callbacks):
    student, client = world.student(A), sign_in(f"{A}.registrar")
    url = reverse("archive:take_out", args=[student.pk])
    assert client.post(url, {"kind": "archive_pdf"}).status_code == 422
    with django_capture_on_commit_callbacks(execute=False):
        answer = client.post(url, {"kind": "archive_zip", "purpose": "inquiry"})
    assert answer.status_code == 302
    with unfenced(reason="look"):
        event = Event.objects.get(kind="archive_taken_out")
    assert (event.reason, event.subject_id, event.data) == ("inquiry", student.pk, {"form": "archive_zip"})
    assert client.get(answer["Location"]).status_code == 200


def test_a_result_is_for_who_asked(world, sign_in):
    digest = "0" * 64
    OUTPUTS.keep(b"%PDF-1.4", digest)
    with world.scope(f"{A}.registrar").enter() as scope:
        job = Job.objects.create(
            kind="archive_pdf", organization_id=scope.organization_id, actor_id=scope.user_id, state="done",
            result={"sha256": digest, "bytes": 8, "files": 1},
        )  # fmt: skip
    url = reverse("archive:fetch", args=[job.pk])
    answer = sign_in(f"{A}.registrar").get(url)
    assert (answer.content, answer["Content-Disposition"]) == (b"%PDF-1.4", f'attachment; filename="{job.pk}-file.pdf"')
    assert sign_in(f"{A}.school_head").get(url).status_code == 404
    OUTPUTS.forget(digest)
    assert sign_in(f"{A}.registrar").get(url).status_code == 302


@pytest.mark.parametrize("office", ["zj_school_b.registrar", "zj_county_1b.reviewer"])
def test_a_stranger_takes_nothing_out(world, sign_in, office):
    url = reverse("archive:take_out", args=[world.student(A).pk])
    assert sign_in(office).post(url, {"kind": "archive_pdf", "purpose": "inquiry"}).status_code == 404


@pytest.mark.parametrize("day", ["", "2026-03-01", "2024-01-01"])
def test_the_card_is_printed_as_on_a_day(world, sign_in, day):
    url = reverse("archive:card", args=[world.student(A).pk])
    answer = sign_in(f"{A}.registrar").get(url, {"as_of": day} if day else {})
    assert (answer.status_code, answer.content[:4]) == (200, b"%PDF")
    with unfenced(reason="look"):
        event = Event.objects.get(kind="card_printed")
    assert event.data["as_of"] == (day or date(2026, 9, 10).isoformat())


def test_the_timeline_tells_of_papers_and_is_filtered(world, sign_in):
    student = world.student(A)
    paper(world, student)
    client, url = sign_in(f"{A}.registrar"), reverse("students:record", args=[student.pk])
    page = client.get(url).content.decode()
    assert "材料入档 1 份" in page and "?group=archive" in page
    only = client.get(url, {"group": "archive"}).context["events"]
    assert [event.group for event in only] == ["archive"]
