"""The part of a view that the graph is made of: symbols, tags, imports, uses and bindings of files."""

from __future__ import annotations

from collections.abc import Collection

from nss_index.model import Binding, Import, Role, Symbol, Tag, TagRole, Use
from nss_index.overlay.document import Overlay, OverlayDocument
from nss_index.packed import attributes_in, unpack_all, unpack_bindings
from nss_index.ports import FileRow
from nss_index.store.reader import DatabaseSnapshot


class ViewOfFacts:
    """Valid while its snapshot is pinned. Not thread-safe."""

    def __init__(self, snapshot: DatabaseSnapshot, overlay: Overlay) -> None:
        self.snapshot = snapshot
        self.documents: list[OverlayDocument] = []
        self._shadowed: dict[int, FileRow] = {}
        for path in sorted(overlay.documents):
            document, saved = overlay.documents[path], snapshot.file(path)
            if saved and saved.record.content_hash == document.content_hash:
                continue  # saved as it is: the stored rows say the same
            self.documents.append(document)
            if saved:
                self._shadowed[saved.file_id] = saved

    def symbols_of(self, path: str) -> list[Symbol]:
        document = self.document(path)
        if document:
            return list(document.parsed().symbols)
        saved = self.snapshot.file(path)
        return self.snapshot.symbols_of_file(saved.file_id) if saved else []

    def tags(self, name: str | None = None) -> list[tuple[str, Tag]]:
        """(path, tag) of all marks and references, or of those with a name, by path and place."""
        hidden = self._shadowed_paths()
        found = [(path, tag) for path, tag in self.snapshot.tags(name) if path not in hidden]
        for document in self.documents:
            found += [(document.path, tag) for tag in document.parsed().tags if name in (None, tag.name)]
        return sorted(found, key=lambda pair: (pair[0], pair[1].line, pair[1].column))

    def marks(self) -> list[tuple[str, Tag]]:
        return [(path, tag) for path, tag in self.tags() if tag.role is not TagRole.REFERENCE]

    def top_level(self, language: str) -> list[tuple[str, str]]:
        """(path, name) of what the files of a language define outside of any other symbol."""
        hidden = self._shadowed_paths()
        found = [pair for pair in self.snapshot.top_level(language) if pair[0] not in hidden]
        for document in self.documents:
            parsed = document.parsed()
            if parsed.language == language:
                found += [(document.path, symbol.name) for symbol in parsed.symbols if not symbol.container]
        return sorted(set(found))

    def symbol_names(self) -> list[tuple[str, str, str, str]]:
        """(path, container, name, kind) of every symbol, by path and place."""
        hidden = self._shadowed_paths()
        found = [row for row in self.snapshot.symbol_names() if row[0] not in hidden]
        for document in self.documents:
            symbols = sorted(document.parsed().symbols, key=lambda symbol: symbol.span.start_byte)
            found += [(document.path, symbol.container, symbol.name, str(symbol.kind)) for symbol in symbols]
        return sorted(found, key=lambda row: row[0])

    def imports(self) -> list[tuple[str, Import]]:
        """(path, import) of all files, by path and line."""
        hidden = self._shadowed_paths()
        found = [(path, one) for path, one in self.snapshot.imports() if path not in hidden]
        for document in self.documents:
            found += [(document.path, one) for one in document.parsed().imports]
        return sorted(found, key=lambda pair: (pair[0], pair[1].line))

    def imports_of(self, path: str) -> list[Import]:
        document, saved = self.document(path), self.snapshot.file(path)
        if document:
            return sorted(document.parsed().imports, key=lambda one: one.line)
        return [one for _, one in self.snapshot.imports(saved.file_id)] if saved else []

    def aliases_of(self, name: str) -> set[tuple[str, str]]:
        """(path, alias) of every import that gives a name another one."""
        hidden = self._shadowed_paths()
        found = {pair for pair in self.snapshot.aliases_of(name) if pair[0] not in hidden}
        for document in self.documents:
            found.update(
                (document.path, one.alias) for one in document.parsed().imports if one.name == name and one.alias
            )
        return found

    def attributes_named(self, name: str) -> set[tuple[str, str]]:
        """(path, class) of the classes whose methods bind an attribute of this name."""
        hidden = self._shadowed_paths()
        found = {pair for pair in self.snapshot.attributes_named(name) if pair[0] not in hidden}
        for document in self.documents:
            bound = attributes_in(unpack_bindings(document.parsed().bindings))
            found.update((document.path, owner) for owner, attribute in bound if attribute == name)
        return found

    def content_hash(self, path: str) -> str:
        document, saved = self.document(path), self.snapshot.file(path)
        return document.content_hash if document else saved.record.content_hash if saved else ""

    def uses_named(self, names: Collection[str]) -> list[tuple[str, Use]]:
        """(path, use) of every use of these names, by path and place."""
        hidden = self._shadowed_paths()
        found = [(path, use) for path, use in self.snapshot.uses_named(names) if path not in hidden]
        for document in self.documents:
            packed = [pair for pair in document.parsed().uses if pair[0] in names]
            found += [(document.path, use) for use in unpack_all(packed)]
        return sorted(found, key=lambda pair: (pair[0], pair[1].line, pair[1].column))

    def uses_of(self, path: str, role: Role | None = None) -> list[Use]:
        document, saved = self.document(path), self.snapshot.file(path)
        if document:
            return unpack_all(document.parsed().uses, role)
        return self.snapshot.uses_of_file(saved.file_id, role) if saved else []

    def bindings_of(self, path: str) -> list[Binding]:
        document, saved = self.document(path), self.snapshot.file(path)
        if document:
            return unpack_bindings(document.parsed().bindings)
        return self.snapshot.bindings_of_file(saved.file_id) if saved else []

    def document(self, path: str) -> OverlayDocument | None:
        """The buffer that is searched in place of the file, if there is one."""
        return next((document for document in self.documents if document.path == path), None)

    def _shadowed_paths(self) -> set[str]:
        return {row.record.path for row in self._shadowed.values()}
