"""A ZIP of photos: dangerous ones refused, each file told, the good ones written once."""

import io
import stat
import zipfile

import pytest

from students.models import Person
from students.photos import packs
from students.photos.actions import (
    PACKS,
    pack_commit_start,
    pack_upload,
    photo_bytes,
    photo_put,
    photo_restore,
    photo_rule_set,
)
from students.photos.archive import UnreadablePack, refuse_dangerous
from students.photos.matching import masked
from students.photos.models import EarlierPhoto, Photo, PhotoPack
from students.photos.packs import check_pack, commit_pack
from students.photos.rules import Rules
from tests.students.photos.support import pack, picture
from tests.support.world import make_student
from xueji.audit.models import Event
from xueji.errors import Conflict, Invalid, NotAllowed
from xueji.organizations.scope import unfenced


def numbers(student) -> Person:
    with unfenced(reason="a test looks"):
        return Person.objects.get(pk=student.person_id)


@pytest.fixture
def checked(registrar):
    """checked({name: bytes}): the pack after its dry run."""

    def go(files: dict[str, bytes]) -> PhotoPack:
        with registrar.enter():
            kept = pack_upload(actor=registrar, filename="照片.zip", data=pack(files))
        return check_pack(actor=registrar, pack=kept)

    return go


@pytest.fixture
def committed(registrar, checked):
    def go(files: dict[str, bytes]) -> PhotoPack:
        kept = checked(files)
        with registrar.enter():
            kept = pack_commit_start(actor=registrar, pack=kept, version=kept.version)
        return commit_pack(actor=registrar, pack=kept)

    return go


def photos(scope) -> dict[int, Photo]:
    with scope.enter():
        return {photo.student_id: photo for photo in Photo.objects.all()}


def test_files_are_known_by_each_kind_of_number(world, registrar, committed):
    one, two, three, four = [
        make_student(world, "zj_school_a", name=name) for name in ("沈嘉禾", "陆知夏", "许清和", "秦望岳")
    ]
    kept = committed(
        {
            f"一班/{numbers(one).identity_number}.jpg": picture(seed=1),
            f"{numbers(two).student_number}.JPEG": picture(seed=2),
            f"{three.school_number}_许清和.png": picture(seed=3, form="PNG"),
            f"{numbers(four).identity_number.lower()} 照片.jpg": picture(seed=4),
            "__MACOSX/._x.jpg": b"junk",
            "Thumbs.db": b"junk",
        }
    )

    assert (kept.counts["new"], kept.results) == (4, [])
    assert set(photos(registrar)) >= {one.pk, two.pk, three.pk, four.pk}


def test_wrong_files_are_told_one_by_one_with_masked_names(world, student, registrar, checked):
    other = make_student(world, "zj_school_b", name="欧阳听雨")
    number = numbers(student).identity_number
    kept = checked(
        {
            "339801201001010012.jpg": picture(),
            f"{numbers(other).identity_number}.jpg": picture(),
            f"{number}_王五.jpg": picture(),
            f"{number}.jpg": picture(100, 120),
            "名单.txt": b"x",
        }
    )

    assert kept.to_store == 0
    assert [each["code"] for each in kept.results].count("photo_nobody") == 3
    assert {each["code"] for each in kept.results} == {"photo_nobody", "photo_other_name", "photo_too_small"}
    assert all(each["message"] and each["remedy"] for each in kept.results)
    assert number not in str(kept.results)
    assert photos(registrar) == {}


def test_two_different_photos_of_one_student_are_both_refused(student, checked):
    number = numbers(student).identity_number
    kept = checked({f"{number}.jpg": picture(seed=1), f"{student.school_number}.jpg": picture(seed=2)})

    assert [each["code"] for each in kept.results] == ["photo_twice", "photo_twice"]
    assert kept.to_store == 0


def test_a_replaced_photo_is_kept_and_can_be_put_back(student, registrar, checked, committed):
    name = f"{student.school_number}.jpg"
    committed({name: picture(seed=1)})
    first = photos(registrar)[student.pk].sha256
    kept = committed({name: picture(seed=2)})
    again = checked({name: picture(seed=2)})

    assert (kept.counts["replaced"], again.counts["same"]) == (1, 1)
    with registrar.enter():
        earlier = EarlierPhoto.objects.get(student=student)
        assert earlier.sha256 == first
        restored = photo_restore(actor=registrar, student=student, earlier=earlier)
        assert restored.sha256 == first
        assert EarlierPhoto.objects.filter(student=student).count() == 2


