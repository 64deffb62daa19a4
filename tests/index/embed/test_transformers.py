"""The ONNX and sentence-transformers adapters, with the real libraries on a model built here: they must agree."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from nss_index.embed.onnx import load_onnx
from nss_index.embed.open import open_embedder
from nss_index.embed.transformer import load_transformer
from nss_index.errors import BadInput, ModelUnavailable

from tests.index.embed.tiny_bert import DIMENSIONS, export, save_encoder

TEXTS = [
    "def get user ( ) : return self . user",
    "http",
    "the url of a class . " * 40,  # longer than the model reads
    "import zebra , quokka = x1",
    "",
    "überall 漢字 \ud800",
    *(f"set user {'of the url ' * number}" for number in range(12)),
]


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_encoder(tmp_path_factory.mktemp("models") / "tiny")


@pytest.fixture(scope="module", params=["pooled", "tokens"])
def exported(request: pytest.FixtureRequest, encoder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return export(encoder, tmp_path_factory.mktemp("onnx") / "tiny", pooled=request.param == "pooled")


def test_onnx_equals_sentence_transformers(encoder: Path, exported: Path) -> None:
    expect = load_transformer(encoder).encode(TEXTS)
    embedder = load_onnx(exported)
    found = embedder.encode(TEXTS)
    assert found.shape == expect.shape == (len(TEXTS), DIMENSIONS) == (len(TEXTS), embedder.dimensions)
    assert found.dtype == expect.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(found, axis=1), 1, atol=1e-5)
    assert (found * expect).sum(axis=1).min() > 0.999
    assert (found[0] * found[1]).sum() < 0.9  # the texts differ: the agreement above says something


def test_vectors_do_not_depend_on_the_batch(exported: Path) -> None:
    embedder = load_onnx(exported)
    alone = np.concatenate([embedder.encode([text]) for text in TEXTS])
    np.testing.assert_allclose(embedder.encode(TEXTS), alone, atol=1e-5)
    assert embedder.encode([]).shape == (0, DIMENSIONS)


def test_the_transformer_takes_no_texts(encoder: Path) -> None:
    assert load_transformer(encoder).encode([]).shape == (0, DIMENSIONS)


def test_model_ids_follow_the_content(encoder: Path, exported: Path, tmp_path: Path) -> None:
    other = save_encoder(tmp_path / "tiny", seed=1)
    assert load_transformer(encoder).model_id == load_transformer(encoder).model_id
    assert load_transformer(encoder).model_id != load_transformer(other).model_id
    other_export = export(other, tmp_path / "onnx", pooled=True)
    assert load_onnx(exported).model_id != load_onnx(other_export).model_id
    short = shutil.copytree(exported, tmp_path / "short" / exported.name)
    (short / "sentence_bert_config.json").write_text('{"max_seq_length": 8}')
    assert load_onnx(exported).model_id != load_onnx(short).model_id


def test_specs(encoder: Path, exported: Path) -> None:
    assert open_embedder(f"onnx:{exported}").model_id == load_onnx(exported).model_id
    assert open_embedder(f"transformers:{encoder}").model_id == load_transformer(encoder).model_id
    assert open_embedder("static").model_id == open_embedder().model_id


@pytest.mark.parametrize("spec", ["", "word2vec", "onnx", "transformers", "onnx:", "onnx:/no/folder", "static:/no/x"])
def test_a_wrong_spec_is_named(spec: str) -> None:
    with pytest.raises(BadInput) as caught:
        open_embedder(spec)
    assert repr(spec) in caught.value.what


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("model.onnx", None, "there is no model_int8.onnx or model.onnx"),
        ("model.onnx", b"not a model", "model.onnx: "),
        ("tokenizer.json", None, "tokenizer.json: "),
        ("tokenizer.json", b"{}", "tokenizer.json: "),
        ("sentence_bert_config.json", b"[]", "sentence_bert_config.json"),
    ],
)
def test_a_broken_onnx_folder_is_named(
    exported: Path, tmp_path: Path, name: str, content: bytes | None, why: str
) -> None:
    folder = shutil.copytree(exported, tmp_path / "broken")
    if content is None:
        (folder / name).unlink()
    else:
        (folder / name).write_bytes(content)
    with pytest.raises(ModelUnavailable) as caught:
        load_onnx(folder)
    assert str(folder) in caught.value.what
    assert why in caught.value.why


def test_a_broken_transformer_folder_is_named_and_nothing_is_downloaded(encoder: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match=r"modules\.json"):
        load_transformer(tmp_path)
    folder = shutil.copytree(encoder, tmp_path / "broken")
    (folder / "model.safetensors").unlink()
    with pytest.raises(ModelUnavailable, match="broken"):
        load_transformer(folder)
    assert os.environ["HF_HUB_OFFLINE"] == "1"


@pytest.mark.parametrize("kind", ["onnx", "transformers"])
def test_a_missing_package_names_the_extra(encoder: Path, exported: Path, kind: str) -> None:
    """In a process where the libraries cannot be imported, as after a base install; the static model still loads."""
    folder = exported if kind == "onnx" else encoder
    program = (
        "import sys\n"
        "for name in ('onnxruntime', 'tokenizers', 'sentence_transformers', 'torch'): sys.modules[name] = None\n"
        "from nss_index.embed.open import open_embedder\n"
        "from nss_index.errors import ModelUnavailable\n"
        "open_embedder('static')\n"
        f"try: open_embedder({f'{kind}:{folder}'!r})\n"
        "except ModelUnavailable as error: sys.stdout.write(error.todo)\n"
    )
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120, check=True)
    assert "nss-lsp[transformers]" in found.stdout
