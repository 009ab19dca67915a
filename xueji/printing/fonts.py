"""The faces of documents: which characters they have. A name is checked here before a number is spent on it."""

import ctypes
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

MAIN, RARE = "Certificate Serif", "Certificate Rare"
# BabelStone Han (Debian: fonts-babelstone-han) has 29,000 characters of Extension B and later, as names need them.
RARE_FILES = (
    Path("/usr/share/fonts/truetype/babelstone/BabelStoneHan.ttf"),
    Path("/usr/local/share/fonts/BabelStoneHan.ttf"),
    Path.home() / ".local/share/fonts/BabelStoneHan.ttf",
)


@dataclass(frozen=True)
class Face:
    """A font file under the name and weight that style sheets use."""

    family: str
    weight: str
    file: Path


def regular() -> Face:
    return Face(MAIN, "normal", Path(settings.FONT_DIR) / "NotoSerifSC-Regular.ttf")


def bold() -> Face:
    return Face(MAIN, "bold", Path(settings.FONT_DIR) / "NotoSerifSC-Bold.ttf")


def rare() -> Face | None:
    """The face for rare characters, where it is installed."""
    file = next((path for path in RARE_FILES if path.is_file()), None)
    return Face(RARE, "normal", file) if file else None


def lacking(text: str) -> str:
    """The characters of `text` that no face has, each once, in order; empty when all can be printed."""
    return _without(_without(text, regular()), rare())


def needs_rare(text: str) -> bool:
    """Whether the face for rare characters must be loaded for `text`; most documents do without its 50 MB."""
    return bool(beyond_regular(text))


def beyond_regular(text: str) -> str:
    """The characters of `text` that the regular face does not have, each once."""
    return _without(text, regular())


def subsets_quickly() -> bool:
    """Whether libharfbuzz-subset is here: without it a document takes ten to sixty times longer."""
    try:
        ctypes.CDLL("libharfbuzz-subset.so.0")
    except OSError:
        return False
    return True


def _without(text: str, face: Face | None) -> str:
    known = _characters(face.file) if face else frozenset[int]()
    return "".join(dict.fromkeys(char for char in text if ord(char) not in known and not char.isspace()))


@cache
def _characters(file: Path) -> frozenset[int]:
    from fontTools.ttLib import TTFont

    with TTFont(file, lazy=True) as font:
        # Private-use characters mean something else in every font: a name that holds one has been damaged.
        return frozenset(code for code in font.getBestCmap() if unicodedata.category(chr(code)) != "Co")
