"""Every rule by which an #include of C or C++ finds a file."""

from __future__ import annotations

import json

from tests.index.graph.edges import check_edges, check_outside


def test_quoted_names_stand_beside_the_file() -> None:
    text = """
#- src/main.c
#include "util.h"
#include "../lib/deep.h"
#include "./gone.h"
#include <util.h>
#include <stdio.h>
#- src/util.h
#- lib/deep.h
"""
    check_edges(text, "src/main.c:1 src/util.h", "src/main.c:2 lib/deep.h", "src/main.c:4 src/util.h likely")
    check_outside(text, "src/main.c:3 ./gone.h missing", "src/main.c:5 <stdio.h>")


def test_the_system_keeps_its_names_unless_the_build_says_otherwise() -> None:
    check_edges("#- a.c\n#include <string.h>\n#include <sys/types.h>\n#- include/string.h\n#- include/sys/types.h\n")
    check_edges(
        "#- Makefile\nCFLAGS += -Iinclude\n#- a.c\n#include <string.h>\n#- include/string.h\n", "a.c:1 include/string.h"
    )


def test_folders_that_the_build_names() -> None:
    sources = """
#- src/main.cpp
#include <api/a.hpp>
#include "b.h"
#- include/api/a.hpp
#- third/b/inc/b.h
"""
    edges = ("src/main.cpp:1 include/api/a.hpp", "src/main.cpp:2 third/b/inc/b.h")
    check_edges(
        "#- CMakeLists.txt\ninclude_directories(SYSTEM ${PROJECT_SOURCE_DIR}/include)\n"
        "target_include_directories(app PUBLIC $<BUILD_INTERFACE:${CMAKE_CURRENT_SOURCE_DIR}/third/b/inc>)\n" + sources,
        *edges,
    )
    check_edges("#- Makefile\nCFLAGS += -O2 -Iinclude -I $(srcdir)/third/b/inc\n" + sources, *edges)
    check_edges("#- meson.build\ninc = include_directories('include', 'third/b/inc')\n" + sources, *edges)
    check_edges("#- binding.gyp\n{'targets': [{'include_dirs': ['include', 'third/b/inc']}]}\n" + sources, *edges)
    check_edges("#- compile_flags.txt\n-Iinclude\n-isystem\nthird/b/inc\n" + sources, *edges)
    database = json.dumps([{"command": "cc -Iinclude -Ithird/b/inc -c src/main.cpp"}, {"arguments": ["cc"]}, 3])
    check_edges(f"#- compile_commands.json\n{database}\n" + sources, *edges)


def test_a_build_speaks_for_the_files_below_it() -> None:
    check_edges(
        """
#- one/Makefile
CFLAGS = -Iinc
#- one/src/a.c
#include <x.h>
#- one/inc/x.h
#- two/src/b.c
#include <x.h>
#- two/inc/x.h
""",
        "one/src/a.c:1 one/inc/x.h",
        "two/src/b.c:1 two/inc/x.h likely",
    )


def test_what_fits_by_its_end_alone_is_likely_or_possible() -> None:
    check_edges(
        """
#- app/a.cc
#include "proto/x.h"
#include "y.h"
#- vendor/deep/proto/x.h
#- v1/y.h
#- v2/y.h
""",
        "app/a.cc:1 vendor/deep/proto/x.h likely",
        "app/a.cc:2 v1/y.h possible",
        "app/a.cc:2 v2/y.h possible",
    )


def test_two_folders_of_the_build_that_both_have_it() -> None:
    check_edges(
        "#- Makefile\nCFLAGS = -Ione -Itwo\n#- a.c\n#include <x.h>\n#- one/x.h\n#- two/x.h\n",
        "a.c:1 one/x.h possible",
        "a.c:1 two/x.h possible",
    )
