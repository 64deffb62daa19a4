"""Which files an `#include` of C or C++ means.

Sources: ISO C 6.10.2, GCC's manual ("Search Path"): a quoted name is looked for beside the file, then as one in angle
brackets, in the folders that the build names. A build is not run here: its files are read as text for the folders they
name, and where that tells nothing, an include is likely (one file fits) or possible (several do).
"""

from __future__ import annotations

import json
import posixpath
import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import Any, cast

from nss_index.graph.edges import MISSING, OUTSIDE, Confidence, Resolution
from nss_index.graph.projects import Read, folders_above, inside
from nss_index.model import Import

_SUFFIXES = """
.c .h .cpp .cc .cxx .c++ .hpp .hh .hxx .h++ .ipp .tpp .inl .inc .def .ixx .cppm .cu .cuh .tcc .y .l .S .m .mm
"""


_CMAKE = re.compile(r"\b(?:target_)?include_directories\s*\(([^)]*)\)", re.IGNORECASE)
_VARIABLE = re.compile(r"\$\{(?:CMAKE_CURRENT_SOURCE_DIR|CMAKE_CURRENT_LIST_DIR)\}")
_PROJECT = re.compile(r"\$\{(?:CMAKE|PROJECT|\w+)_SOURCE_DIR\}")
_GENERATOR = re.compile(r"\$<(?:BUILD_INTERFACE|INSTALL_INTERFACE):([^>]*)>")
_FLAG = re.compile(r"(?<![\w-])-(?:I|iquote|isystem)\s*([^\s'\"`,;()]+)")
_MAKE_FOLDER = re.compile(r"\$[({](?:srcdir|top_srcdir|CURDIR|abs_top_srcdir|abs_srcdir|PWD)[)}]/?")
_MESON = re.compile(r"\binclude_directories\s*\(([^)]*)\)")
_GYP = re.compile(r"['\"]include_dirs['\"]\s*:\s*\[([^\]]*)\]")
_WORD = re.compile(r"[^\s'\",]+")

_CONVENTIONAL = ("", "include", "inc", "src", "lib")
"""Where headers stand below a folder of a project that names none."""

_LIBRARY = """
assert complex ctype errno fenv float inttypes iso646 limits locale math setjmp signal stdalign stdarg stdatomic stdbit
stdbool stdckdint stddef stdint stdio stdlib stdnoreturn string tgmath threads time uchar wchar wctype
aio cpio dirent dlfcn endian fcntl fmtmsg fnmatch ftw glob grp iconv langinfo libgen libintl malloc memory monetary
mqueue ndbm netdb nl_types poll pthread pwd regex sched search semaphore spawn strings stropts syslog tar termios trace
ulimit unistd utime utmpx wordexp windows winsock2 ws2tcpip
"""
"""Headers of C (ISO C23, 7), POSIX and Windows: in angle brackets the system's, unless a build's folder has one."""


