"""The table of languages: names, extensions, file names, `#!` lines, and `.h`."""

from __future__ import annotations

import pytest
from nss_index.parse.languages import LANGUAGES, language_of


@pytest.mark.parametrize(
    ("path", "head", "language"),
    [
        ("a/b.py", "", "python"),
        ("types.d.ts", "", "typescript"),
        ("View.TSX", "", "tsx"),
        ("x.mjs", "", "javascript"),
        ("README", "", "text"),
        ("README.rst", "", "rst"),
        ("sub/Makefile", "", "make"),
        ("Dockerfile.dev", "", "dockerfile"),
        ("build.gradle.kts", "", "kotlin"),
        ("a.cs", "", "c-sharp"),
        ("unknown.qqq", "", "text"),
        ("bin/tool", "#!/usr/bin/env python3\n", "python"),
        ("bin/tool", "#!/usr/bin/env -S FOO=1 node --no-warnings\n", "javascript"),
        ("bin/tool", "#!/bin/sh -e\n", "bash"),
        ("bin/tool", "#!/usr/bin/python3.12\n", "python"),
        ("bin/tool", "#!/opt/unknown\n", "text"),
        ("tool.py", "#!/bin/sh\n", "python"),
        ("a.h", "#include <stdio.h>\nstruct a { int class_; };\n", "c"),
        ("a.h", "#pragma once\n#include <vector>\n", "cpp"),
        ("a.h", "namespace a {\n", "cpp"),
        ("a.h", "", "c"),
        (".gitignore", "", "gitignore"),
        ("weird/", "", "text"),
        ("", "", "text"),
    ],
)
def test_language_of(path: str, head: str, language: str) -> None:
    assert language_of(path, head) == language


def test_every_extension_belongs_to_one_language() -> None:
    extensions = [extension for language in LANGUAGES.values() for extension in language.extensions]
    assert len(extensions) == len(set(extensions))
    assert all(extension.startswith(".") and extension == extension.lower() for extension in extensions)
