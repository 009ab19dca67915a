"""Opening a ZIP whose sender is not trusted: what is dangerous is refused as a whole, before anything is unpacked."""

import stat
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.utils.translation import gettext_lazy as _

from students.photos.rules import HARD_LIMIT
from students.rosters.zips import Pack
from xueji.errors import Invalid

MAX_BYTES = 100 * 1024 * 1024
MAX_FILES = 3_000
MAX_UNPACKED = 400 * 1024 * 1024
MAX_RATIO = 60  # pictures hardly shrink
_RATIO_FREE = 1024 * 1024
_ZIP, _RAR, _SEVEN = b"PK\x03\x04", b"Rar!", b"7z\xbc\xaf\x27\x1c"
_NESTED = frozenset({".zip", ".rar", ".7z", ".gz", ".tar", ".xz", ".bz2", ".jar"})
_JUNK = frozenset({"thumbs.db", ".ds_store", "desktop.ini"})


class UnreadablePack(Invalid):
    """The file cannot be used as a pack of photos; `code` is for programs, the message says what to do."""

    def __init__(self, code: str, message: object) -> None:
        super().__init__(message, field="file")
        self.code = code


@dataclass(frozen=True)
class Member:
    """A file of the pack: its name without folders, its content; `is_too_large` when only its beginning was read."""

    name: str
    data: bytes
    is_too_large: bool = False


def refuse_dangerous(data: bytes) -> list[zipfile.ZipInfo]:
    """The files of a harmless pack. Raises UnreadablePack for what is none: no ZIP, encrypted, too many files, paths that
    lead elsewhere, links, archives inside, names twice, more than it may unpack to by its own claim."""
    if not data:
        raise UnreadablePack("pack_empty", _("文件是空的。请重新选择照片包。"))
    if len(data) > MAX_BYTES:
        raise UnreadablePack("pack_too_large", _("照片包超过 100 MB。请按班级分成几个再传。"))
    if data.startswith((_RAR, _SEVEN)):
        raise UnreadablePack("pack_not_a_zip", _("这是 RAR 或 7z 压缩包。请压成 ZIP 再传。"))
    if not data.startswith(_ZIP):
        raise UnreadablePack("pack_not_a_zip", _("这不是 ZIP 压缩包。请把照片压成一个 ZIP 再传。"))
    entries = Pack(data, _damaged).entries()
    if len(entries) > MAX_FILES:
        raise UnreadablePack("pack_too_many", _("照片包里超过 3,000 个文件。请按班级分成几个再传。"))
    files = [entry for entry in entries if not entry.filename.endswith("/") and not _is_junk(entry.filename)]
    if not files:
        raise UnreadablePack("pack_empty", _("照片包里没有照片。"))
    _refuse_each(files)
    return files


def _refuse_each(files: list[zipfile.ZipInfo]) -> None:
    if len({entry.filename for entry in files}) != len(files):
        raise UnreadablePack("pack_dangerous", _("照片包里有同名的文件，不像正常压缩的。请重新压缩再传。"))
    for entry in files:
        path = PurePosixPath(entry.filename.replace("\\", "/"))
        if (
            not path.parts
            or path.is_absolute()
            or ".." in path.parts
            or ":" in path.parts[0]
            or "\x00" in entry.filename
        ):
            raise UnreadablePack("pack_dangerous", _("照片包里有指向别处的路径，不像正常压缩的。请重新压缩再传。"))
        if stat.S_ISLNK(entry.external_attr >> 16):
            raise UnreadablePack("pack_dangerous", _("照片包里有链接，不是照片。请只放照片再传。"))
        if entry.flag_bits & 0x1:
            raise UnreadablePack("pack_encrypted", _("照片包设了密码。请去掉密码再传。"))
        if path.suffix.lower() in _NESTED:
            raise UnreadablePack("pack_nested", _("照片包里还有压缩包。请把照片直接放在一个 ZIP 里再传。"))
    claimed = sum(entry.file_size for entry in files)
    packed = sum(entry.compress_size for entry in files)
    if claimed > MAX_UNPACKED or claimed > max(_RATIO_FREE, MAX_RATIO * packed):
        raise _bomb()


def members(data: bytes) -> Iterator[Member]:
    """The files one after the other; no more is unpacked than a photo may hold, whatever the archive claims."""
    entries = refuse_dangerous(data)
    left = MAX_UNPACKED
    pack = Pack(data, _damaged)
    for entry in entries:
        content = pack.beginning(entry, HARD_LIMIT + 1)
        left -= len(content)
        if left < 0:
            raise _bomb()
        if content.startswith((_ZIP, _RAR, _SEVEN)):
            raise UnreadablePack("pack_nested", _("照片包里还有压缩包。请把照片直接放在一个 ZIP 里再传。"))
        yield Member(name_of(entry), content, len(content) > HARD_LIMIT)


def name_of(entry: zipfile.ZipInfo) -> str:
    """The name without folders. Chinese Windows writes names in GBK without saying so."""
    name = entry.filename
    if not entry.flag_bits & 0x800:
        try:
            name = name.encode("cp437").decode("gb18030")
        except UnicodeError:
            name = entry.filename
    return PurePosixPath(name.replace("\\", "/")).name


def _is_junk(filename: str) -> bool:
    path = PurePosixPath(filename.replace("\\", "/"))
    return "__MACOSX" in path.parts or path.name.lower() in _JUNK or path.name.startswith("._")


def _damaged() -> UnreadablePack:
    return UnreadablePack("pack_damaged", _("照片包已损坏，解不开。请重新压缩再传。"))


def _bomb() -> UnreadablePack:
    return UnreadablePack("pack_bomb", _("照片包解开后过大，不像照片。请重新压缩再传。"))
