"""Kinds of jobs: a chapter registers the function that does the work; the platform knows no chapter."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from xueji.jobs.models import Job

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class JobKind:
    """`run(job, scope, progress)` does the work and returns the result to keep (JSON without personal data).

    It opens `scope` itself, for as short as it can: progress written inside its transaction is seen by nobody until
    the commit. It must be safe to run again from the start, because a worker may die at any line.
    """

    key: str
    label: str | Promise
    run: Callable[[Job, Any, Progress], dict[str, Any]]


_kinds: dict[str, JobKind] = {}


def register(kind: JobKind) -> None:
    """Make a kind known (from an app's ready())."""
    _kinds[kind.key] = kind


def get(key: str) -> JobKind:
    """The kind of that key; KeyError when no chapter registered it."""
    return _kinds[key]
