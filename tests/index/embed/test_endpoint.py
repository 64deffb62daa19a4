"""The adapter of `/v1/embeddings`: what it asks, what it takes, and every way in which a server can fail it."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from nss_index.answers import SearchMode, SearchQuery
from nss_index.context.summary import Size, of_file, of_folder, of_question
from nss_index.embed import endpoint
from nss_index.embed.open import open_embedder
from nss_index.errors import BadInput, ModelUnavailable
from nss_index.index import Index
from nss_index.indexer import IndexOptions, build

from tests.support.json_server import JsonServer, json_server
from tests.support.llama_server import WIDTH, llama_server


def vector(text: str) -> list[float]:
    """Of three dimensions, of what letters a text has."""
    return [1.0 + text.count("a"), 1.0 + text.count("e"), 1.0 + text.count("o")]


def spec(server: JsonServer) -> str:
    return f"server:{server.address}/v1"


def usual(path: str, body: Any) -> tuple[int, Any]:
    if path == "/v1/models":
        return 200, {"object": "list", "data": [{"id": "first"}, {"id": "second"}]}
    rows = [{"index": at, "embedding": vector(text)} for at, text in enumerate(body["input"])]
    return 200, {"data": rows[::-1], "model": body["model"]}


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty project, whose index is nobody else's."""
    monkeypatch.setenv("NSS_CACHE_DIR", str(tmp_path / "cache"))
    (tmp_path / "project").mkdir()
    return tmp_path / "project"


@pytest.fixture
def server() -> Generator[JsonServer]:
    with json_server(usual) as made:
        yield made


def test_vectors_come_in_the_order_of_the_texts(server: JsonServer) -> None:
    embedder = open_embedder(spec(server))
    assert (embedder.model_id, embedder.dimensions) == ("first/server/1/3", 3)
    texts = [f"{'a' * (number % 5)} text {number}" for number in range(130)]
    found = embedder.encode(texts)
    expect = np.array([vector(text) for text in texts])
    np.testing.assert_allclose(found, expect / np.linalg.norm(expect, axis=1, keepdims=True), atol=1e-6)
    assert [len(body["input"]) for _, body, _ in server.asked if body][1:] == [64, 64, 2]


def test_empty_texts_are_not_asked_and_surrogates_are_replaced(server: JsonServer) -> None:
    embedder = open_embedder(spec(server))
    found = embedder.encode(["", " \n", "a \ud800", "o" * 9_000])
    assert (np.linalg.norm(found, axis=1) > 0.5).tolist() == [False, False, True, True]
    assert [len(text) for text in server.asked[-1][1]["input"]] == [3, endpoint.LONGEST_TEXT]
    assert embedder.encode([]).shape == (0, 3)


def test_a_named_model_is_asked_and_no_list(server: JsonServer) -> None:
    assert open_embedder(f"{spec(server)}#second").model_id == "second/server/1/3"
    assert {path for path, _, _ in server.asked} == {"/v1/embeddings"}
    assert server.asked[0][1]["model"] == "second"


