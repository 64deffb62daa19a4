"""Pictures of a graph: what is folded, and that no path breaks a format."""

from __future__ import annotations

import json

import pytest
from nss_index.graph.drawing import Drawing, dot, drawing_of, mermaid, node_link, page
from nss_index.graph.edges import Confidence, EdgeKind

AWKWARD = 'a"b\\<i>&.py'


def drawn(*pairs: str, most: int = 100) -> Drawing:
    ends = [pair.split(">") for pair in pairs]
    return drawing_of((), [(source, target, EdgeKind.IMPORT, Confidence.CERTAIN) for source, target in ends], most)


def test_folders_stand_for_files_beyond_the_limit() -> None:
    pairs = ("a/x/1.py>a/y/2.py", "a/x/3.py>b/4.py", "c.py>a/x/1.py")
    assert len(drawn(*pairs).nodes) == 5
    folded = drawn(*pairs, most=4)
    assert folded.nodes == ("a/x/", "a/y/", "b/4.py", "c.py")
    assert drawn(*pairs, most=1).nodes == ("a/", "b/", "c.py")
    assert [(one.source, one.target, one.count) for one in drawn(*pairs, most=3).arrows] == [
        ("a/", "b/", 1),
        ("c.py", "a/", 1),
    ]


def test_an_arrow_is_all_edges_between_two_nodes() -> None:
    (arrow,) = drawing_of(
        (),
        [
            ("a", "b", EdgeKind.IMPORT, Confidence.LIKELY),
            ("a", "b", EdgeKind.CALL, Confidence.CERTAIN),
            ("a", "b", EdgeKind.CALL, Confidence.POSSIBLE),
        ],
        9,
    ).arrows
    assert (arrow.kinds, arrow.confidence, arrow.count) == ((EdgeKind.CALL, EdgeKind.IMPORT), Confidence.CERTAIN, 3)


def test_sure_and_unsure_arrows_look_different() -> None:
    unsure = drawing_of((), [("a", "b", EdgeKind.IMPORT, Confidence.POSSIBLE)], 9)
    assert "n0 -.-> n1" in mermaid(unsure) and "style=dashed" in dot(unsure)
    assert "n0 --> n1" in mermaid(drawn("a>b")) and "dashed" not in dot(drawn("a>b"))


def test_no_path_breaks_a_format() -> None:
    awkward = drawing_of((), [(AWKWARD, "</script><b>", EdgeKind.CALL, Confidence.CERTAIN)], 9)
    assert 'n1["a&quot;b\\&lt;i&gt;&amp;.py"]' in mermaid(awkward)
    assert '"a\\"b\\\\<i>&.py" -> "</script><b>" [label="call"];' in dot(awkward)
    assert json.loads(node_link(awkward))["nodes"][1] == {"id": AWKWARD}
    shown = page(awkward, "<title>")
    assert "</script><b>" not in shown and "&lt;title&gt;" in shown


@pytest.mark.parametrize("most", [1, 50])
def test_an_empty_graph_is_drawn_empty(most: int) -> None:
    assert drawn(most=most) == Drawing((), ())
    assert mermaid(drawn()) == "flowchart LR\n"
