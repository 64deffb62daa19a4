"""The local language model: what its server says of itself. A server that the user has named, and no other.

How long a prompt may be is no part of OpenAI's protocol, and each server says it in its own way; what one does not say
is not guessed. A model's own limit (llama-server's `n_ctx_train`) is not what the server was started with.
"""

from __future__ import annotations

import contextlib
import os
from typing import TypeVar

import msgspec
from nss_index.errors import BadInput, ModelUnavailable
from nss_index.local_http import Reply, ask, is_address

from nss_server.workspace import ServedModel

SECONDS = 1.0
"""For each of at most three answers: a server that is there says so in milliseconds, and somebody waits."""

KEY = "NSS_LLM_KEY"  # in the environment; no other key is ever sent


_Answer = TypeVar("_Answer")


class _Meta(msgspec.Struct):
    n_ctx: int = 0  # llama-server: of one slot


class _Listed(msgspec.Struct):
    id: str
    max_model_len: int | None = None  # vLLM
    meta: _Meta | None = None


class _Models(msgspec.Struct):
    data: list[_Listed]


class _Generation(msgspec.Struct):
    n_ctx: int = 0


class _Props(msgspec.Struct):
    default_generation_settings: _Generation


class _Loaded(msgspec.Struct):
    name: str
    context_length: int = 0


class _Running(msgspec.Struct):
    models: list[_Loaded]


class LanguageModelServer:
    """Implements `workspace.LanguageModel`. `address` is "http://localhost:8000/v1", with "#MODEL" where the server has
    several; "" for none."""

    def __init__(self, address: str) -> None:
        self._base, _, self._named = address.partition("#")

    def served(self) -> ServedModel | None:
        if not self._base:
            return None
        if not is_address(self._base):
            raise BadInput(
                f"{self._base!r} is not the address of a language model's server",
                todo='Set llm.server to "http://localhost:8000/v1", and "#MODEL" behind it where it has several',
            )
        listed = self._listed()
        told = listed.max_model_len or (listed.meta.n_ctx if listed.meta is not None else 0)
        return ServedModel(listed.id, max(0, told or self._of_llama_server() or self._of_ollama(listed.id)))

    def _listed(self) -> _Listed:
        answer = self._asked("/models")
        if answer.refusal:
            raise self._unusable(answer.refusal)
        try:
            models = msgspec.json.decode(answer.content, type=_Models).data
        except msgspec.DecodeError as error:
            raise self._unusable(f"its list of models is not of that form: {error}") from error
        found = next((one for one in models if self._named in ("", one.id)), None)
        if found is None:
            others = ", ".join(one.id for one in models)
            raise self._unusable(f"it has no model {self._named!r}, but {others}" if others else "it has no model")
        return found

    def _of_llama_server(self) -> int:
        """Its older versions say it here alone."""
        props = self._told("/props", _Props)
        return props.default_generation_settings.n_ctx if props is not None else 0

    def _of_ollama(self, name: str) -> int:
        """Of a model that is loaded; of another one it is not decided yet."""
        running = self._told("/api/ps", _Running)
        loaded = running.models if running is not None else []
        return next((one.context_length for one in loaded if one.name == name), 0)

    def _told(self, path: str, kind: type[_Answer]) -> _Answer | None:
        """None from a server of another kind, which has no such page or another one."""
        answer = self._asked(path, below_root=True)
        with contextlib.suppress(msgspec.DecodeError):
            return None if answer.refusal else msgspec.json.decode(answer.content, type=kind)
        return None

    def _asked(self, path: str, below_root: bool = False) -> Reply:
        base = self._base.rstrip("/").removesuffix("/v1") if below_root else self._base
        try:
            return ask(base, "GET", path, SECONDS, key=os.environ.get(KEY, ""))
        except OSError as error:
            raise self._unusable(str(error) or type(error).__name__) from error

    def _unusable(self, why: str) -> ModelUnavailable:
        return ModelUnavailable(
            f"the language model's server at {self._base} cannot be used",
            why=why,
            todo="Start it, or set llm.server to another address",
        )
