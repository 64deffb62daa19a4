"""Cheap vectors come with the text: nothing is pending, nothing is cached, and another model makes all of them anew."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from nss_index.answers import SearchMode
from nss_index.embed.static import DEFAULT_MODEL
from nss_index.errors import BadInput, ModelUnavailable, NssError
from nss_index.index import Index
from nss_index.indexer import Indexer, IndexOptions, build, parser_processes
from nss_index.indexer.made import made_with_text, parse_function
from nss_index.parse.pool import PARSE
from nss_index.paths import index_paths
from nss_index.ports import never

from tests.index.library.indexes import ask, rebuilt, whole
from tests.support.workspace_text import write_workspace

TREE = """
#- shapes.py
def area(side):
    return side * side
#- empty.py
#- notes.md
# Notes

The area of a square.
"""


def _silent(progress: object) -> None:
    del progress


@pytest.mark.parametrize("workers", [0, 2])
def test_text_and_vectors_are_one_transaction(tmp_path: Path, workers: int) -> None:
    write_workspace(tmp_path, TREE)
    with Indexer.open(tmp_path, IndexOptions(workers=workers)) as indexer:
        indexer.reconcile(_silent, never)
        with Index.open(tmp_path) as index:
            status = index.status()
        assert (status.chunks > 0, status.pending_vectors) == (True, 0)
        assert indexer.fill_vectors(_silent, never) == 0
        (tmp_path / "shapes.py").write_text("def area(side):\n    return side**2\n")
        indexer.update(["shapes.py"], _silent, never)
        with Index.open(tmp_path) as index:
            assert index.status().pending_vectors == 0
    assert whole(tmp_path) == rebuilt(tmp_path)


def test_cheap_vectors_are_kept_in_no_cache(tmp_path: Path) -> None:
    write_workspace(tmp_path, TREE)
    assert build(tmp_path, IndexOptions(workers=0)).vectors == 2
    assert build(tmp_path, IndexOptions(workers=0)).vectors == 0
    assert not index_paths(tmp_path).vector_cache.exists()
    assert [made_with_text(spec) for spec in ("static", "static:/x", "onnx:/x", "transformers:/x")] == [
        True, True, False, False,
    ]  # fmt: skip


def test_another_model_makes_all_vectors_anew(tmp_path: Path) -> None:
    other, root = tmp_path / "other model", tmp_path / "r"
    shutil.copytree(DEFAULT_MODEL, other)
    write_workspace(root, TREE)
    build(root, IndexOptions(workers=0))
    with Indexer.open(root, IndexOptions(workers=1, embedder=f"static:{other}")) as indexer:
        (root / "shapes.py").write_text("def volume(side):\n    return side**3\n")
        indexer.update(["shapes.py"], _silent, never)  # its vectors are of the new model, those of notes.md are not
        with Index.open(root) as index:
            assert index.status().pending_vectors == 1
        assert indexer.fill_vectors(_silent, never) == 1
    with Index.open(root) as index:
        status = index.status()
    assert (status.pending_vectors, status.model.partition("/")[0]) == (0, "other model")


@pytest.mark.parametrize(("folder", "error"), [("empty", ModelUnavailable), ("nowhere", BadInput)])
@pytest.mark.parametrize("workers", [0, 1])
def test_a_model_that_cannot_be_loaded_costs_the_vectors_only(
    tmp_path: Path, folder: str, error: type[NssError], workers: int
) -> None:
    (tmp_path / "empty").mkdir()
    root = write_workspace(tmp_path / "r", TREE)
    with Indexer.open(root, IndexOptions(workers=workers, embedder=f"static:{tmp_path / folder}")) as indexer:
        done = indexer.reconcile(_silent, never)
        assert (done.indexed, done.failed) == (3, ())
        with pytest.raises(error):
            indexer.fill_vectors(_silent, never)


def test_a_model_whose_folder_changes_meanwhile_is_loaded_again(tmp_path: Path) -> None:
    model, root = tmp_path / "model", tmp_path / "r"
    shutil.copytree(DEFAULT_MODEL, model)
    write_workspace(root, TREE)
    build(root, IndexOptions(workers=0, vectors=False))
    with Indexer.open(root, IndexOptions(workers=1, embedder=f"static:{model}")) as indexer:
        assert indexer.fill_vectors(_silent, never) == 2  # by this process
        _turn_around(model / "model.safetensors")
        (root / "shapes.py").write_text("def volume(side):\n    return side**3\n")
        indexer.update(["shapes.py"], _silent, never)  # by a parser that is started now
        assert indexer.fill_vectors(_silent, never) == 1
    with Index.open(root, f"static:{model}") as index:
        assert index.status().pending_vectors == 0
        found = ask(index, "the area of a square", SearchMode.SEMANTIC)
    assert "notes.md" in [hit.path for hit in found.hits], "a vector of the old model points the other way"


def _turn_around(weights: Path) -> None:
    """Every vector of the model gets the other sign."""
    content = weights.read_bytes()
    behind = 8 + int.from_bytes(content[:8], "little")
    start, end = json.loads(content[8:behind])["embeddings"]["data_offsets"]
    table = np.frombuffer(content[behind + start : behind + end], np.int8)
    turned = np.where(table == -128, 127, -table).astype(np.int8).tobytes()
    weights.write_bytes(content[: behind + start] + turned + content[behind + end :])


def test_which_function_the_parsers_run() -> None:
    assert parse_function(IndexOptions(vectors=False)) == PARSE
    assert parse_function(IndexOptions(embedder="onnx:/x")) == PARSE
    assert parse_function(IndexOptions()) == "nss_index.indexer.made:parse_and_embed static"


def test_how_many_parser_processes() -> None:
    assert parser_processes(7) == 7
    assert 1 <= parser_processes(0) <= 4
