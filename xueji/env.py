"""Typed readers of the environment that fail loudly; every name may also be given as NAME_FILE (a secret's file)."""

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str | None = None) -> str:
    """The variable `name`, or the content of the file named by `name_FILE`, or `default`.

    Raises ImproperlyConfigured when none of them is there.
    """
    if value := os.environ.get(name):
        return value
    if path := os.environ.get(f"{name}_FILE"):
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ImproperlyConfigured(f"{name}_FILE names {path}, which cannot be read: {error}") from error
    if default is None:
        raise ImproperlyConfigured(f"Set {name} or {name}_FILE (see README.md, Deploy).")
    return default


def flag(name: str, default: bool = False) -> bool:
    """A yes-or-no variable: 1, true, yes, on; 0, false, no, off."""
    value = text(name, "").lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}.")


def number(name: str, default: int) -> int:
    """A whole number."""
    value = text(name, str(default))
    try:
        return int(value)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.") from error


def words(name: str, default: str = "") -> list[str]:
    """A comma-separated list."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def development_secret(name: str, *, production: bool) -> str:
    """A secret from the environment; in development one is made once and kept under XUEJI_SECRET_DIR."""
    value = text(name, "")
    if value:
        return value
    if production:
        raise ImproperlyConfigured(f"Set {name} or {name}_FILE: production makes no secret up by itself.")
    folder = Path(text("XUEJI_SECRET_DIR", str(Path.cwd() / ".data" / "secrets")))
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / name.lower()
    if not path.exists():
        fresh = path.with_suffix(f".{os.getpid()}")
        fresh.write_text(secrets.token_hex(32), encoding="utf-8")
        fresh.chmod(0o600)
        try:
            os.link(fresh, path)  # atomic: of two processes starting at once, one secret wins
        except FileExistsError:
            path.read_text(encoding="utf-8")
        finally:
            fresh.unlink()
    return path.read_text(encoding="utf-8")
