"""Graphs that nobody draws by hand: answered all the same, and before long (the limit is against a hang)."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from nss_index.graph import queries
from nss_index.indexer import build
from nss_index.overlay import EMPTY_OVERLAY

from tests.index.library.indexes import IN_PROCESS, indexed

RING = 1_000
LINES = 50_000


@pytest.mark.timeout(120)
def test_a_ring_of_a_thousand_modules_and_fifty_thousand_edges_of_one_file(tmp_path: Path) -> None:
    ring = "".join(
        f"#- m{one}.py\nimport m{(one + 1) % RING}\ndef f(): m{(one + 1) % RING}.f()\n" for one in range(RING)
    )
    many = "".join(f"import m{line % RING}\n" for line in range(LINES))
    with indexed(tmp_path, f"{ring}#- many.py\n{many}") as index:
        graph = index.dependencies()
        assert len(graph.edges) == RING + LINES
        assert queries.cycles(graph) == [sorted(f"m{one}.py" for one in range(RING))]
        assert [len(level) for level in queries.layers(graph)] == [RING, 1]
        reached = queries.reach(graph, ["m0.py"], queries.Direction.DEPENDENCIES)
        assert (len(reached), reached[-1].path, reached[-1].depth) == (RING - 1, f"m{RING - 1}.py", RING - 1)
        assert len(queries.path_between(graph, "m1.py", "m0.py") or ()) == RING - 1
        assert len(graph.needs["many.py"]) == LINES
        assert len(graph.needed_by["m7.py"]) == LINES // RING + 1
        overlay = EMPTY_OVERLAY.with_document("many.py", "import m7\n", 2)
        assert len(index.dependencies(overlay).edges) == RING + 1
        with index.program() as program:
            assert [edge.source for edge in program.references("m5.py", "f")] == ["m4.py"]


def test_names_that_are_no_text_and_files_that_are_no_program(tmp_path: Path) -> None:
    (tmp_path / "fine.py").write_text("import broken, gone\n")
    (tmp_path / "broken.py").write_text("import fine\ndef f(:\n    import fine as again\n((((\n")
    with open(os.fsencode(tmp_path) + b"/\xff\xfe.py", "wb") as file:
        file.write(b"import fine\n")
    build(tmp_path, IN_PROCESS)
    with indexed(tmp_path, "") as index:
        graph = index.dependencies()
    ends = {(edge.source, edge.target, edge.line) for edge in graph.edges}
    assert {("fine.py", "broken.py", 1), ("broken.py", "fine.py", 1)} <= ends
    assert [one.module for one in graph.outside] == ["gone"]
    assert all(path.isprintable() for path in graph.files)