def test_no_key_is_sent_but_our_own_and_no_proxy_is_used(server: JsonServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    open_embedder(spec(server))
    assert not any("secret" in str(headers) or "Authorization" in headers for _, _, headers in server.asked)
    monkeypatch.setenv("NSS_EMBED_KEY", "mine")
    open_embedder(spec(server))
    assert server.asked[-1][2]["Authorization"] == "Bearer mine"


@pytest.mark.parametrize("address", ["", "localhost:8000", "ftp://host/v1", "http:///v1"])
def test_an_address_must_be_one(address: str) -> None:
    with pytest.raises(BadInput, match="not the address"):
        open_embedder(f"server:{address}")


def row(values: list[Any]) -> dict[str, Any]:
    return {"index": 0, "embedding": values}


@pytest.mark.parametrize(
    ("path", "status", "content", "why"),
    [
        ("/v1/models", 401, {"error": "no key"}, "401"),
        ("/v1/models", 200, {"data": []}, "serves no model"),
        ("/v1/models", 200, b"<html>", "not of that form"),
        ("/v1/embeddings", 501, {"error": "start with --embeddings"}, "start with --embeddings"),
        ("/v1/embeddings", 302, b"", "302"),
        ("/v1/embeddings", 200, {"data": []}, "1 texts with 0 vectors"),
        ("/v1/embeddings", 200, {"data": [row([1.0]), row([1.0])]}, "1 texts with 2 vectors"),
        ("/v1/embeddings", 200, {"data": [row([])]}, "1 texts with 1 vectors"),
        (
            "/v1/embeddings",
            200,
            b'{"data": [{"index": 0, "embedding": [1e60]}]}',
            "finite",
        ),
        ("/v1/embeddings", 200, {"data": [row(["x"])]}, "not of that form"),
    ],
)
def test_a_server_that_cannot_be_used_is_explained(
    server: JsonServer, path: str, status: int, content: Any, why: str
) -> None:
    server.answer = lambda asked, body: (status, content) if asked == path else usual(asked, body)
    with pytest.raises(ModelUnavailable) as caught:
        open_embedder(spec(server))
    assert why in str(caught.value)
    assert server.address in str(caught.value)


def test_a_text_that_is_too_long_for_the_model_is_shortened_and_no_other(server: JsonServer) -> None:
    """As llama-server does, which refuses the whole request."""

    def few_tokens(path: str, body: Any) -> tuple[int, Any]:
        if body and any(len(text) > 600 for text in body["input"]):
            return 500, {"error": {"message": "input (750 tokens) is too large to process"}}
        return usual(path, body)

    server.answer = few_tokens
    found = open_embedder(spec(server)).encode(["a" * 300, "e" * 300 + "o" * 2_000, "e" * 500])
    expect = np.array([vector("a" * 300), vector("e" * 300 + "o" * 275), vector("e" * 500)])
    np.testing.assert_allclose(found, expect / np.linalg.norm(expect, axis=1, keepdims=True), atol=1e-6)


def test_nobody_answers(server: JsonServer) -> None:
    server.stop()
    with pytest.raises(ModelUnavailable, match="refused"):
        open_embedder(spec(server))


def test_vectors_of_another_length_are_not_mixed_in(server: JsonServer) -> None:
    embedder = open_embedder(spec(server))
    server.answer = lambda path, body: (200, {"data": [row([1.0, 2.0])]})
    with pytest.raises(ModelUnavailable, match="2 dimensions, not 3"):
        embedder.encode(["a"])


def test_an_index_is_searched_by_the_servers_vectors_and_by_words_when_it_has_gone(
    server: JsonServer, root: Path
) -> None:
    (root / "a.py").write_text("def banana():\n    return 'aaaa aaaa aaaa aaaa'\n")
    (root / "o.py").write_text("def clock():\n    return 'oooo oooo oooo oooo'\n")
    build(root, IndexOptions(embedder=spec(server)))
    with Index.open(root, spec(server)) as index:
        found = index.search(SearchQuery("oooooo", mode=SearchMode.SEMANTIC))
        assert found.hits[0].path == "o.py"
        assert found.mode is SearchMode.SEMANTIC
        server.stop()
        found = index.search(SearchQuery("banana"))
        assert [hit.path for hit in found.hits] == ["a.py"]
        assert found.mode is SearchMode.KEYWORD
        assert "searched by words only" in found.fallback
        assert "refused" in found.fallback


def test_with_a_real_llama_server(root: Path, tmp_path: Path) -> None:
    for name in ("banana", "clock"):
        (root / f"{name}.py").write_text(f"def {name}():\n    return '{name * 200}'\n")
    with llama_server(tmp_path, context=512, embeddings=True) as base:
        embedder = open_embedder(f"server:{base}")
        assert embedder.dimensions == WIDTH
        found = embedder.encode(["banana", "", "banana", "a clock " * 2_000])
        np.testing.assert_allclose(np.linalg.norm(found, axis=1), [1, 0, 1, 1], atol=1e-5)
        np.testing.assert_allclose(found[0], found[2], atol=1e-5)
        build(root, IndexOptions(embedder=f"server:{base}"))
        with Index.open(root, f"server:{base}") as index:
            answer = index.search(SearchQuery("clock", mode=SearchMode.SEMANTIC))
            assert answer.mode is SearchMode.SEMANTIC and not answer.fallback
            assert {hit.path for hit in answer.hits} == {"banana.py", "clock.py"}


def test_summaries_are_made_without_a_server_that_has_gone(server: JsonServer, root: Path) -> None:
    for name in ("one", "two"):
        (root / f"{name}.md").write_text(f"# {name}\n\nThe {name} sells many things. It keeps no records at all.\n")
    build(root, IndexOptions(embedder=spec(server)))
    with Index.open(root, spec(server)) as index:
        with index.summaries() as sources:
            assert of_file(sources, "one.md", Size.SENTENCE)[0].text == "The one sells many things."
        server.answer = lambda path, body: (500, {"error": "out of memory"})
        server.asked.clear()
        with index.summaries() as sources:
            told = of_folder(sources, ["one.md", "two.md"], Size.PAGE)
            assert [part.path for part in told] == ["one.md", "two.md"]
            assert told[1].text == "two.md: The two sells many things."
            assert of_question(sources, "records", [("two.md", "", 1)], Size.PAGE)
        assert len(server.asked) == 2, "asked for the sentences of two.md, whole and shortened, and then no more"
