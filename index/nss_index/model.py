"""The values that the rooms of the index exchange: frozen, plain, and without behaviour of their own.

Units, everywhere: lines are 1-based and inclusive; bytes are 0-based half-open offsets into the file's text encoded as
UTF-8 (whatever the encoding on disk); columns are UTF-8 bytes from the start of the line; times are nanoseconds.
Paths are relative to the root and use `/`. A *symbol path* is the container path and the name joined by `.`
(`Session.request`), in every language.
"""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class SymbolKind(StrEnum):
    NAMESPACE = "namespace"
    CLASS = "class"
    INTERFACE = "interface"
    TRAIT = "trait"
    STRUCT = "struct"
    UNION = "union"
    ENUM = "enum"
    ENUM_MEMBER = "enum member"
    TYPE = "type"
    FUNCTION = "function"
    METHOD = "method"
    CONSTRUCTOR = "constructor"
    PROPERTY = "property"
    FIELD = "field"
    CONSTANT = "constant"
    VARIABLE = "variable"
    MACRO = "macro"
    SECTION = "section"


class ChunkKind(StrEnum):
    SYMBOL = "symbol"  # one function, method, small class, …
    HEADER = "header"  # the head of a container whose members are chunks of their own
    MODULE = "module"  # code between symbols
    SECTION = "section"  # a part of a document below a heading
    LINES = "lines"  # a language without a grammar, or a file that could not be parsed


class FileState(StrEnum):
    INDEXED = "indexed"
    SKIPPED = "skipped"  # left out by a rule; `reason` names it
    FAILED = "failed"  # should have been indexed; `detail` says what went wrong


class Span(Struct, frozen=True):
    start_byte: int
    end_byte: int
    start_line: int
    end_line: int


def symbol_path(container: str, name: str) -> str:
    """Of a symbol or a scope inside the container, "" at the top."""
    return f"{container}.{name}" if container else name


class Symbol(Struct, frozen=True):
    kind: SymbolKind
    name: str
    container: str  # symbol path of the enclosing symbol, "" at the top
    signature: str  # one line, white space folded, without the body
    docstring: str  # comment markers and quotes removed, common indent removed
    span: Span  # of the whole definition, decorators and attributes included, leading comments not
    name_line: int
    name_column: int

    @property
    def path(self) -> str:
        return symbol_path(self.container, self.name)


class Import(Struct, frozen=True):
    module: str  # as written, leading dots included: "..pkg.mod", "./util", "crate::a", "<stdio.h>"
    name: str  # the imported name, "" for the module itself, "*" for all
    alias: str  # "" when not renamed
    line: int


class Role(StrEnum):
    """What a use does with the name."""

    CALL = "call"
    BASE = "base"  # a class inherits from it
    READ = "read"  # all else


class Use(Struct, frozen=True):
    """A place where a name is used that a symbol may have. Expressions are chains, see `parse.expressions`."""

    name: str  # the last identifier: "request"
    receiver: str  # the chain before it, "" for a plain name: "self.session"
    scope: str  # symbol path of the enclosing symbol, "" at module level
    role: Role
    local: bool  # the receiver begins with a variable or parameter of a function
    line: int
    column: int


class Binding(Struct, frozen=True, array_like=True):
    """What a variable, parameter, attribute or call is, as far as the source says so."""

    scope: str  # symbol path of the function or class that binds it, "" at module level
    name: str  # "()" for what a function returns
    value: str  # a chain; "?" for another value that is bound there, too
    within: str  # the symbol path at which the value is to be read


NamedUses = tuple[str, bytes]  # a name and its uses in one file, packed


class TagRole(StrEnum):
    MARK = "mark"  # <!--TAG:name-->
    UNIQUE = "unique"  # <!--TAG:name!-->: a mark that says to be the only one
    REFERENCE = "reference"  # TAG:name, anywhere


class Tag(Struct, frozen=True):
    name: str
    line: int
    column: int  # of the name, UTF-8 bytes
    role: TagRole


class Chunk(Struct, frozen=True):
    """The unit of retrieval: at most 60 lines. Chunks of a file do not overlap and follow its order.

    `description` is what the chunk is about (path words, container, signature, docstring), `text` is its source.
    `description_hash` and `code_hash` (see `tokens.text_hash`) key their vectors in the shared cache.
    """

    kind: ChunkKind
    symbol: str  # symbol path, "" where there is none
    symbol_kind: SymbolKind | None
    heading: str  # heading path of a document, "Install > From source", else ""
    signature: str
    span: Span
    text: str
    description: str
    description_hash: str
    code_hash: str


class Problem(Struct, frozen=True):
    """Something that went wrong with one file while the rest went on."""

    path: str
    what: str


class ChunkVectors(Struct, frozen=True):
    """The quantised vectors of a file's chunks: (chunks, 2, dimensions) int8, each description before its code."""

    model_id: str
    dimensions: int
    rows: bytes


class ParsedFile(Struct, frozen=True):
    path: str
    language: str  # a name of `parse.languages`, "text" where unknown
    text: str
    content_hash: str
    chunks: tuple[Chunk, ...]
    symbols: tuple[Symbol, ...]
    imports: tuple[Import, ...]
    uses: tuple[NamedUses, ...]  # packed by name, see `packed`
    bindings: str  # packed
    tags: tuple[Tag, ...]
    problems: tuple[Problem, ...] = ()
    docstring: str = ""  # of the file as a whole
    vectors: ChunkVectors | None = None  # where whoever parsed it made them, too


class FileRecord(Struct, frozen=True):
    """What is known of one path that the scan met, indexed or not."""

    path: str
    state: FileState
    reason: str  # "" when indexed, else a word of `files.scan.SkipReason`, or "parse", "read"
    detail: str  # a sentence for people, "" when indexed without problems
    language: str
    size: int  # bytes on disk
    changed_ns: int  # the later of modification and status-change time, see files.stamp
    content_hash: str  # of the decoded text; "" unless indexed
    encoding: str  # "utf-8", "utf-8-sig", "utf-16-le", "utf-16-be", "latin-1"; "" unless indexed
    lines: int
    chunks: int


class Candidate(Struct, frozen=True):
    """A file that the scan would index, before it is read."""

    path: str
    size: int
    changed_ns: int


class Skipped(Struct, frozen=True):
    path: str
    reason: str
    detail: str
    size: int = 0
    changed_ns: int = 0


class SourceText(Struct, frozen=True):
    """A file's text, decoded; `\\r\\n` and `\\r` are kept as they are. `content_hash` is of the decoded text."""

    path: str
    text: str
    encoding: str
    content_hash: str
    size: int
    changed_ns: int
