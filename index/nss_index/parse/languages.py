"""The one table of languages: how a file is recognised, which grammar reads it, and its small habits as data.

Knows names, extensions, comment marks and grammar wheels. Does not know how a tree is walked (`extract`) nor what a
chunk is (`chunks`). A language with a grammar is *complete*: its symbols, imports, uses and chunk bounds are proved by
a golden file. TypeScript and its JSX dialect are two rows, because they are two grammars; so are OCaml
and its interfaces.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from msgspec import Struct

from nss_index.parse.by_lines import BY_LINES, TEXT

if TYPE_CHECKING:
    from collections.abc import Mapping


class Language(Struct, frozen=True):
    """One row. Extensions are lower case with the dot; `grammar` is "module:function", "" for a language by lines."""

    name: str
    extensions: tuple[str, ...]
    filenames: tuple[str, ...] = ()  # lower case
    interpreters: tuple[str, ...] = ()  # of a `#!` line
    grammar: str = ""
    queries: tuple[str, ...] = ()  # files in `queries/`, without the suffix; the language's own name when empty
    uses: tuple[str, ...] = ()  # files in `queries/` for `uses`; without one only calls are known, and
    types: tuple[str, ...] = ()  # where types are named, by these files
    qualifier: str = ""  # joins container and name inside one definition's name: `Foo::bar`
    constructors: tuple[str, ...] = ()  # method names that construct
    constructor_is_class: bool = False  # a method named as its class constructs
    constants_by_case: bool = False  # an ALL_CAPS variable is a constant
    comment_docs: bool = True  # the comment block right above a definition is its documentation
    sigil: str = ""  # an expression for what stands before a name and is no part of it: `$script:rate`
    indented: tuple[str, ...] = ()  # bodies whose last comments belong to what follows: the grammar cannot tell
    export_objects: tuple[str, ...] = ()  # receivers of `exports.name = …` that are not containers

    @property
    def complete(self) -> bool:
        return bool(self.grammar)

    @property
    def query_files(self) -> tuple[str, ...]:
        return self.queries or (self.name,)


_EXPORTS = ("exports", "module.exports", "module", "this", "self", "window", "globalThis")

COMPLETE: tuple[Language, ...] = (
    Language(
        "python",
        (".py", ".pyi", ".pyw"),
        ("sconstruct", "sconscript", "wscript"),
        ("python", "python2", "python3", "pypy", "pypy3", "uv"),
        grammar="tree_sitter_python:language",
        uses=("python_uses",),
        constructors=("__init__",),
        constants_by_case=True,
        comment_docs=False,
    ),
    Language(
        "javascript",
        (".js", ".jsx", ".mjs", ".cjs"),
        interpreters=("node", "nodejs", "bun"),
        grammar="tree_sitter_javascript:language",
        queries=("ecmascript", "javascript"),
        uses=("ecmascript_uses", "javascript_uses", "jsx_uses"),
        constructors=("constructor",),
        export_objects=_EXPORTS,
    ),
    Language(
        "typescript",
        (".ts", ".mts", ".cts"),
        interpreters=("ts-node", "tsx", "deno"),
        grammar="tree_sitter_typescript:language_typescript",
        queries=("ecmascript", "typescript"),
        uses=("ecmascript_uses", "typescript_uses"),
        qualifier=".",
        constructors=("constructor",),
        export_objects=_EXPORTS,
    ),
    Language(
        "tsx",
        (".tsx",),
        grammar="tree_sitter_typescript:language_tsx",
        queries=("ecmascript", "typescript"),
        uses=("ecmascript_uses", "typescript_uses", "jsx_uses"),
        qualifier=".",
        constructors=("constructor",),
        export_objects=_EXPORTS,
    ),
    Language("go", (".go",), grammar="tree_sitter_go:language", types=("go_types",)),
    Language("rust", (".rs",), grammar="tree_sitter_rust:language", types=("rust_types",)),
    Language("java", (".java",), grammar="tree_sitter_java:language", types=("java_types",)),
    Language("c", (".c",), grammar="tree_sitter_c:language", types=("c_types",)),
    Language(
        "cpp",
        (".cpp", ".cc", ".cxx", ".c++", ".hpp", ".hh", ".hxx", ".h++", ".ipp", ".tpp", ".inl", ".cppm", ".ixx", ".cu"),
        grammar="tree_sitter_cpp:language",
        queries=("cpp", "c"),
        types=("cpp_types", "c_types"),
        qualifier="::",
        constructor_is_class=True,
    ),
    Language(
        "bash",
        (".sh", ".bash", ".zsh", ".ksh", ".bats"),
        (".bashrc", ".bash_profile", ".profile", ".zshrc", ".bash_aliases", "pkgbuild"),
        ("sh", "bash", "zsh", "dash", "ksh"),
        grammar="tree_sitter_bash:language",
    ),
    Language("haskell", (".hs",), interpreters=("runhaskell",), grammar="tree_sitter_haskell:language"),
    Language("zig", (".zig", ".zon"), grammar="tree_sitter_zig:language"),
    Language(
        "ocaml",
        (".ml",),
        interpreters=("ocaml",),
        grammar="tree_sitter_ocaml:language_ocaml",
        queries=("ocaml", "ocaml_values"),
    ),
    Language("ocaml-interface", (".mli",), grammar="tree_sitter_ocaml:language_ocaml_interface", queries=("ocaml",)),
    Language(
        "ruby",
        (".rb", ".rake", ".gemspec", ".ru"),
        ("rakefile", "gemfile", "vagrantfile", "podfile", "brewfile"),
        ("ruby", "jruby"),
        grammar="tree_sitter_ruby:language",
        types=("ruby_types",),
        qualifier="::",
        constructors=("initialize",),
        export_objects=("self",),
    ),
    Language(
        "lua",
        (".lua",),
        interpreters=("lua", "luajit"),
        grammar="tree_sitter_lua:language",
    ),
    Language(
        "php",
        (".php", ".phtml"),
        interpreters=("php",),
        grammar="tree_sitter_php:language_php",
        types=("php_types",),
        qualifier="\\",
        constructors=("__construct",),
    ),
    Language(
        "elixir",
        (".ex", ".exs", ".heex"),
        ("mix.lock",),
        ("elixir",),
        grammar="tree_sitter_elixir:language",
        qualifier=".",
    ),
    Language("c-sharp", (".cs", ".csx"), grammar="tree_sitter_c_sharp:language", qualifier="."),
    Language(
        "kotlin",
        (".kt", ".kts"),
        interpreters=("kotlin",),
        grammar="tree_sitter_kotlin:language",
        constants_by_case=True,
    ),
    Language("swift", (".swift",), interpreters=("swift",), grammar="tree_sitter_swift:language"),
    Language(
        "scala",
        (".scala", ".sc", ".sbt"),
        interpreters=("scala",),
        grammar="tree_sitter_scala:language",
        constructors=("this",),
        constants_by_case=True,
        indented=("template_body", "with_template_body", "enum_body", "indented_block", "indented_cases"),
    ),
    Language(
        "markdown", (".md", ".markdown", ".mdx", ".mkd"), grammar="tree_sitter_markdown:language", comment_docs=False
    ),
    Language(
        "julia",
        (".jl",),
        interpreters=("julia",),
        grammar="tree_sitter_julia:language",
        constructor_is_class=True,
    ),
    Language(
        "powershell",
        (".ps1", ".psm1", ".psd1"),
        interpreters=("pwsh",),
        grammar="tree_sitter_powershell:language",
        constructor_is_class=True,
        sigil=r"\$(?:\w+:)?|(?:global|script|local|private):",
    ),
    Language("objective-c", (".m", ".mm"), grammar="tree_sitter_objc:language", queries=("objective-c", "c")),
    Language(
        "dart",
        (".dart",),
        interpreters=("dart",),
        grammar="tree_sitter_dart:language",
        constructor_is_class=True,
    ),
)

LANGUAGES: Mapping[str, Language] = {
    language.name: language
    for language in (
        *COMPLETE,
        *(
            Language(name, tuple(extensions.split()), tuple(files.split()), tuple(interpreters.split()))
            for name, extensions, files, interpreters in BY_LINES
        ),
    )
}

# C++ in a header named `.h`. Siblings are not looked at: the answer depends on the path and the text alone.
_CPP_HEADER = re.compile(
    r"^[ \t]*(?:class\s+\w|namespace\b|template\s*<|using\s+\w|public\s*:|private\s*:|protected\s*:"
    r"|#\s*include\s*<(?:c?[a-z_]+)>|enum\s+class\b|constexpr\b)|\bstd::|\boperator\s*[=+\-*<>(\[]",
    re.MULTILINE,
)
_SHEBANG = re.compile(r"#!\s*(?:\S*/)?env(?:\s+-\S+|\s+\w+=\S*)*\s+(\S+)|#!\s*(?:\S*/)?(\S+)")
HEADER_SAMPLE = 20_000  # characters of a `.h` file that are read to tell C++ from C


def language_of(path: str, head: str = "") -> str:
    """The language's name for a path and the beginning of its text; "text" where unknown.

    A file name decides before its extension, the extension before a `#!` line. A `.h` file is C++ where its text says
    so (a class, a template, a namespace, `std::`, a header without suffix) and C otherwise.
    """
    by_extension, by_filename, by_interpreter = _lookup()
    filename = path.rpartition("/")[2].lower()
    if (name := by_filename.get(filename)) is not None:
        return name
    extension = "." + filename.rpartition(".")[2] if "." in filename else ""
    if extension == ".h":
        return "cpp" if _CPP_HEADER.search(head, 0, HEADER_SAMPLE) else "c"
    if (name := by_extension.get(extension)) is not None:
        return name
    if filename.startswith(("dockerfile.", "makefile.")):
        return by_filename[filename.partition(".")[0]]
    if not head.startswith("#!") or (match := _SHEBANG.match(head)) is None:
        return TEXT
    interpreter = (match[1] or match[2]).rpartition("/")[2].lower()
    return by_interpreter.get(interpreter) or by_interpreter.get(interpreter.rstrip("0123456789."), TEXT)


@cache
def _lookup() -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    languages = LANGUAGES.values()
    return (
        {extension: language.name for language in languages for extension in language.extensions},
        {filename: language.name for language in languages for filename in language.filenames},
        {interpreter: language.name for language in languages for interpreter in language.interpreters},
    )
