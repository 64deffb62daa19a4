"""Fails when the documents promise what is not there: linked files and headings, `nss` commands, flags, make targets.

Knows Markdown only as far as links, headings, code spans and fences go.
"""

from __future__ import annotations

import functools
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = ("*.md", "docs/**/*.md", "clients/*/*.md", "bench/*.md")
PLANS = frozenset({"ARCHITECTURE.md"})  # also names commands that are doors not yet opened
NSS = Path(sys.executable).parent / "nss"

_FENCE = re.compile(r"^(```|~~~)(\w*)[^\n]*\n(.*?)^\1", re.MULTILINE | re.DOTALL)
_SPAN = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"\[[^\]]*\]\(<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\)")
_HEADING = re.compile(r"^#+\s+(.+?)\s*$", re.MULTILINE)
_FLAG = re.compile(r"--?[a-z][a-z-]*")
_WORD = re.compile(r"[a-z][a-z-]*")
_SHELL = frozenset({"", "sh", "bash", "console", "shell"})


def main() -> int:
    documents = sorted({path for pattern in DOCUMENTS for path in ROOT.glob(pattern)})
    problems: list[str] = []
    for document in documents:
        text = document.read_text()
        name = document.relative_to(ROOT)
        found = [*broken_links(document, text)]
        if document.name not in PLANS:
            found += broken_commands(text)
        problems += [f"{name}: {problem}" for problem in found]
    sys.stderr.write("".join(f"{problem}\n" for problem in problems))
    return 1 if problems else 0


def broken_links(document: Path, text: str) -> Iterator[str]:
    for target in _LINK.findall(_FENCE.sub("", text)):
        if "://" in target or target.startswith("mailto:"):
            continue
        place, _, heading = target.partition("#")
        linked = (document.parent / place) if place else document
        if not linked.exists():
            yield f"the link {target} leads nowhere"
        elif heading and linked.suffix == ".md" and heading not in anchors(linked.read_text()):
            yield f"the link {target} names a heading that is not there"


def anchors(text: str) -> set[str]:
    """The anchors that GitHub gives to headings."""
    titles = (re.sub(r"[`*]", "", title).lower() for title in _HEADING.findall(_FENCE.sub("", text)))
    return {re.sub(r"[^\w\- ]", "", title).replace(" ", "-") for title in titles}


def broken_commands(text: str) -> Iterator[str]:
    for line in command_lines(text):
        try:
            words = shlex.split(line, comments=True)
        except ValueError:
            yield f"`{line}` is not a shell command"
            continue
        if words[:1] == ["make"]:
            yield from (f"`{line}`: there is no make target {word}" for word in unknown_targets(words[1:]))
        elif words[:1] == ["nss"] and len(words) > 1:
            yield from unknown_parts(line, words[1:])


def command_lines(text: str) -> Iterator[str]:
    """Each line of a shell fence and each code span that starts like one of our commands."""
    for _, language, body in _FENCE.findall(text):
        if language in _SHELL:
            for line in body.replace("\\\n", " ").splitlines():
                command = line.strip().removeprefix("$ ")
                if command.startswith(("nss ", "make ")):
                    yield command
    yield from (span for span in _SPAN.findall(_FENCE.sub("", text)) if span.startswith(("nss ", "make ")))


def unknown_targets(words: list[str]) -> list[str]:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    return [word for word in words if _WORD.fullmatch(word) and word not in targets]


def unknown_parts(line: str, words: list[str]) -> Iterator[str]:
    """Asks the program itself: its help for the command must come, and must name each flag."""
    # "host start|stop|status" stands for three commands; a pipe into another program ends the command.
    words = words[: words.index("|")] if "|" in words else words
    path: list[str] = []
    for word in words:
        if not _WORD.fullmatch(word.split("|")[0]) or len(path) == 2:
            break
        path.append(word)
    for last in path[-1].split("|") if path else [""]:
        shown = help_of((*path[:-1], last) if last else ())
        if shown is None and len(path) == 2:
            shown = help_of((path[0],))  # the second word was an argument
        if shown is None:
            yield f"`{line}`: there is no command nss {' '.join(path)}"
            return
        for word in words:
            flag = word.partition("=")[0]
            if _FLAG.fullmatch(flag) and not re.search(rf"(?<![\w-]){re.escape(flag)}(?![\w-])", shown):
                yield f"`{line}`: there is no flag {flag}"


@functools.cache
def help_of(path: tuple[str, ...]) -> str | None:
    answer = subprocess.run([NSS, *path, "--help"], capture_output=True, text=True, check=False, timeout=60)
    return answer.stdout if answer.returncode == 0 else None


if __name__ == "__main__":
    sys.exit(main())
