"""What the optional adapters say when the package that they adapt is not there."""

from __future__ import annotations

from pathlib import Path

from nss_index.errors import ModelUnavailable


def missing_package(folder: Path, error: ImportError) -> ModelUnavailable:
    return ModelUnavailable(
        f"The embedding model in {folder} needs a package that is not installed",
        why=str(error),
        todo="Install it: pip install 'nss-lsp[transformers]'",
    )