class IncludedFiles:
    """`paths` are those of the index."""

    def __init__(self, paths: Collection[str], read: Read) -> None:
        self._files = frozenset(path for path in paths if path.endswith(tuple(_SUFFIXES.split())))
        self._library = frozenset(_LIBRARY.split())
        self._named: dict[str, list[str]] = defaultdict(list)
        for path in sorted(self._files):
            self._named[posixpath.basename(path)].append(path)
        self._folders = {""} | {above for path in self._files for above in folders_above(path)}
        self._declared: dict[str, list[str]] = defaultdict(list)  # by the folder whose build names them
        for path in sorted(paths) if self._files else ():
            for folder in _named_by(path, read):
                if folder in self._folders and folder not in self._declared[posixpath.dirname(path)]:
                    self._declared[posixpath.dirname(path)].append(folder)

    def resolve(self, source: str, found: Import) -> Resolution:
        bracketed = found.module.startswith("<")
        name = found.module.strip("<>")
        beside = inside(posixpath.dirname(source), name)
        if not bracketed and beside in self._files:
            return Resolution(((beside, Confidence.CERTAIN),))
        above = [*folders_above(source), ""]
        declared = list(dict.fromkeys(place for folder in above for place in self._below(folder, name)))
        if declared:
            return _resolution(declared, Confidence.CERTAIN)
        if bracketed and (posixpath.splitext(name)[0] in self._library or "." not in name or name.startswith("sys/")):
            return OUTSIDE
        for folder in above:
            for conventional in _CONVENTIONAL:
                place = inside(posixpath.join(folder, conventional), name)
                if place is not None and place in self._files:
                    return Resolution(((place, Confidence.LIKELY),))
        ending = posixpath.normpath(name).lstrip("./")
        fitting = [path for path in self._named.get(posixpath.basename(name), ()) if f"/{path}".endswith(f"/{ending}")]
        if fitting:
            return _resolution(fitting, Confidence.LIKELY)
        return MISSING if name.startswith(("./", "../")) and beside is not None else OUTSIDE

    def _below(self, folder: str, name: str) -> Iterator[str]:
        for declared in self._declared.get(folder, ()):
            place = inside(declared, name)
            if place is not None and place in self._files:
                yield place


def _named_by(path: str, read: Read) -> Iterator[str]:
    """The include folders that a file of a build names, relative to the root."""
    folder, name = posixpath.dirname(path), posixpath.basename(path)
    if name == "CMakeLists.txt" or name.endswith(".cmake"):
        for arguments in _CMAKE.findall(_GENERATOR.sub(r"\1", read(path) or "")):
            for word in _WORD.findall(_VARIABLE.sub(".", arguments)):
                yield from _places(folder, word) if not _PROJECT.search(word) else _projects(folder, word)
    elif name in ("Makefile", "makefile", "GNUmakefile", "Makefile.am", "Makefile.in") or name.endswith(".mk"):
        for word in _FLAG.findall(_MAKE_FOLDER.sub("./", read(path) or "")):
            yield from _places(folder, word)
    elif name == "meson.build":
        for arguments in _MESON.findall(read(path) or ""):
            for word in _WORD.findall(arguments):
                yield from _places(folder, word)
    elif name.endswith((".gyp", ".gypi")):
        for arguments in _GYP.findall(read(path) or ""):
            for word in _WORD.findall(arguments):
                yield from _places(folder, word)
    elif name in ("compile_commands.json", "compile_flags.txt"):
        yield from _commands(folder, read(path) or "")


def _commands(folder: str, text: str) -> Iterator[str]:
    """Of a compilation database (clang's format). Folders of another machine's checkout end with one of ours."""
    try:
        entries = cast("list[object]", json.loads(text)) if text.lstrip().startswith("[") else [{"command": text}]
    except (ValueError, RecursionError):
        return
    seen: set[str] = set()
    for entry in entries:
        fields = cast("dict[str, Any]", entry) if isinstance(entry, dict) else {}
        arguments = fields.get("arguments")
        words = cast("list[object]", arguments) if isinstance(arguments, list) else [fields.get("command", "")]
        for word in _FLAG.findall(" ".join(str(each) for each in words)):
            if word not in seen:
                seen.add(word)
                yield from _places(folder, word)


def _places(folder: str, word: str) -> Iterator[str]:
    place = inside(folder, word)
    if place is not None and "$" not in word:
        yield place


def _projects(folder: str, word: str) -> Iterator[str]:
    """Of `${PROJECT_SOURCE_DIR}/include`: the project is this folder or one above it."""
    below = _PROJECT.sub(".", word)
    for above in dict.fromkeys((folder, *folders_above(folder), "")):
        yield from _places(above, below)


def _resolution(places: list[str], sure: Confidence) -> Resolution:
    confidence = sure if len(places) == 1 else Confidence.POSSIBLE
    return Resolution(tuple((place, confidence) for place in places))
