"""Files at rest: sealed, bound to their names, and those of earlier releases still readable."""

import pytest
from django.core.management import call_command

from certificates import storage
from xueji.cases import evidence
from xueji.database import cipher
from xueji.database.shelf import Damaged, Shelf, digest_of

PAPER = b"%PDF-1.7 the identity card of somebody"
SHELF = Shelf("papers")


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def lay_down(raw, shelf=SHELF):
    """Bytes on the disk as they are."""
    path = shelf.path_of(digest_of(PAPER))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(raw)
    return path


@pytest.mark.parametrize(
    ("keep", "fetch"),
    [(SHELF.keep_once, SHELF.fetch), (evidence.keep, evidence.SHELF.fetch), (storage.put, storage.get)],
)
def test_what_is_kept_lies_encrypted_under_the_hash_of_its_content(media, keep, fetch):
    name = keep(PAPER)
    [path] = [each for each in media.rglob("*") if each.is_file()]
    assert (name, path.stem, PAPER in path.read_bytes(), fetch(name)) == (digest_of(PAPER), name, False, PAPER)


def test_the_same_content_is_written_once():
    name = SHELF.keep_once(PAPER)
    before = SHELF.path_of(name).read_bytes()
    SHELF.keep_once(PAPER)
    assert SHELF.path_of(name).read_bytes() == before


def test_a_plain_file_is_read_and_sealed_with_it():
    path = lay_down(PAPER)
    assert SHELF.fetch(path.name) == PAPER
    assert PAPER not in path.read_bytes() and SHELF.fetch(path.name) == PAPER


def test_ciphertext_without_a_mark_is_read():
    path = lay_down(cipher.encrypt_bytes(PAPER))
    assert SHELF.fetch(path.name) == PAPER


def test_a_file_in_the_place_of_another_is_damaged():
    other = SHELF.path_of(SHELF.keep_once(b"of another student")).read_bytes()
    path = lay_down(other)
    with pytest.raises(Damaged):
        SHELF.fetch(path.name)


@pytest.mark.parametrize("raw", [b"", b"short", PAPER + b"!", b"xueji sealed 1\n"])
def test_bytes_that_were_not_kept_are_damaged(raw):
    path = lay_down(raw)
    with pytest.raises(Damaged):
        SHELF.fetch(path.name)


def test_the_command_seals_what_lies_plain_and_nothing_else(capsys):
    paper = lay_down(PAPER, evidence.SHELF)
    issued = lay_down(PAPER, storage.SHELF)
    earlier = lay_down(cipher.encrypt_bytes(PAPER))
    held = earlier.read_bytes()
    call_command("seal_files")
    call_command("seal_files")
    assert capsys.readouterr().out.splitlines() == ["2 files sealed.", "0 files sealed."]
    assert PAPER not in paper.read_bytes() + issued.read_bytes() and earlier.read_bytes() == held
    assert evidence.SHELF.fetch(paper.name) == storage.get(issued.stem) == PAPER


def test_numbers_sealed_together_open_one_by_one():
    numbers = ["339801201007140025", "", "L33980120100714" + "0042"]

    sealed = cipher.encrypt_all([*numbers, *numbers])

    assert [cipher.decrypt(each) for each in sealed] == [*numbers, *numbers]
    assert len(set(sealed)) == 6
