"""From the uses of names to edges between symbols, with how sure each is.

What the language's rules decide is certain. A name behind a value that nobody can tell is matched by name: one member
of the index that is called so is likely, unless the language's own types have such a member, too; several are possible,
and all of them are named.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from msgspec import Struct

from nss_index.graph.ecma_names import EcmaNames
from nss_index.graph.ecmascript import EcmaFiles
from nss_index.graph.edges import Confidence
from nss_index.graph.facts import FileFacts
from nss_index.graph.names import Names
from nss_index.graph.python import PythonFiles
from nss_index.graph.python_names import PythonNames
from nss_index.graph.qualified import MEMBERS, Fit, Named, fitting
from nss_index.graph.values import Ref
from nss_index.model import SymbolKind, Use
from nss_index.parse.mentions import DOCUMENTS

_PYTHON = "python"
_ECMASCRIPT = "javascript"
_FAMILIES = {"typescript": _ECMASCRIPT, "tsx": _ECMASCRIPT, "cpp": "c"}
"""Languages whose files call each other's symbols, under the name of one of them."""

_COMMON = frozenset(
    name for kind in (str, bytes, list, dict, set, int, float, tuple, object, BaseException) for name in dir(kind)
) | {"read", "write", "close", "open", "flush", "name", "next", "send", "group", "groups", "match"}
"""Members of the language's own types: a value that nobody can tell is most often one of these."""


class Target(Struct, frozen=True):
    path: str
    symbol: str
    confidence: Confidence


class Meaning(Struct, frozen=True):
    """What a use means. No targets and not `unknown`: nothing of this index."""

    targets: tuple[Target, ...] = ()
    unknown: bool = False  # nothing in the index fits, and nothing says that it is of a library


_NOTHING = Meaning()
_UNKNOWN = Meaning(unknown=True)


class Meanings:
    """`facts` and `language` take a path; `named` gives (path, symbol path, kind) of the symbols with a name,
    `attributes` (path, class) of the classes whose methods bind it."""

    def __init__(
        self,
        python: PythonFiles,
        ecma: EcmaFiles,
        facts: Callable[[str], FileFacts | None],
        language: Callable[[str], str],
        named: Callable[[str], list[tuple[str, str, SymbolKind]]],
        attributes: Callable[[str], Iterable[tuple[str, str]]],
    ) -> None:
        self._attributes = attributes
        self._language = language
        self._named = named
        self._facts = facts
        self._candidates: dict[tuple[str, str], tuple[Named, ...]] = {}
        self._members: dict[tuple[str, str, bool], Meaning] = {}
        ecmascript = EcmaNames(ecma, facts)
        self._rooms: dict[str, Names] = {_PYTHON: PythonNames(python, facts), _ECMASCRIPT: ecmascript}

    def of(self, path: str, use: Use) -> Meaning:
        family = self.family(path)
        if family in DOCUMENTS:
            return self._mentioned(use)
        room = self._rooms.get(family)
        if room is None:
            return self._by_name(path, use, family)
        refs = room.refs(path, use)
        if refs:
            return Meaning(tuple(self._targets(refs)))
        return self._by_name(path, use, family) if use.receiver else _UNKNOWN

    def bases(self, path: str, symbol: str) -> tuple[tuple[str, str], ...]:
        """(path, symbol path) of the classes of the index that a class inherits from, the nearest first."""
        room = self._rooms.get(self.family(path))
        return room.bases(path, symbol) if room is not None else ()

    def family(self, path: str) -> str:
        language = self._language(path)
        return _FAMILIES.get(language, language)

    def _targets(self, refs: tuple[Ref, ...]) -> Iterator[Target]:
        for ref in refs:
            if not ref.outside and not ref.attribute and ref.symbol:
                yield Target(ref.path, ref.symbol, ref.confidence if len(refs) == 1 else Confidence.POSSIBLE)

    def _by_name(self, path: str, use: Use, family: str) -> Meaning:
        if family in self._rooms:
            key = (family, use.name, bool(use.receiver))
            if key not in self._members:
                self._members[key] = self._member(use, family)
            return self._members[key]
        known = self._called(use.name, family)
        facts = self._facts(path) if known else None
        fit = fitting(family, path, use, known, facts.all_imports() if facts is not None else ())
        return self._fitted(use, fit) if fit is not None else _NOTHING

    def _called(self, name: str, family: str) -> tuple[Named, ...]:
        """The symbols of a family with a name."""
        key = (family, name)
        if key not in self._candidates:
            self._candidates[key] = tuple(
                dict.fromkeys(Named(*each) for each in self._named(name) if self.family(each[0]) == family)
            )
        return self._candidates[key]

    def _member(self, use: Use, family: str) -> Meaning:
        """What is before the dot is a value that the room cannot tell: by the name, wherever it is used."""
        known = self._called(use.name, family)
        return self._fitted(use, Fit([one for one in known if one.kind in MEMBERS and "." in one.symbol]))

    def _fitted(self, use: Use, fit: Fit) -> Meaning:
        found = fit.found
        if not found:
            return _UNKNOWN
        alone = len(found) == 1 and fit.near and use.name not in _COMMON
        if alone and use.receiver:
            alone = not self._is_attribute(use.name, found)
        sure = Confidence.LIKELY if alone else Confidence.POSSIBLE
        return Meaning(tuple(dict.fromkeys(Target(one.path, one.symbol, sure) for one in found)))

    def _mentioned(self, use: Use) -> Meaning:
        """What a document means by a name: `Client.send` a member of a Client, `pkg.client.Client` a class of that
        module, a plain word what stands in no other symbol, unless no more is called so."""
        named = [
            (path, symbol) for path, symbol, kind in self._named(use.name) if kind is not SymbolKind.SECTION
        ]  # fmt: skip
        if use.receiver:
            ending = f".{use.receiver}.{use.name}"
            found = [each for each in named if _full_name(*each).endswith(ending)]
        else:
            found = [each for each in named if "." not in each[1]] or named
        if not found:
            return _UNKNOWN
        confidence = Confidence.LIKELY if len(found) == 1 else Confidence.POSSIBLE
        return Meaning(tuple(Target(*each, confidence) for each in found))

    def _is_attribute(self, name: str, found: Iterable[Named]) -> bool:
        """Whether a class has an attribute of that name that is no symbol: another place that fits."""
        owners = {(one.path, one.symbol.rpartition(".")[0]) for one in found}
        return any(place not in owners for place in self._attributes(name))


def _full_name(path: str, symbol: str) -> str:
    """A symbol with its module before it, as documents write it: ".pkg.client.Client.send"."""
    module = path.rpartition(".")[0].removesuffix("/__init__").replace("/", ".")
    return f".{module}.{symbol}"
