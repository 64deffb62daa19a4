"""The adapter of `/v1/embeddings`: what it asks, what it takes, and every way in which a server can fail it."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Generator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from nss_index.answers import SearchMode, SearchQuery
from nss_index.embed import endpoint
from nss_index.embed.open import open_embedder
from nss_index.errors import BadInput, ModelUnavailable
from nss_index.index import Index
from nss_index.indexer import IndexOptions, build

Answer = Callable[[str, Any], tuple[int, Any]]
"""(path, body) → (status, JSON, or bytes as they are)."""


def vector(text: str) -> list[float]:
    """Of three dimensions, of what letters a text has."""
    return [1.0 + text.count("a"), 1.0 + text.count("e"), 1.0 + text.count("o")]


def usual(path: str, body: Any) -> tuple[int, Any]:
    if path == "/v1/models":
        return 200, {"object": "list", "data": [{"id": "first"}, {"id": "second"}]}
    rows = [{"index": at, "embedding": vector(text)} for at, text in enumerate(body["input"])]
    return 200, {"data": rows[::-1], "model": body["model"]}


class Server:
    def __init__(self) -> None:
        self.answer: Answer = usual
        self.asked: list[tuple[str, Any, dict[str, str]]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._reply(None)

            def do_POST(self) -> None:
                self._reply(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

            def _reply(self, body: Any) -> None:
                outer.asked.append((self.path, body, dict(self.headers)))
                status, content = outer.answer(self.path, body)
                sent = content if isinstance(content, bytes) else json.dumps(content).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(sent)))
                self.end_headers()
                self.wfile.write(sent)

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.spec = f"server:http://127.0.0.1:{self._server.server_port}/v1"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def server() -> Generator[Server]:
    made = Server()
    yield made
    made.stop()


def test_vectors_come_in_the_order_of_the_texts(server: Server) -> None:
    embedder = open_embedder(server.spec)
    assert (embedder.model_id, embedder.dimensions) == ("first/server/1/3", 3)
    texts = [f"{'a' * (number % 5)} text {number}" for number in range(130)]
    found = embedder.encode(texts)
    expect = np.array([vector(text) for text in texts])
    np.testing.assert_allclose(found, expect / np.linalg.norm(expect, axis=1, keepdims=True), atol=1e-6)
    assert [len(body["input"]) for _, body, _ in server.asked if body][1:] == [64, 64, 2]


def test_empty_texts_are_not_asked_and_surrogates_are_replaced(server: Server) -> None:
    embedder = open_embedder(server.spec)
    found = embedder.encode(["", " \n", "a \ud800", "o" * 9_000])
    assert (np.linalg.norm(found, axis=1) > 0.5).tolist() == [False, False, True, True]
    assert [len(text) for text in server.asked[-1][1]["input"]] == [3, endpoint.LONGEST_TEXT]
    assert embedder.encode([]).shape == (0, 3)


def test_a_named_model_is_asked_and_no_list(server: Server) -> None:
    assert open_embedder(f"{server.spec}#second").model_id == "second/server/1/3"
    assert {path for path, _, _ in server.asked} == {"/v1/embeddings"}
    assert server.asked[0][1]["model"] == "second"


def test_no_key_is_sent_but_our_own_and_no_proxy_is_used(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    open_embedder(server.spec)
    assert not any("secret" in str(headers) or "Authorization" in headers for _, _, headers in server.asked)
    monkeypatch.setenv("NSS_EMBED_KEY", "mine")
    open_embedder(server.spec)
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
    server: Server, path: str, status: int, content: Any, why: str
) -> None:
    server.answer = lambda asked, body: (status, content) if asked == path else usual(asked, body)
    with pytest.raises(ModelUnavailable) as caught:
        open_embedder(server.spec)
    assert why in str(caught.value)
    assert server.spec.removeprefix("server:") in str(caught.value)


def test_a_text_that_is_too_long_for_the_model_is_shortened_and_no_other(server: Server) -> None:
    """As llama-server does, which refuses the whole request."""

    def few_tokens(path: str, body: Any) -> tuple[int, Any]:
        if body and any(len(text) > 600 for text in body["input"]):
            return 500, {"error": {"message": "input (750 tokens) is too large to process"}}
        return usual(path, body)

    server.answer = few_tokens
    found = open_embedder(server.spec).encode(["a" * 300, "e" * 300 + "o" * 2_000, "e" * 500])
    expect = np.array([vector("a" * 300), vector("e" * 300 + "o" * 275), vector("e" * 500)])
    np.testing.assert_allclose(found, expect / np.linalg.norm(expect, axis=1, keepdims=True), atol=1e-6)


def test_nobody_answers(server: Server) -> None:
    server.stop()
    with pytest.raises(ModelUnavailable, match="refused"):
        open_embedder(server.spec)


def test_vectors_of_another_length_are_not_mixed_in(server: Server) -> None:
    embedder = open_embedder(server.spec)
    server.answer = lambda path, body: (200, {"data": [row([1.0, 2.0])]})
    with pytest.raises(ModelUnavailable, match="2 dimensions, not 3"):
        embedder.encode(["a"])


def test_an_index_is_searched_by_the_servers_vectors_and_by_words_when_it_has_gone(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NSS_CACHE_DIR", str(tmp_path / "cache"))
    root = tmp_path / "project"
    root.mkdir()
    (root / "a.py").write_text("def banana():\n    return 'aaaa aaaa aaaa aaaa'\n")
    (root / "o.py").write_text("def clock():\n    return 'oooo oooo oooo oooo'\n")
    build(root, IndexOptions(embedder=server.spec))
    with Index.open(root, server.spec) as index:
        found = index.search(SearchQuery("oooooo", mode=SearchMode.SEMANTIC))
        assert found.hits[0].path == "o.py"
        assert found.mode is SearchMode.SEMANTIC
        server.stop()
        found = index.search(SearchQuery("banana"))
        assert [hit.path for hit in found.hits] == ["a.py"]
        assert found.mode is SearchMode.KEYWORD
        assert "searched by words only" in found.fallback
        assert "refused" in found.fallback
