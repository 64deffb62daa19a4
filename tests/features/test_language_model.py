"""What a language model's server says of itself, and the context packs that follow it."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from nss_index.errors import BadInput, ModelUnavailable
from nss_server.adapters.language_model import LanguageModelServer
from nss_server.features._budget import MOST_TOKENS, UNKNOWN_TOKENS, Budget, budget_for
from nss_server.workspace import ServedModel

from tests.support.json_server import json_server
from tests.support.llama_server import llama_server
from tests.support.shell import nss
from tests.support.workspaces import indexed_workspace


def answers(table: dict[str, Any]) -> Callable[[str, Any], tuple[int, Any]]:
    return lambda path, _: (200, table[path]) if path in table else (404, {"error": "File Not Found"})


def models(*rows: dict[str, Any]) -> dict[str, Any]:
    return {"object": "list", "data": list(rows)}


def test_a_real_llama_server_tells_what_one_request_may_have(tmp_path: Path) -> None:
    with llama_server(tmp_path, context=4096, slots=2) as base:
        served = LanguageModelServer(base).served()
    assert served is not None
    assert served.name.endswith("tiny.gguf") and served.context_length == 2048


@pytest.mark.parametrize(
    ("table", "length"),
    [
        # vLLM's own form, as in modal-labs/modal-examples#843
        ({"/v1/models": models({"id": "m", "owned_by": "vllm", "max_model_len": 8096, "permission": []})}, 8096),
        (
            {
                "/v1/models": models({"id": "m", "meta": {"n_ctx_train": 131_072}}),
                "/props": {"default_generation_settings": {"n_ctx": 4096}, "total_slots": 1},
            },
            4096,
        ),
        (
            {
                "/v1/models": models({"id": "m", "max_model_len": None}),
                "/api/ps": {
                    "models": [{"name": "other", "context_length": 7}, {"name": "m", "context_length": 32_768}]
                },
            },
            32_768,
        ),
        ({"/v1/models": models({"id": "m"}), "/api/ps": {"models": []}}, 0),
        ({"/v1/models": models({"id": "m", "meta": {"n_ctx_train": 131_072}}), "/props": b"<html>"}, 0),
        ({"/v1/models": models({"id": "m", "max_model_len": -1}), "/props": [1], "/api/ps": "no"}, 0),
    ],
    ids=["vllm", "llama-server-props", "ollama", "not-loaded", "another-page", "nonsense"],
)
def test_each_server_says_it_in_its_own_way(table: dict[str, Any], length: int) -> None:
    with json_server(answers(table)) as server:
        assert LanguageModelServer(f"{server.address}/v1").served() == ServedModel("m", length)


def test_a_model_is_named_behind_the_address() -> None:
    both = models({"id": "small", "max_model_len": 1000}, {"id": "large", "max_model_len": 2000})
    with json_server(answers({"/v1/models": both})) as server:
        assert LanguageModelServer(f"{server.address}/v1#large").served() == ServedModel("large", 2000)
        with pytest.raises(ModelUnavailable, match="no model 'huge', but small, large"):
            LanguageModelServer(f"{server.address}/v1#huge").served()


@pytest.mark.parametrize(
    ("status", "content", "why"),
    [
        (401, {"error": "no key"}, "401"),
        (302, b"", "302"),
        (200, b"<html>", "not of that form"),
        (200, models(), "no model"),
    ],
)
def test_a_server_that_cannot_be_used_is_explained(status: int, content: Any, why: str) -> None:
    with json_server(lambda path, _: (status, content)) as server:
        with pytest.raises(ModelUnavailable, match=why) as caught:
            LanguageModelServer(f"{server.address}/v1").served()
        assert server.address in str(caught.value)
    with pytest.raises(ModelUnavailable, match="refused"):
        LanguageModelServer(f"{server.address}/v1").served()


def test_a_server_that_never_answers_is_not_waited_for() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(ModelUnavailable, match="timed out"):
        LanguageModelServer(f"http://127.0.0.1:{silent.getsockname()[1]}/v1").served()


@pytest.mark.parametrize("address", ["localhost:8000", "ftp://host/v1", "http:///v1", "http://host:99999/v1"])
def test_an_address_must_be_one(address: str) -> None:
    with pytest.raises(BadInput, match="not the address"):
        LanguageModelServer(address).served()


def test_no_key_is_sent_but_our_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    with json_server(answers({"/v1/models": models({"id": "m", "max_model_len": 10})})) as server:
        LanguageModelServer(f"{server.address}/v1").served()
        assert not any("Authorization" in headers for _, _, headers in server.asked)
        monkeypatch.setenv("NSS_LLM_KEY", "mine")
        LanguageModelServer(f"{server.address}/v1").served()
        assert server.asked[-1][2]["Authorization"] == "Bearer mine"


class Model:
    def __init__(self, served: ServedModel | None) -> None:
        self.answer = served
        self.asked = 0

    def served(self) -> ServedModel | None:
        self.asked += 1
        return self.answer


@pytest.mark.parametrize(
    ("served", "expected"),
    [
        (None, Budget(UNKNOWN_TOKENS, "")),
        (ServedModel("m", 0), Budget(UNKNOWN_TOKENS, "the server does not tell how much m can read")),
        (ServedModel("m", 2048), Budget(1024, "m can read 2048 tokens")),
        (ServedModel("Qwen/m", 16_384), Budget(8192, "m can read 16384 tokens")),
        (ServedModel("/models/m.gguf", 4096), Budget(2048, "m.gguf can read 4096 tokens")),
        (ServedModel("m", 1_000_000), Budget(MOST_TOKENS, "m can read 1000000 tokens")),
    ],
)
def test_a_pack_may_have_half_of_what_the_model_reads(served: ServedModel | None, expected: Budget) -> None:
    assert budget_for(Model(served), 0) == expected


def test_who_says_a_budget_gets_it_and_no_server_is_asked() -> None:
    model = Model(ServedModel("m", 2048))
    assert budget_for(model, 5000) == Budget(5000, "")
    with pytest.raises(BadInput, match="a context pack of 99 tokens"):
        budget_for(model, 99)
    assert model.asked == 0


PROJECT = "#- shop/prices.py\n" + "".join(
    f'def total_{number}(prices):\n    """Add up prices and the tax of country {number}."""\n    return sum(prices)\n'
    for number in range(200)
)


def test_a_pack_in_the_shell_fits_the_model_that_is_served(tmp_path: Path) -> None:
    root = indexed_workspace(tmp_path / "project", PROJECT)
    with llama_server(tmp_path, context=2048) as base:
        served = ("--set", f"llm.server={base}")
        ran = nss("context", "the tax in prices", *served, cwd=root)
        assert ran.code == 0 and "of 1024 tokens (tiny.gguf can read 2048 tokens)" in ran.err
        made = nss("context", "the tax in prices", "--json", *served, cwd=root).json()
        assert made["budget"] == 1024 and 700 < made["tokens"] <= 1024
        replayed = nss("context", "--replay", made["id"], "--json", cwd=root).json()
        assert replayed["text"] == made["text"] and replayed["budget"] == 1024
        asked = nss("context", "the tax in prices", "--budget", "500", "--json", *served, cwd=root).json()
        assert (asked["budget"], asked["budget_from"]) == (500, "")
        checked = nss("doctor", "--json", *served, cwd=root).json()["checks"]
        found = next(check for check in checked if check["name"] == "language model")
        assert found["state"] == "ok" and found["found"].endswith("tiny.gguf, reads 2048 tokens")
    gone = nss("context", "the tax in prices", "--json", *served, cwd=root)
    assert gone.code == 0 and gone.json()["budget"] == UNKNOWN_TOKENS
    assert "cannot be used" in gone.json()["budget_from"]
    checked = nss("doctor", "--json", *served, cwd=root).json()["checks"]
    assert [check["state"] for check in checked if check["name"] == "language model"] == ["warn"]
