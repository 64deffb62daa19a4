"""The static embedder: pooling computed by hand on a tiny model, the shipped model, and every broken model folder."""

from __future__ import annotations

import json
import math
import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np
import pytest
from nss_index.embed.static import DEFAULT_MODEL, load_static, words_of
from nss_index.errors import ModelUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TABLE = np.array([[0, 0, 0], [1, 0, 0], [0, 2, 0], [0, 0, 4], [3, 4, 0]], np.int8)
SCALES = np.array([1, 1, 0.5, 0.25, 1], np.float32)
VOCABULARY = {"[UNK]": 0, "user": 1, "get": 2, "##er": 3, "http": 4}


def write_model(folder: Path, *, vocabulary: dict[str, int] | None = None, pattern: str | None = None) -> Path:
    tokenizer = json.loads((DEFAULT_MODEL / "tokenizer.json").read_text())
    tokenizer["model"]["vocab"] = vocabulary or VOCABULARY
    if pattern:
        tokenizer["pre_tokenizer"]["pattern"]["Regex"] = pattern
    header = json.dumps(
        {
            "embeddings": {"dtype": "I8", "shape": [5, 3], "data_offsets": [20, 35]},
            "weights": {"dtype": "F32", "shape": [5], "data_offsets": [0, 20]},
        }
    ).encode()
    folder.mkdir(exist_ok=True)
    content = len(header).to_bytes(8, "little") + header + SCALES.tobytes() + TABLE.tobytes()
    (folder / "model.safetensors").write_bytes(content)
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer))
    return folder


def check_vector(folder: Path, text: str, expect: list[float]) -> None:
    vector = load_static(write_model(folder / "tiny")).encode([text])[0]
    length = math.sqrt(sum(value * value for value in expect)) or 1.0
    np.testing.assert_allclose(vector, np.array(expect) / length, atol=1e-6)


@pytest.mark.parametrize(
    ("text", "expect"),
    [
        ("user", [1, 0, 0]),
        ("getUser get_user", [1 + math.log(2), 1 + math.log(2), 0]),
        ("HTTPGet", [3, 5, 0]),
        ("getter", [0, 0, 0]),  # "get" + "ter": a word with an unknown part has no tokens at all
        ("geter", [0, 1, 1]),
        ("User user USER", [1 + math.log(3), 0, 0]),
        ("", [0, 0, 0]),
        ("пользователь 漢字 \ud800", [0, 0, 0]),
        ("get" + "er" * 19, [0, 0, 0]),  # 41 characters
    ],
)
def test_pools_with_the_logarithm_of_the_frequency(tmp_path: Path, text: str, expect: list[float]) -> None:
    check_vector(tmp_path, text, expect)


def test_shipped_model_finds_the_meaning() -> None:
    embedder = load_static()
    texts = ["def fetch(url): return http_client.get(url)", "def sort(values): return sorted(values)", ""]
    query = embedder.encode(["send an http request"])[0]
    vectors = embedder.encode(texts)
    assert vectors.shape == (3, embedder.dimensions) == (3, 256)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), [1, 1, 0], atol=1e-6)
    scores = vectors @ query
    assert scores[0] > scores[1] + 0.2
    assert embedder.encode([]).shape == (0, 256)


@pytest.mark.parametrize(
    "question",
    ["open a file", "Datei öffnen", "abrir archivo", "открыть файл", "打开文件", "ファイルを開く", "파일 열기"],
)
def test_shipped_model_finds_code_by_other_languages(question: str) -> None:
    embedder = load_static()
    code = ["open_file(path, mode)", "close_socket(connection)", "sort(values, key)", "class Colour: red, green, blue"]
    scores = embedder.encode(code) @ embedder.encode([question])[0]
    assert scores.argmax() == 0
    assert scores[0] > 0.15


def test_words_of_other_scripts_are_cut_as_ours() -> None:
    assert words_of("größeÄndern_jetzt") == ["größeändern", "jetzt"]
    assert words_of("openファイルFile 打开2个 e\u0301t\u00e9²") == [
        "open",
        "ファイル",
        "file",
        "打开",
        "2",
        "个",
        "été",
    ]
    assert words_of("HTTPServer2 getUserById") == ["http", "server", "2", "get", "user", "by", "id"]


def test_model_id_names_the_model_the_pooling_and_the_content(tmp_path: Path) -> None:
    assert re.fullmatch(r"static-code-v1/log-tf/2/[0-9a-f]{12}", load_static().model_id)
    first = load_static(write_model(tmp_path / "tiny")).model_id
    other = load_static(write_model(tmp_path / "tiny", vocabulary={**VOCABULARY, "client": 0})).model_id
    assert first != other
    assert first == load_static(write_model(tmp_path / "tiny")).model_id


def test_vectors_do_not_depend_on_batch_or_thread() -> None:
    texts = [f"def load{number}Config(path_{number % 7}): return parse(path)" * (number % 5) for number in range(200)]
    expect = load_static().encode(texts)
    shared = load_static()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(shared.encode, [texts] * 16))
    for answer in answers:
        np.testing.assert_array_equal(answer, expect)
    np.testing.assert_array_equal(shared.encode(texts[7:8])[0], expect[7])


def _truncate(folder: Path) -> None:
    path = folder / "model.safetensors"
    path.write_bytes(path.read_bytes()[:-1])


def _not_finite(folder: Path) -> None:
    path = folder / "model.safetensors"
    content = path.read_bytes()
    path.write_bytes(content.replace(SCALES[1:2].tobytes(), np.array([np.nan], np.float32).tobytes(), 1))


BROKEN: list[tuple[Callable[[Path], object], str]] = [
    (lambda folder: (folder / "model.safetensors").unlink(), "model.safetensors: No such file"),
    (lambda folder: (folder / "tokenizer.json").unlink(), "tokenizer.json: No such file"),
    (lambda folder: (folder / "model.safetensors").write_bytes(b""), "model.safetensors: not a usable"),
    (lambda folder: (folder / "model.safetensors").write_bytes(b"\xff" * 64), "the header is cut off"),
    (lambda folder: (folder / "model.safetensors").write_bytes(b"\2\0\0\0\0\0\0\0{}"), "not a usable safetensors"),
    (_truncate, "'embeddings' is cut off"),
    (_not_finite, "not finite"),
    (lambda folder: (folder / "tokenizer.json").write_text("[]"), "tokenizer.json: not a usable tokeniser"),
    (lambda folder: (folder / "tokenizer.json").write_bytes(b"\xff"), "tokenizer.json: not a usable tokeniser"),
    (lambda folder: write_model(folder, vocabulary={"user": 5}), "token 5 has no vector"),
    (lambda folder: write_model(folder, pattern="\\w+"), "cut in another way"),
    (shutil.rmtree, "model.safetensors: No such file"),
]


@pytest.mark.parametrize(("damage", "why"), BROKEN)
def test_broken_model_is_named(tmp_path: Path, damage: Callable[[Path], object], why: str) -> None:
    folder = write_model(tmp_path / "tiny")
    damage(folder)
    with pytest.raises(ModelUnavailable) as caught:
        load_static(folder)
    assert str(folder) in caught.value.what
    assert why in caught.value.why
    assert caught.value.todo
