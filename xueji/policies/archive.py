"""What a student file consists of under each regulation: ``archive.yaml`` in its folder, kind by kind, in its own words.

Each kind names the article and item that asks for it, and its parts: what the register itself knows (``source``), what is
uploaded (``uploads``), or either. When a part is owed is said here only where the text itself says it (``when``); what
the text leaves open are readings (``archive.*`` in ``parameters/archive.yaml``).
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from .engine.citations import Citation
from .engine.policy import Policy
from .vocabulary import MaterialKind

ALWAYS, LEAVING, APPRENTICES = "always", "leaving", "apprentices"


@dataclass(frozen=True, slots=True)
class Part:
    """One thing of a kind: `source` is what the register knows by itself, `uploads` whether papers fulfil it too.

    `when` is always, leaving (graduates only) or apprentices; `once` takes it out of the papers of every school year.
    """

    key: str
    label: str
    source: str = ""
    uploads: bool = True
    when: str = ALWAYS
    once: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of material with the place that asks for it. `short` heads a narrow column."""

    key: MaterialKind
    label: str
    short: str
    citation: Citation
    parts: tuple[Part, ...]

    @property
    def uploaded_parts(self) -> tuple[Part, ...]:
        """The parts that papers can fulfil."""
        return tuple(part for part in self.parts if part.uploads)


@dataclass(frozen=True, slots=True)
class Contents:
    """All kinds of a regulation in its order, and which fields of the roster make up the basic information.

    Of each group of fields one has to be filled in.
    """

    citation: Citation
    kinds: tuple[Kind, ...]
    fields: tuple[tuple[str, ...], ...]

    def kind(self, key: str) -> Kind | None:
        """The kind of that key; None where the regulation has none."""
        return next((kind for kind in self.kinds if kind.key == key), None)


def archive_contents(policy: Policy) -> Contents:
    """What the regulation, or the one it builds on, says a file consists of."""
    found = _contents(policy.folder)
    if found is None:
        if policy.base is None:
            raise LookupError(f"{policy.key} says nothing about the student file")
        return archive_contents(policy.base)
    return found


@cache
def _contents(folder: Path) -> Contents | None:
    file = folder / "archive.yaml"
    if not file.is_file():
        return None
    said: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    article = said["article"]
    kinds = tuple(_kind(folder.name, article, number, row) for number, row in enumerate(said["kinds"], start=1))
    return Contents(Citation(folder.name, article), kinds, tuple(tuple(group) for group in said["basic_information"]))


def _kind(policy: str, article: int | str, number: int, row: dict[str, Any]) -> Kind:
    return Kind(
        key=MaterialKind(row["key"]),
        label=row["label"],
        short=row["short"],
        citation=Citation(policy, article, 1, number),
        parts=tuple(
            Part(
                key=part["key"],
                label=part["label"],
                source=part.get("source", ""),
                uploads=part.get("uploads", True),
                when=part.get("when", ALWAYS),
                once=part.get("once", False),
            )
            for part in row["parts"]
        ),
    )