def test_a_commit_that_dies_leaves_nothing_and_is_done_again(student, registrar, checked, monkeypatch):
    kept = checked({f"{student.school_number}.jpg": picture()})
    with registrar.enter():
        kept = pack_commit_start(actor=registrar, pack=kept, version=kept.version)

    def die(*args, **kwargs):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(packs, "event_record", die)
        commit_pack(actor=registrar, pack=kept)
    assert photos(registrar) == {}

    assert commit_pack(actor=registrar, pack=kept).counts["new"] == 1
    assert not PACKS.exists(kept.sha256)


def test_a_stale_check_is_not_committed(student, registrar, checked):
    kept = checked({f"{student.school_number}.jpg": picture()})

    with registrar.enter(), pytest.raises(Conflict):
        pack_commit_start(actor=registrar, pack=kept, version=kept.version - 1)


def test_one_photo_is_put_with_a_trace(student, registrar):
    with registrar.enter():
        photo = photo_put(actor=registrar, student=student, data=picture())
        assert photo_bytes(photo).startswith(b"\xff\xd8\xff")
        assert Event.objects.filter(kind="photo_put", subject_id=student.pk).count() == 1
        with pytest.raises(Invalid):
            photo_put(actor=registrar, student=student, data=b"x")


def test_the_kept_bytes_are_encrypted(student, registrar, settings):
    with registrar.enter():
        photo_put(actor=registrar, student=student, data=picture())

    contents = [path.read_bytes() for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]
    assert len(contents) == 1
    assert not contents[0].startswith(b"\xff\xd8")


def test_who_may_give_photos(student, world):
    for office in ("zj_school_a.school_head", "zj_county_1a.reviewer"):
        scope = world.scope(office)
        with scope.enter(), pytest.raises(NotAllowed):
            photo_put(actor=scope, student=student, data=picture())


def test_a_stranger_sees_no_photo(student, registrar, world):
    with registrar.enter():
        photo_put(actor=registrar, student=student, data=picture())

    for office, seen in {"zj_school_b.registrar": 0, "bj.chief": 0, "zj_county_1a.reviewer": 1}.items():
        with world.scope(office).enter():
            assert Photo.objects.count() == seen


def test_a_school_sets_its_own_rules(student, registrar):
    with registrar.enter():
        photo_rule_set(actor=registrar, rules=Rules(min_width=400, min_height=500))
        with pytest.raises(Invalid):
            photo_put(actor=registrar, student=student, data=picture())


def link() -> bytes:
    buffer = io.BytesIO()
    entry = zipfile.ZipInfo("a.jpg")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(entry, "/etc/passwd")
    return buffer.getvalue()


def encrypted() -> bytes:
    data = bytearray(pack({"a.jpg": b"x" * 20}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + offset] |= 1
    return bytes(data)


def named(name: str) -> bytes:
    """A pack with a file of a name that no program gives."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        entry = zipfile.ZipInfo("a.jpg")
        entry.filename = name
        archive.writestr("b.jpg", b"x")
        archive.writestr(entry, b"x")
    return buffer.getvalue()


DANGEROUS = [
    (named(""), "pack_dangerous"),
    (named("."), "pack_dangerous"),
    (named("./."), "pack_dangerous"),
    (b"", "pack_empty"),
    (b"Rar!\x1a\x07\x00", "pack_not_a_zip"),
    (picture(), "pack_not_a_zip"),
    (b"PK\x03\x04 nothing more", "pack_damaged"),
    (pack({"__MACOSX/._a": b"x"}), "pack_empty"),
    (pack({"../a.jpg": b"x"}), "pack_dangerous"),
    (pack({"/etc/a.jpg": b"x"}), "pack_dangerous"),
    (pack({"C:\\a.jpg": b"x"}), "pack_dangerous"),
    (pack({"..\\a.jpg": b"x"}), "pack_dangerous"),
    (link(), "pack_dangerous"),
    (encrypted(), "pack_encrypted"),
    (pack({"inner.zip": b"x"}), "pack_nested"),
    (pack({"a.jpg": b"\0" * 60_000_000}), "pack_bomb"),
    (pack({f"{n}.jpg": b"" for n in range(3_001)}), "pack_too_many"),
]


@pytest.mark.parametrize(("data", "code"), DANGEROUS, ids=lambda value: value if isinstance(value, str) else "")
def test_a_dangerous_pack_is_refused_as_a_whole(data, code):
    with pytest.raises(UnreadablePack) as caught:
        refuse_dangerous(data)

    assert caught.value.code == code


def test_an_archive_that_calls_itself_a_photo_is_refused(student, checked):
    kept = checked({f"{student.school_number}.jpg": pack({"a": b"x"})})

    assert kept.state == "refused"
    assert "压缩包" in kept.refusal


def test_names_are_masked_for_the_report():
    assert masked("339801201001010012_沈嘉禾.jpg") == "3398**********0012_沈嘉禾.jpg"
