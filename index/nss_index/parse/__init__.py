"""From text to chunks, symbols, imports, calls and tags. What may be used from outside:

    parser.parse_text(path, text, seconds=None) -> ParsedFile       one file, in this process, never raises
    pool.ParserPool(workers, seconds).parse_many(items)             many files in worker processes
    languages.language_of(path, head="") -> str                     the language's name, "text" where unknown
    languages.LANGUAGES                                             the table of languages, by name
    describe.describe(path, ...) -> str                             the text behind a chunk's description vector

The rooms behind it, in the order of the data: `source` (bytes and lines) → `grammar` (tree and query matches) →
`extract` (definitions, imports, calls) → `symbols` (nested) → `chunks` with `packing` (which lines) → `describe`.
Importing this package imports none of them, and no grammar.

Lines end at `\\n`. A Markdown section's container and a chunk's heading join headings by " > "; the chunk of a section
has a heading and no symbol. A chunk holds at most 60 lines and 2,400 bytes of UTF-8, or one line of up to 8,000 bytes;
a longer line is cut into several chunks of the same line.
"""
