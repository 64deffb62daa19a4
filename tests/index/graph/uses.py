"""What the uses of a workspace mean, for a workspace that is written as one string, without an index."""

from __future__ import annotations

from collections.abc import Sequence

from nss_index.graph.ecmascript import EcmaFiles
from nss_index.graph.facts import facts_of
from nss_index.graph.names import bound_name
from nss_index.graph.projects import python_roots
from nss_index.graph.python import PythonFiles
from nss_index.graph.uses import Meanings
from nss_index.model import Binding, Import, ParsedFile, Role, Symbol, SymbolKind, Use
from nss_index.packed import attributes_in, unpack_all, unpack_bindings
from nss_index.parse.parser import parse_text

from tests.support.workspace_text import parse_workspace


class _Parsed:
    def __init__(self, files: dict[str, ParsedFile]) -> None:
        self.files = files

    def symbols_of(self, path: str) -> Sequence[Symbol]:
        return self.files[path].symbols

    def imports_of(self, path: str) -> Sequence[Import]:
        return self.files[path].imports

    def bindings_of(self, path: str) -> Sequence[Binding]:
        return unpack_bindings(self.files[path].bindings)

    def uses_of(self, path: str, role: Role | None = None) -> Sequence[Use]:
        return unpack_all(self.files[path].uses, role)


def meanings_of(text: str) -> list[str]:
    """ "a.py:3 Client.send call b.py Session.get likely", in order; "?" for a use that nobody can tell."""
    texts = parse_workspace(text)
    source = _Parsed({path: parse_text(path, content) for path, content in texts.items()})

    def named(name: str) -> list[tuple[str, str, SymbolKind]]:
        return [
            (path, one.path, one.kind)
            for path, file in source.files.items()
            for one in file.symbols
            if one.name == name
        ]

    meanings = Meanings(
        PythonFiles(texts, python_roots(texts, texts.get)),
        EcmaFiles(texts, texts.get),
        lambda path: facts_of(source, path, bound_name) if path in texts else None,
        lambda path: source.files[path].language,
        named,
        lambda name: [
            (path, owner)
            for path, file in source.files.items()
            for owner, attribute in attributes_in(unpack_bindings(file.bindings))
            if attribute == name
        ],
    )
    found: list[str] = []
    for path, file in source.files.items():
        for use in unpack_all(file.uses):
            meaning = meanings.of(path, use)
            place = f"{path}:{use.line} {use.scope or '-'} {use.role}"
            for target in meaning.targets:
                sure = "" if target.confidence == "certain" else f" {target.confidence}"
                found.append(f"{place} {target.path} {target.symbol}{sure}")
            if meaning.unknown:
                found.append(f"{place} ? {use.name}")
    return found


def check_meanings(text: str, *expected: str, among: str = "") -> None:
    """All meanings whose line begins with `among` are the expected ones."""
    assert [one for one in meanings_of(text) if one.startswith(among)] == list(expected)
