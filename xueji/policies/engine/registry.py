"""Finds the regulations: every folder with a ``policy.yaml`` is one. A new province is a new folder."""

import sys
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import yaml

from .chains import Chain
from .parameters import load_parameters
from .policy import Policy
from .rules import registered_in

HOME = Path(__file__).resolve().parent.parent


class UnknownPolicy(LookupError):
    """No folder holds a regulation of that key."""


class Registry:
    """The regulations found in some parent folders, loaded once, a base before what builds on it."""

    def __init__(self, parents: Iterable[Path] = (HOME,)) -> None:
        files = [file for parent in parents for file in sorted(parent.glob("*/policy.yaml"))]
        self._folders = {file.parent.name: file.parent for file in files}
        self._loaded: dict[str, Policy] = {}

    def get(self, key: str) -> Policy:
        """The regulation of that key; UnknownPolicy when there is none."""
        if key not in self._loaded:
            if key not in self._folders:
                raise UnknownPolicy(key)
            self._loaded[key] = self._load(self._folders[key])
        return self._loaded[key]

    def __iter__(self) -> Iterator[Policy]:
        return (self.get(key) for key in self._folders)

    def _load(self, folder: Path) -> Policy:
        head: dict[str, Any] = yaml.safe_load((folder / "policy.yaml").read_text(encoding="utf-8"))
        base = self.get(head["base"]) if head.get("base") else None
        modules = _modules(folder)
        return Policy(
            key=folder.name,
            name=head["name"],
            short_name=head["short_name"],
            issuer=head["issuer"],
            document_number=head.get("document_number", ""),
            effective_from=head["effective_from"],
            base=base,
            parameters_by_key=load_parameters(folder, folder.name, base.parameters_by_key if base else None),
            own_rules=registered_in(_package_name(folder)),
            own_chains=tuple(chain for module in modules for chain in _chains(module)),
            folder=folder,
            draft=head.get("draft", False),
            municipality=head.get("municipality", False),
            drops=head.get("drops") or {},
        )


@cache
def registry() -> Registry:
    """The regulations that come with the software."""
    return Registry()


def get(key: str) -> Policy:
    """The regulation of that key; UnknownPolicy when there is none."""
    return registry().get(key)


def all_policies() -> tuple[Policy, ...]:
    """Every regulation that comes with the software, in the order of the folder names."""
    return tuple(registry())


def _package_name(folder: Path) -> str:
    home = "xueji.policies" if folder.parent == HOME else "xueji_policies_elsewhere"
    return f"{home}.{folder.name}"


def _modules(folder: Path) -> list[ModuleType]:
    """Import every module of a regulation's folder, in the order of names."""
    package = _package_name(folder)
    if folder.parent != HOME:
        _adopt(package, folder)
    names = sorted(file.stem for file in folder.glob("*.py") if file.stem != "__init__")
    return [import_module(f"{package}.{name}") for name in names]


def _adopt(package: str, folder: Path) -> None:
    """Make a folder outside the project importable under its own package name."""
    parent = package.rpartition(".")[0]
    sys.modules.setdefault(parent, ModuleType(parent))
    spec = spec_from_file_location(package, folder / "__init__.py", submodule_search_locations=[str(folder)])
    if spec is None or spec.loader is None:
        raise UnknownPolicy(package)
    module = module_from_spec(spec)
    sys.modules[package] = module
    spec.loader.exec_module(module)


def _chains(module: ModuleType) -> tuple[Chain, ...]:
    return tuple(getattr(module, "CHAINS", ()))
