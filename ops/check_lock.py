"""The lock files follow pyproject.toml and name no host."""

import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from ops.layout import PYTHON, ROOT
from ops.outcome import FAILED, PASSED, SKIPPED, Outcome

LOCKS = {"requirements.txt": (), "requirements-dev.txt": ("--group", "dev")}
COMPILE = (
    "pip",
    "compile",
    "--quiet",
    "--generate-hashes",
    "--no-emit-index-url",
    "--python-version",
    "3.11",
)
HOSTLESS = (
    "requirements.txt",
    "requirements-dev.txt",
    "ops/frontend/package-lock.json",
    "ops/frontend/.npmrc",
    "pyproject.toml",
)
UNREACHABLE = re.compile(r"failed to fetch|error sending request|dns error|connect|timed out|network", re.IGNORECASE)
PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==(\S+)", re.MULTILINE)
MEND = "uv pip compile --generate-hashes --no-emit-index-url --python-version 3.11 pyproject.toml"


def pins(text: str) -> dict[str, str]:
    """Package to version, as a lock file says it."""
    return {name.lower().replace("_", "-"): version for name, version in PIN.findall(text)}


def differences(lock: dict[str, str], fresh: dict[str, str]) -> list[str]:
    """Sentences about packages that the lock should hold, should not hold, or holds in a wrong version."""
    names = sorted(lock.keys() | fresh.keys())
    return [
        f"{name}: locked {lock.get(name, 'nothing')}, wanted {fresh.get(name, 'nothing')}"
        for name in names
        if lock.get(name) != fresh.get(name)
    ]


def hosts(root: Path) -> list[str]:
    """Lines that name a host, in files that must work with anybody's registry."""
    found = []
    for name in HOSTLESS:
        path = root / name
        if path.is_file():
            lines = enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
            found += [f"{name}:{number}: {line.strip()}" for number, line in lines if "://" in line]
    return found


def compile_fresh(
    name: str, options: tuple[str, ...], environment: dict[str, str]
) -> tuple[dict[str, str] | None, str]:
    """The pins that pyproject.toml gives today, existing ones kept; None and why when they cannot be had."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / name
        shutil.copyfile(ROOT / name, target)
        uv = PYTHON.parent / "uv"
        command = [str(uv), *COMPILE, "pyproject.toml", *options, "-o", str(target)]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            return None, done.stderr.strip()
        return pins(target.read_text(encoding="utf-8")), ""


def run(environment: dict[str, str]) -> Outcome:
    """Fails on hosts, and on a lock that is not what pyproject.toml asks for."""
    faults = hosts(ROOT)
    for name, options in LOCKS.items():
        fresh, error = compile_fresh(name, options, environment)
        if fresh is None and UNREACHABLE.search(error) and not faults:
            return Outcome(SKIPPED, f"no package registry answers:\n{error}")
        if fresh is None:
            faults.append(f"{name}: {error}")
            continue
        locked = pins((ROOT / name).read_text(encoding="utf-8"))
        found = [f"{name}: {sentence}" for sentence in differences(locked, fresh)]
        if found:
            faults += [*found, f"mend with: {MEND} {' '.join(options)} -o {name}"]
    return Outcome(FAILED if faults else PASSED, "\n".join(faults))
