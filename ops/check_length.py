"""Files of at most 400 lines and functions of at most 40 are the aim; over 600 and 60 is a fault."""

import ast
from collections.abc import Iterator
from pathlib import Path

from ops.layout import ROOT
from ops.outcome import FAILED, PASSED, Outcome

FILE_AIM, FILE_FAULT = 400, 600
FUNCTION_AIM, FUNCTION_FAULT = 40, 60
KINDS = {".py", ".html", ".js", ".css", ".sh"}
NOT_OURS = {".venv", ".data", ".git", "node_modules", "static_vendor", "staticfiles", "media"}
# What a machine writes is as long as it is.
GENERATED = {"migrations"}


def sources(root: Path) -> Iterator[Path]:
    """Files written by hand below `root`."""
    for entry in sorted(root.iterdir()):
        if entry.is_dir():
            if entry.name not in NOT_OURS | GENERATED and not entry.name.startswith("."):
                yield from sources(entry)
        elif entry.suffix in KINDS:
            yield entry


def long_functions(source: str) -> Iterator[tuple[str, int, int]]:
    """Name, first line and length of every function over the aim."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > FUNCTION_AIM:
                yield node.name, node.lineno, length


def findings(root: Path) -> Iterator[tuple[bool, str]]:
    """Whether it is a fault, and the sentence, for everything over the aim."""
    aims = f"aim {FUNCTION_AIM}, fault over {FUNCTION_FAULT}"
    for path in sources(root):
        text, name = path.read_text(encoding="utf-8"), path.relative_to(root)
        lines = text.count("\n")
        if lines > FILE_AIM:
            yield lines > FILE_FAULT, f"{name}: {lines} lines (aim {FILE_AIM}, fault over {FILE_FAULT})"
        if path.suffix == ".py":
            for function, line, length in long_functions(text):
                yield length > FUNCTION_FAULT, f"{name}:{line}: {function} has {length} lines ({aims})"


def run() -> Outcome:
    """Faults fail; what is only over the aim is listed."""
    found = sorted(findings(ROOT), reverse=True)
    lines = [f"{'fault' if is_fault else 'long '}  {sentence}" for is_fault, sentence in found]
    state = FAILED if any(is_fault for is_fault, _ in found) else PASSED
    return Outcome(state, "\n".join(lines), is_loud=True)
