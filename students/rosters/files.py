"""Uploaded rosters and their error workbooks on disk (xueji/database/shelf.py)."""

import hashlib

from xueji.database.shelf import Shelf, digest_of

__all__ = ["digest_of", "error_name", "exists", "fetch", "forget", "keep"]

_SHELF = Shelf("rosters")
keep, fetch, exists, forget = _SHELF.keep, _SHELF.fetch, _SHELF.exists, _SHELF.forget


def error_name(roster_id: int, version: int) -> str:
    """The name of a roster's error workbook after the check of that version."""
    return hashlib.sha256(f"errors of roster {roster_id} version {version}".encode()).hexdigest()
