"""The standards' code sets and the national template's pick lists, matched tolerantly."""

import difflib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from types import MappingProxyType

from xueji.codes.tables import DATA, read_rows
from xueji.codes.text import compact

LATEST = "2017-2022"
"""The generation of the national template used unless another ("2015") is named."""

_CODED_LABEL = re.compile(r"^([0-9A-Z]{1,6})[-.、:_]+(.+)$|^([0-9]{1,2})(\D.*)$")
_LABEL_CODED = re.compile(r"^(.+?)[-(\[]([0-9]{1,2})[)\]]?$")
_AROUND = "()[]【】.。,，;；、'\"*"
_SUGGESTION_CUTOFF = 0.5
_LONGEST_LABEL = 40

# Headings of the template that are filled from a standard rather than from a list of their own.
_HEADING_SETS = {
    "性别": "gbt2261_1_sex",
    "民族": "gbt3304_ethnic",
    "政治面貌": "gbt4762_political",
    "身份证件类型": "jyt1001_sfzjlx_id_type",
    "健康情况": "健康状况",
    "户籍性质": "户口性质",
    "关系": "家庭成员关系",
    "是否监护人": "yes_no",
    "是否随迁子女": "yes_no",
    "是否建档立卡贫困户": "yes_no",
    "是否低保": "yes_no",
}
_MEMBER_PREFIX = re.compile(r"^成员\d+")


@dataclass(frozen=True)
class Match:
    """How a typed label fits a code set.

    `code` and `label` are None when nothing was accepted; `suggestion` then names the nearest label, if one
    is near. `exact` is False when the text had to be cleaned or was another spelling of the label.
    """

    code: str | None
    label: str | None
    exact: bool
    suggestion: str | None = None

    @property
    def accepted(self) -> bool:
        """Whether a code was found."""
        return self.code is not None


@dataclass(frozen=True, eq=False)
class CodeSet:
    """An ordered set of codes: `labels` are what screens show, `full_names` the standard's own wording."""

    name: str
    labels: Mapping[str, str]
    full_names: Mapping[str, str]
    aliases: Mapping[str, str]
    """Compared form (see `text.compact`) of every accepted spelling → code."""

    @cached_property
    def codes(self) -> Mapping[str, str]:
        """Label → code, in the set's order."""
        return {label: code for code, label in self.labels.items()}

    def __contains__(self, code: object) -> bool:
        return code in self.labels

    def label(self, code: str) -> str:
        """The label of `code`; KeyError when the set has no such code."""
        return self.labels[code]

    def choices(self) -> list[tuple[str, str]]:
        """(code, label) pairs for a form field."""
        return list(self.labels.items())

    def match(self, text: str, *, suggest: bool = True) -> Match:
        """Find what `text` means: a label, a code, "code-label", or another spelling of a label.

        Only cleaning (widths, spaces, invisible characters, the missing 族) and listed spellings are
        accepted; a mere likeness is returned as a suggestion for a person to confirm, where one is asked for.
        """
        if (code := self.codes.get(text)) is not None:
            return Match(code, text, exact=True)
        key = compact(text)
        code = self.aliases.get(key) or self.aliases.get(key.strip(_AROUND)) or self._padded(key)
        if code is None:
            typed, label = _coded(key)
            code = self.aliases.get(label)
            if code is not None and self._contradicts(typed, code):
                return Match(None, None, exact=False, suggestion=self.labels[code])
        if code is not None:
            return Match(code, self.labels[code], exact=False)
        return Match(None, None, exact=False, suggestion=_nearest(self, key) if suggest else None)

    def _padded(self, key: str) -> str | None:
        """ "02" where the set has "2"."""
        return self.aliases.get(key.lstrip("0")) if len(key) == 2 and key.isdigit() and key[0] == "0" else None

    def _contradicts(self, typed_code: str, code: str) -> bool:
        return (
            typed_code.lstrip("0") != code.lstrip("0") and code.isascii()
        )  # labels that are their own codes say nothing


def _coded(key: str) -> tuple[str, str]:
    """The code and the label of "01-汉族", "01汉族", "汉族(01)"; empty texts where it is none of these."""
    if before := _CODED_LABEL.match(key):
        return before[1] or before[3], before[2] or before[4]
    behind = _LABEL_CODED.match(key)
    return (behind[2], behind[1]) if behind else ("", "")


