"""What is wrong with a scenario, and what the writer may have meant."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from django.utils.translation import gettext as _

_NEAR = 0.5


class ScenarioError(ValueError):
    """A scenario that cannot be judged: ``problem`` in a word, ``name`` of what is wrong, what is known instead."""

    def __init__(
        self, problem: str, message: str, *, name: str = "", known: Iterable[str] = (), meant: str = ""
    ) -> None:
        super().__init__(message)
        self.problem = problem
        self.name = name
        self.known = tuple(known)
        self.meant = meant

    def to_dict(self) -> dict[str, Any]:
        """The error as JSON: with the nearest known word, if one is near."""
        return {
            "problem": self.problem,
            "name": self.name,
            "message": str(self),
            "nearest": self.meant or nearest(self.name, self.known),
            "known": list(self.known),
        }


def unknown(
    problem: str,
    what: str,
    name: str,
    known: Iterable[str],
    *,
    labels: Mapping[str, str] | None = None,
    meant: str = "",
) -> ScenarioError:
    """The error for a word that nobody knows: it names the nearest one and lists all.

    ``labels`` gives each word by its Chinese, which is shown beside it; ``meant`` is the word when that is known.
    """
    words = tuple(known)
    near = meant or nearest(name, words)
    chinese = {value: label for label, value in (labels or {}).items()}
    hint = _("；是否为 %s？") % near if near else "；"
    message = _("没有名为“%(name)s”的%(what)s%(hint)s已知的有：%(known)s") % {
        "name": name,
        "what": what,
        "hint": hint,
        "known": "、".join(f"{word}（{chinese[word]}）" if word in chinese else word for word in words),
    }
    return ScenarioError(problem, message, name=name, known=words, meant=near)


def nearest(name: str, known: Iterable[str]) -> str:
    """The known word that looks most like a name, also by its last part; empty when none does."""
    words = {word.lower(): word for word in known}
    by_leaf = {word.rpartition(".")[2]: word for word in words}
    asked = name.lower()
    if asked.rpartition(".")[2] in by_leaf:
        return words[by_leaf[asked.rpartition(".")[2]]]
    found = get_close_matches(asked, words, n=1, cutoff=_NEAR)
    if found:
        return words[found[0]]
    leaf = get_close_matches(asked.rpartition(".")[2], by_leaf, n=1, cutoff=_NEAR)
    return words[by_leaf[leaf[0]]] if leaf else ""
