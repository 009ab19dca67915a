"""Debian packages that no wheel can bring: found by what they do, installed when allowed, else named."""

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from ops.layout import Problem, say

FONT_FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".local/share/fonts")
APT = (
    "apt-get",
    "-y",
    "--no-install-recommends",
    "-o",
    "DPkg::Lock::Timeout=300",
    "-o",
    "Acquire::Retries=3",
)


@dataclass(frozen=True)
class Need:
    """One package of Debian 12, what it is for, and how to see that it (or an equal) is here."""

    package: str
    purpose: str
    is_here: Callable[[], bool]


def loads(*libraries: str) -> Callable[[], bool]:
    """Whether the dynamic linker finds all the libraries."""

    def check() -> bool:
        try:
            for library in libraries:
                ctypes.CDLL(library)
        except OSError:
            return False
        return True

    return check


def has_font(pattern: str) -> Callable[[], bool]:
    """Whether a font's file is installed for everybody or for this user."""
    return lambda: any(next(folder.rglob(pattern), None) for folder in FONT_FOLDERS if folder.is_dir())


def chromium() -> str | None:
    """The browser for tests: Debian's, or another Chromium on PATH."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


PDF = (
    Need("libpango-1.0-0", "text in PDFs", loads("libpango-1.0.so.0")),
    Need("libpangoft2-1.0-0", "text in PDFs", loads("libpangoft2-1.0.so.0", "libgobject-2.0.so.0")),
    Need("libharfbuzz-subset0", "fonts in PDFs", loads("libharfbuzz-subset.so.0")),
    Need("fontconfig-config", "finding fonts", Path("/etc/fonts/fonts.conf").exists),
)
FONTS = (
    Need("fonts-noto-cjk", "Chinese characters in PDFs and screenshots", has_font("NotoSerifCJK*")),
    Need("fonts-babelstone-han", "rare characters of personal names", has_font("BabelStoneHan*")),
)
BROWSER = (Need("chromium", "browser tests", lambda: chromium() is not None),)

FOR_RUN = PDF + FONTS
FOR_TEST = PDF + FONTS + BROWSER


def missing(needs: Iterable[Need]) -> list[Need]:
    """Those that are not here."""
    return [need for need in needs if not need.is_here()]


def may_install() -> bool:
    """Root, apt, and nobody said otherwise."""
    return os.getuid() == 0 and bool(shutil.which("apt-get")) and os.environ.get("XUEJI_SYSTEM_PACKAGES") != "never"


def install(needs: list[Need], log: Path) -> None:
    """Install by apt; what came of it is seen by looking again."""
    packages = [need.package for need in needs]
    say(f"installing Debian packages: {' '.join(packages)}")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    with log.open("ab") as output:
        for action in (["update"], ["install", *packages]):
            command = [*APT, *action]
            subprocess.run(
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=environment, check=False
            )


def advice(needs: Iterable[Need]) -> str:
    """The sentence that tells a person what to install."""
    needs = list(needs)
    purposes = ", ".join(dict.fromkeys(need.purpose for need in needs))
    return f"missing ({purposes}); as root: apt-get install {' '.join(need.package for need in needs)}"


def provide(needs: Iterable[Need], *, logs: Path) -> list[Need]:
    """Install what is missing where that is allowed; return what is missing still.

    A set that could not be installed is not tried again by every start, so that starting offline stays quick.
    """
    wanted = missing(needs)
    if not wanted or not may_install():
        return wanted
    tried = logs / "apt.tried"
    names = " ".join(need.package for need in wanted)
    if tried.exists() and tried.read_text(encoding="utf-8") == names:
        return wanted
    install(wanted, logs / "apt.log")
    still = missing(wanted)
    tried.write_text(" ".join(need.package for need in still), encoding="utf-8")
    return still


def provide_for_run(logs: Path) -> None:
    """For a start: what is missing is named, and the register starts without it."""
    if still := provide(FOR_RUN, logs=logs):
        say(f"{advice(still)} (the register starts without; see {logs}/apt.log)")


def provide_for_test(logs: Path) -> None:
    """For the tests: Problem when something is missing, because skipped tests would look like passed ones."""
    (logs / "apt.tried").unlink(missing_ok=True)
    if still := provide(FOR_TEST, logs=logs):
        raise Problem(f"{advice(still)} (apt's output: {logs}/apt.log)")


def main() -> int:
    """`python -m ops.system_packages`: what the production image needs; 1 when something stays missing."""
    needs = missing(FOR_RUN)
    if needs and may_install():
        install(needs, Path(os.devnull))
    if still := missing(needs):
        say(advice(still))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
