"""One request to a server that the user has named: vLLM, llama-server, Ollama. Never through a proxy, no redirects.

HTTP by the standard library: the `openai` package takes most of a second to import, which every command in a shell
would pay for one small request.
"""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urlsplit

MOST_SAID = 300  # bytes of what a server says instead of an answer


class Reply(NamedTuple):
    content: bytes
    refusal: str  # what the server said instead of an answer, "" for an answer


def is_address(base: str) -> bool:
    """Whether `base` is one of HTTP, with a host and nothing that cannot be a port."""
    try:
        parts = urlsplit(base)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def ask(base: str, method: str, path: str, seconds: float, body: bytes | None = None, key: str = "") -> Reply:
    """`path` is below that of `base`; `seconds` are for each wait. Raises OSError where nobody answers in HTTP."""
    import http.client  # 15 ms, for those who ask no server as well

    parts = urlsplit(base)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    if key:
        headers["Authorization"] = f"Bearer {key}"
    try:
        connection = kind(parts.hostname or "", parts.port, timeout=seconds)
        try:
            connection.request(method, parts.path.rstrip("/") + path, body, headers)
            answer = connection.getresponse()
            content = answer.read()
        finally:
            connection.close()
    except (ValueError, http.client.HTTPException) as error:
        raise OSError(str(error) or type(error).__name__) from error
    if answer.status == http.client.OK:
        return Reply(content, "")
    said = content[:MOST_SAID].decode("utf-8", "replace")
    return Reply(content, f"{method} {path} was answered with {answer.status} {answer.reason}: {said}")
