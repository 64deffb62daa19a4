"""From a setting's text to an embedder: "static", "static:FOLDER", "onnx:FOLDER", "transformers:FOLDER", "server:URL".

Knows the names of the adapters and nothing of how they work; each is imported when it is asked for.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from nss_index.errors import BadInput, ModelUnavailable, NssError

if TYPE_CHECKING:
    from nss_index.ports import Embedder

DEFAULT_SPEC = "static"


def open_embedder(spec: str = DEFAULT_SPEC) -> Embedder:
    """Raises BadInput for a text that names no adapter or folder, ModelUnavailable where the model cannot be loaded."""
    kind, _, named = spec.partition(":")
    if kind == "server":
        from nss_index.embed.endpoint import load_endpoint

        return load_endpoint(named)
    folder = Path(named).expanduser() if named else None
    if folder is not None and not folder.is_dir():
        raise BadInput(
            f"The embedder {spec!r} cannot be opened", why=f"{folder} is not a folder", todo="Name a folder that exists"
        )
    if kind == "static":
        from nss_index.embed.static import load_static

        return load_static(folder)
    if kind == "onnx" and folder is not None:
        from nss_index.embed.onnx import load_onnx

        return load_onnx(folder)
    if kind == "transformers" and folder is not None:
        from nss_index.embed.transformer import load_transformer

        return load_transformer(folder)
    raise BadInput(
        f"{spec!r} does not name an embedder",
        todo='Write "static", "static:FOLDER", "onnx:FOLDER", "transformers:FOLDER" or "server:URL"',
    )


def opened(spec: str) -> tuple[Embedder | None, str]:
    """The embedder, or None and why a search goes on without."""
    try:
        return open_embedder(spec), ""
    except (ModelUnavailable, BadInput) as error:
        return None, words_only(error)


def words_only(error: NssError) -> str:
    """Why an answer was found without meaning."""
    return f"searched by words only: {error.sentence()}"
