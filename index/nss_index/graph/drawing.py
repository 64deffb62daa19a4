"""Pictures of a graph: Mermaid, Graphviz DOT, node-link JSON, and a page that is its own viewer.

Beyond a number of nodes, folders stand for the files in them: a picture of thousands of nodes shows nothing. The page
holds all that it needs (Cytoscape.js, MIT, which the set-up puts beside it) and may not use the network.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from importlib import resources

from nss_index.errors import BadInput
from nss_index.graph.edges import Confidence, EdgeKind

_SURE = tuple(Confidence)


@dataclass(frozen=True, slots=True)
class Arrow:
    """All edges from one node to another."""

    source: str
    target: str
    kinds: tuple[EdgeKind, ...]
    confidence: Confidence  # of the surest edge
    count: int


@dataclass(frozen=True, slots=True)
class Drawing:
    nodes: tuple[str, ...]  # paths of files, or of folders with a `/` behind them
    arrows: tuple[Arrow, ...]  # by source and target


Drawable = tuple[str, str, EdgeKind, Confidence]
"""(source, target, kind, confidence) of an edge."""


def drawing_of(files: Collection[str], edges: Iterable[Drawable], most: int) -> Drawing:
    """At most `most` nodes where folders help, else as few as there are at the top."""
    edges = list(edges)
    ends = {end for source, target, _, _ in edges for end in (source, target)}
    paths = sorted({*files, *ends})
    name = _folded(paths, most)
    found: dict[tuple[str, str], list[tuple[EdgeKind, Confidence]]] = defaultdict(list)
    for source, target, kind, confidence in edges:
        if name[source] != name[target]:
            found[name[source], name[target]].append((kind, confidence))
    arrows = tuple(
        Arrow(
            *pair,
            kinds=tuple(sorted({kind for kind, _ in several})),
            confidence=min((confidence for _, confidence in several), key=_SURE.index),
            count=len(several),
        )
        for pair, several in sorted(found.items())
    )
    return Drawing(tuple(sorted(set(name.values()))), arrows)


def _folded(paths: Sequence[str], most: int) -> dict[str, str]:
    """What stands for each path: itself, or the folder above it at the greatest depth that keeps to `most` nodes."""
    names = {path: path for path in paths}
    depth = max((path.count("/") for path in paths), default=0)
    while depth > 0 and len(set(names.values())) > most:
        names = {path: _above(path, depth) for path in paths}
        depth -= 1
    return names


def _above(path: str, depth: int) -> str:
    parts = path.split("/")
    return path if len(parts) <= depth else "/".join(parts[:depth]) + "/"


def mermaid(drawing: Drawing) -> str:
    """Source: Mermaid's documents, "Flowcharts - Basic Syntax"; marks in labels are written as entity codes."""
    number = {node: f"n{index}" for index, node in enumerate(drawing.nodes)}
    lines = ["flowchart LR"]
    lines += [f'  {number[node]}["{_entities(node)}"]' for node in drawing.nodes]
    for arrow in drawing.arrows:
        line = "-->" if arrow.confidence is Confidence.CERTAIN else "-.->"
        told = _told(arrow)
        lines.append(f"  {number[arrow.source]} {line}{f'|{told}|' if told else ''} {number[arrow.target]}")
    return "\n".join(lines) + "\n"


def dot(drawing: Drawing) -> str:
    """Source: Graphviz' documents, "DOT Language"."""
    lines = ["digraph dependencies {", "  rankdir=LR;", "  node [shape=box];"]
    lines += [f"  {_quoted(node)};" for node in drawing.nodes]
    for arrow in drawing.arrows:
        marks = [f"label={_quoted(told)}"] if (told := _told(arrow)) else []
        marks += ["style=dashed"] if arrow.confidence is not Confidence.CERTAIN else []
        more = f" [{', '.join(marks)}]" if marks else ""
        lines.append(f"  {_quoted(arrow.source)} -> {_quoted(arrow.target)}{more};")
    return "\n".join([*lines, "}"]) + "\n"


def node_link(drawing: Drawing) -> str:
    """A JSON object with `nodes` and `edges`, as networkx and D3 read it."""
    return json.dumps(
        {
            "nodes": [{"id": node} for node in drawing.nodes],
            "edges": [
                {
                    "source": arrow.source,
                    "target": arrow.target,
                    "kinds": arrow.kinds,
                    "confidence": arrow.confidence,
                    "count": arrow.count,
                }
                for arrow in drawing.arrows
            ],
        },
        ensure_ascii=False,
    )


def page(drawing: Drawing, title: str) -> str:
    """A page of HTML that needs nothing else. Raises BadInput where the viewer is not installed."""
    viewer = resources.files("nss_index.graph").joinpath("viewer")
    library = viewer.joinpath("cytoscape.min.js")
    if not library.is_file():
        raise BadInput(
            "the page needs its viewer, Cytoscape.js, which is not installed here",
            todo="in a checkout, `scripts/setup.sh run` fetches it; --format mermaid and dot need nothing",
        )
    template = viewer.joinpath("page.html").read_text("utf-8")
    for place, text in (
        ("{{title}}", _entities(title)),
        ("{{graph}}", node_link(drawing).replace("<", "\\u003c")),
        ("{{library}}", library.read_text("utf-8").replace("</script", "<\\/script")),
    ):
        template = template.replace(place, text)
    return template


def _told(arrow: Arrow) -> str:
    """What a label says; nothing of plain imports."""
    return "" if arrow.kinds == (EdgeKind.IMPORT,) else ", ".join(arrow.kinds)


def _entities(text: str) -> str:
    return text.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;").replace(">", "&gt;")


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
