"""Collects the capabilities that the rooms of `features` declare. Knows no front end and runs nothing.

Every surface is derived from what `collect` returns, so its order is fixed: by name.
"""

from __future__ import annotations

import functools
import importlib
import pkgutil
from types import ModuleType

from nss_server import features
from nss_server.capability import REGISTERED, Capability


@functools.cache
def collect() -> tuple[Capability, ...]:
    """All capabilities, ordered by name. Imports every feature (about 40 ms): a shell command uses `load` instead."""
    found: dict[str, Capability] = {}
    for module_name in feature_modules():
        for capability in declared_in(importlib.import_module(module_name)):
            if capability.name in found:
                raise TypeError(f"two capabilities are named {capability.name}")
            found[capability.name] = capability
    return tuple(found[name] for name in sorted(found))


def find(name: str) -> Capability | None:
    """The capability of this name ("search", "jobs/list"), None for an unknown one."""
    return next((capability for capability in collect() if capability.name == name), None)


def load(module_name: str, name: str) -> Capability | None:
    """The capability of this name from one feature module, without importing the others."""
    try:
        module = importlib.import_module(module_name)
    except ModuleNotFoundError:
        return None
    return next((capability for capability in declared_in(module) if capability.name == name), None)


def feature_modules() -> list[str]:
    """The dotted names of the feature modules, sorted; names with a leading underscore are helpers."""
    names = (info.name for info in pkgutil.iter_modules(features.__path__) if not info.name.startswith("_"))
    return sorted(f"{features.__name__}.{name}" for name in names)


def declared_in(module: ModuleType) -> list[Capability]:
    """The capabilities that a module itself declares (imported ones are not its own)."""
    return [
        getattr(value, REGISTERED)
        for value in vars(module).values()
        if hasattr(value, REGISTERED) and getattr(value, "__module__", "") == module.__name__
    ]
