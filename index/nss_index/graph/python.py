"""Which files an import of Python means. Source: the language reference, "The import system"; PEP 420 for packages
without `__init__`.

Where the search path is not known it is inferred: the folder above a file's own topmost package, then what
pyproject.toml names, `src` and the root. A module that is only found below some other folder is likely, or possible.
"""

from __future__ import annotations

import posixpath
import sys
from collections.abc import Collection, Sequence

from nss_index.graph.edges import MISSING, OUTSIDE, Confidence, Resolution
from nss_index.graph.projects import folders_above
from nss_index.model import Import

SUFFIXES = (".py", ".pyi")

_FOLDER = "/"  # what a namespace package is: no file


class PythonFiles:
    """`paths` are those of the index; `declared` the source roots that the repository names."""

    def __init__(self, paths: Collection[str], declared: Sequence[str] = ()) -> None:
        self._files = frozenset(path for path in paths if path.endswith(SUFFIXES))
        self._folders: frozenset[str] = frozenset(folder for path in self._files for folder in folders_above(path))
        self._known_roots = tuple(dict.fromkeys((*declared, "src", "")))
        self._own: dict[str, str] = {}
        self._modules: dict[tuple[str, str], str] = {}
        inits = (path for path in self._files if posixpath.basename(path) in ("__init__.py", "__init__.pyi"))
        self._package_roots = tuple(sorted({self._own_root(path) for path in inits}))

    def resolve(self, source: str, found: Import) -> Resolution:
        dots = len(found.module) - len(found.module.lstrip("."))
        if dots:
            above = [*folders_above(source), ""]
            if dots > len(above):
                return MISSING
            place = self._named(above[dots - 1], found.module[dots:], found.name)
            return Resolution(((place, Confidence.CERTAIN),)) if place else MISSING
        return self._absolute(source, found.module, found.name)

    def modules(self, source: str, module: str) -> tuple[tuple[str, Confidence], ...]:
        """Where the module itself is: a file, or a folder with `/` behind it for a package without `__init__`."""
        resolution = self.resolve(source, Import(module, "", "", 0))
        if resolution.places:
            return resolution.places
        dots = len(module) - len(module.lstrip("."))
        above = [*folders_above(source), ""]
        if dots > len(above):
            return ()
        roots = (above[dots - 1],) if dots else dict.fromkeys((self._own_root(source), *self._known_roots))
        for root in roots:
            if self._module(root, module[dots:]) == _FOLDER:
                folder = posixpath.join(root, *module[dots:].split(".")) if module[dots:] else root
                return ((f"{folder}/", Confidence.CERTAIN),)
        return ()

    def below(self, package: str, name: str) -> str:
        """A module of a package, both as `modules` says them; "" where there is none."""
        if not package.endswith("/") and not _is_init(package):
            return ""
        folder = posixpath.dirname(package)
        found = self._module(folder, name)
        return f"{posixpath.join(folder, name)}/" if found == _FOLDER else found

    def _absolute(self, source: str, module: str, name: str) -> Resolution:
        own, top = self._own_root(source), module.partition(".")[0]
        packaged = own != posixpath.dirname(source)
        library = top in sys.stdlib_module_names
        for root in dict.fromkeys((own, *self._known_roots)):
            if library and not self._is_module(root, top):
                continue
            place = self._named(root, module, name)
            if place:
                sure = (packaged or root in self._known_roots) and not library
                return Resolution(((place, Confidence.CERTAIN if sure else Confidence.LIKELY),))
        if library:
            return OUTSIDE
        elsewhere = dict.fromkeys(self._named(root, module, name) for root in self._package_roots)
        places = [place for place in elsewhere if place]
        confidence = Confidence.LIKELY if len(places) == 1 else Confidence.POSSIBLE
        if places:
            return Resolution(tuple((place, confidence) for place in places))
        return MISSING if packaged and self._is_module(own, top) else OUTSIDE

    def _named(self, root: str, module: str, name: str) -> str:
        """The file of `from module import name` below a root; "" where there is none."""
        package = self._module(root, module)
        if name and name != "*" and (package == _FOLDER or _is_init(package)):
            below = self._module(root, f"{module}.{name}" if module else name)
            if below not in ("", _FOLDER):
                return below
        return "" if package == _FOLDER else package

    def _module(self, root: str, module: str) -> str:
        """The file of a module below a root, `_FOLDER` for a package without `__init__`, "" for none. A package comes
        before a module of the same name."""
        if (root, module) not in self._modules:
            self._modules[root, module] = self._find(root, module)
        return self._modules[root, module]

    def _find(self, root: str, module: str) -> str:
        place = posixpath.join(root, *module.split(".")) if module else root
        candidates = [posixpath.join(place, f"__init__{suffix}") for suffix in SUFFIXES]
        candidates += [f"{place}{suffix}" for suffix in SUFFIXES]
        for candidate in candidates:
            if candidate in self._files:
                return candidate
        return _FOLDER if place in self._folders or not place else ""

    def _is_module(self, root: str, name: str) -> bool:
        return self._module(root, name) not in ("", _FOLDER)

    def _own_root(self, path: str) -> str:
        """The folder above the topmost package that the file is in; its own folder for a file in no package."""
        folder = posixpath.dirname(path)
        found = self._own.get(folder)
        if found is None:
            found = folder
            while found and self._has_init(found):
                found = posixpath.dirname(found)
            self._own[folder] = found
        return found

    def _has_init(self, folder: str) -> bool:
        return any(posixpath.join(folder, f"__init__{suffix}") in self._files for suffix in SUFFIXES)


def _is_init(path: str) -> bool:
    return posixpath.basename(path).startswith("__init__.")