@lru_cache(maxsize=4096)
def _nearest(among: CodeSet, key: str) -> str | None:
    """The one label most like `key`; kept, because a wrong column repeats its text thousands of times."""
    if len(key) > _LONGEST_LABEL:
        return None
    likeness: dict[str, float] = {}
    for spelling, code in among.aliases.items():
        ratio = difflib.SequenceMatcher(None, key, spelling).ratio()
        likeness[code] = max(likeness.get(code, 0), ratio)
    best = max(likeness.values(), default=0)
    nearest = [code for code, ratio in likeness.items() if ratio == best]
    # Two labels equally near ("汗族" shares one character with fifty) would only mislead.
    return among.labels[nearest[0]] if best >= _SUGGESTION_CUTOFF and len(nearest) == 1 else None


@cache
def codeset(name: str) -> CodeSet:
    """The code set of data/sets/`name`.csv, such as "gbt3304_ethnic"; KeyError for an unknown name."""
    if not re.fullmatch(r"\w+", name) or not (DATA / "sets" / f"{name}.csv").is_file():
        raise KeyError(name)
    rows = read_rows(f"sets/{name}.csv")
    labels = {row["code"]: row.get("short") or row["name"] for row in rows}
    full_names = {row["code"]: row["name"] for row in rows}
    return _build(name, labels, full_names)


def codeset_names() -> list[str]:
    """The names that `codeset` knows, in order."""
    return sorted(path.stem for path in (DATA / "sets").glob("*.csv"))


@cache
def picklist(heading: str, generation: str = LATEST) -> CodeSet:
    """The template's pick list under `heading` ("学制"); its labels are their own codes.

    `generation` is "2017-2022" or "2015"; most lists are the same in both. KeyError for an unknown heading or
    generation.
    """
    entry = _picklists()[heading]
    labels = entry[generation] if isinstance(entry, dict) else entry
    if generation not in generations():
        raise KeyError(generation)
    return _build(heading, {label: label for label in labels}, {label: label for label in labels})


def generations() -> tuple[str, ...]:
    """The generations of the national template whose lists differ, newest first."""
    return tuple(_picklists()["联招合作类型"])


def picklist_headings() -> list[str]:
    """The headings that have a pick list of their own."""
    return list(_picklists())


@cache
def template_set(heading: str, generation: str = LATEST) -> CodeSet | None:
    """What a column of the template may hold: a standard's set or a pick list; None for a free one.

    Columns of family members ("成员1民族") are known by what follows the member.
    """
    heading = _MEMBER_PREFIX.sub("", compact(heading))
    name = _HEADING_SETS.get(heading, heading)
    if name in _picklists():
        return picklist(name, generation)
    return codeset(name) if heading in _HEADING_SETS else None


@cache
def _picklists() -> dict[str, list[str] | dict[str, list[str]]]:
    raw = json.loads((DATA / "national_template_picklists.json").read_text(encoding="utf-8"))
    return {re.sub(r"\(\d+\)$", "", heading): entry for heading, entry in raw.items() if heading != "_note"}


@cache
def _listed_aliases() -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for row in read_rows("aliases.csv"):
        found.setdefault(row["set"], []).append((row["label"], row["alias"]))
    return found


def _build(name: str, labels: dict[str, str], full_names: dict[str, str]) -> CodeSet:
    codes = {label: code for code, label in labels.items()}
    spellings: dict[str, str] = {}
    # Weakest first: a later line may overrule an earlier one, so that a true label always means itself.
    for code in labels:
        spellings[compact(code.lstrip("0") or "0")] = code
    for code in labels:
        spellings[compact(code)] = code
    for code, full_name in full_names.items():
        spellings[compact(full_name.removesuffix("族"))] = code
        spellings[compact(full_name)] = code
    for label, alias in _listed_aliases().get(name, []):
        if label in codes:
            spellings[compact(alias)] = codes[label]
    for code, label in labels.items():
        spellings[compact(label)] = code
    return CodeSet(name, MappingProxyType(labels), MappingProxyType(full_names), MappingProxyType(spellings))
