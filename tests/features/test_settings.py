"""Settings: the order of the sources, what each may set, and that nothing wrong in one stops anything."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from nss_server.settings import Settings, load_settings, setting_keys
from nss_server.settings.keys import put


@pytest.fixture
def user_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NSS_CONFIG_DIR", str(tmp_path / "config"))
    (tmp_path / "config").mkdir()
    return tmp_path / "config" / "config.toml"


def project(tmp_path: Path, text: str) -> Path:
    (tmp_path / ".nss.toml").write_text(text)
    return tmp_path


def load(
    root: Path,
    editor: Mapping[str, Any] | None = None,
    flags: Mapping[str, Any] | None = None,
    environment: Mapping[str, str] | None = None,
) -> tuple[Settings, list[str]]:
    loaded = load_settings(root, editor=editor, flags=flags, environment=environment or {})
    return loaded.settings, [problem.sentence() for problem in loaded.problems]


def test_each_source_is_laid_over_the_ones_before_it(tmp_path: Path, user_file: Path) -> None:
    root = tmp_path
    layers = [10]
    user_file.write_text("[search]\nlimit = 11")
    layers.append(load(root)[0].search.limit)
    project(tmp_path, "[search]\nlimit = 12")
    layers.append(load(root)[0].search.limit)
    editor = {"search": {"limit": 13}}
    layers.append(load(root, editor=editor)[0].search.limit)
    variables = {"NSS_SEARCH_LIMIT": "14"}
    layers.append(load(root, editor=editor, environment=variables)[0].search.limit)
    flags = {"search.limit": "15"}
    layers.append(load(root, editor=editor, environment=variables, flags=flags)[0].search.limit)
    assert layers == [10, 11, 12, 13, 14, 15]


def test_a_pipe_in_the_place_of_a_file_makes_nobody_wait(tmp_path: Path, user_file: Path) -> None:
    os.mkfifo(tmp_path / ".nss.toml")
    settings, problems = load(tmp_path)
    assert settings == Settings()
    assert [problem.endswith("is not an ordinary file, not read") for problem in problems] == [True]


def test_no_source_at_all_gives_the_defaults(tmp_path: Path, user_file: Path) -> None:
    assert load(tmp_path) == (Settings(), [])


@pytest.mark.parametrize("key", [key for key, setting in setting_keys().items() if setting.scope == "user"])
def test_a_project_may_not_set_what_belongs_to_the_user(tmp_path: Path, user_file: Path, key: str) -> None:
    settings, problems = load(project(tmp_path, f'search.limit = 3\n{key} = "onnx:/tmp/evil"\n'))
    assert settings == put(Settings(), {"search.limit": 3}), "the rest of the file counts"
    assert [f".nss.toml:2: {key}: a project file may not set this" in problem for problem in problems] == [True]


@pytest.mark.parametrize(
    ("model", "fits"),
    [
        ("static", True), ("static:~/m", True), ("onnx:/m", True), ("transformers:/m", True),
        ("server:http://localhost:8000/v1", True), ("server:https://gpu.lan/v1#code", True),
        ("server:localhost:8000", False), ("server:file:///etc/passwd", False), ("server:", False), ("onnx", False),
    ],
)  # fmt: skip
def test_what_can_make_vectors(tmp_path: Path, user_file: Path, model: str, fits: bool) -> None:
    user_file.write_text(f'[embed]\nmodel = "{model}"')
    settings, problems = load(tmp_path)
    assert (settings.embed.model == model, problems == []) == (fits, fits) or model == "static"


def test_the_same_key_is_accepted_from_the_user(tmp_path: Path, user_file: Path) -> None:
    user_file.write_text('[embed]\nmodel = "onnx:/models/mini"')
    settings, problems = load(tmp_path)
    assert (settings.embed.model, problems) == ("onnx:/models/mini", [])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[search]\nlimt = 3", ".nss.toml:2: search.limt: is not a setting; did you mean search.limit?"),
        ("[search]\nlimit = 'many'", ".nss.toml:2: search.limit: 'many' does not fit: Expected int, got str"),
        ("[search]\nlimit = 0", ".nss.toml:2: search.limit: 0 does not fit: Expected int >= 1"),
        ("search = 3", ".nss.toml:1: search: is a group of settings, not a value"),
        ("[files]\nexclude = 'a'", ".nss.toml:2: files.exclude: 'a' does not fit: Expected array, got str"),
        (
            "[search.weights]\nkeyword = 11",
            ".nss.toml:2: search.weights.keyword: 11 does not fit: Expected float <",
        ),
        ("[search]\nweights = {meaning = -1}", ".nss.toml:2: search.weights.meaning: -1 does not fit"),
        ("zzz = 1", ".nss.toml:1: zzz: is not a setting"),
        ("[a.b.c]\nd = 1", ".nss.toml:2: a.b.c.d: is not a setting"),
        ("[search\nlimit = 3", ".nss.toml: is not valid TOML, so none of it counts"),
        ("x = " + "[" * 2000 + "]" * 2000, ".nss.toml: is not valid TOML"),
    ],
)
def test_a_mistake_names_file_line_and_key(tmp_path: Path, user_file: Path, text: str, said: str) -> None:
    settings, problems = load(project(tmp_path, text))
    assert settings == Settings()
    assert len(problems) == 1
    assert said in problems[0]


def test_files_that_cannot_be_read_are_problems(tmp_path: Path, user_file: Path) -> None:
    (tmp_path / ".nss.toml").mkdir()
    user_file.write_bytes(b"\xff\xfe\x00")
    problems = load(tmp_path)[1]
    assert [("config.toml" in problem, ".nss.toml" in problem) for problem in problems] == [
        (True, False),
        (False, True),
    ]


def test_an_endless_file_is_not_read(tmp_path: Path, user_file: Path) -> None:
    project(tmp_path, "#" * 300_000)
    assert "larger than 256 KiB" in load(tmp_path)[1][0]


def test_the_editor_may_nest_or_dot(tmp_path: Path, user_file: Path) -> None:
    nested = load(tmp_path, editor={"search": {"weights": {"symbol": 2}}})[0]
    dotted = load(tmp_path, editor={"search.weights.symbol": 2})[0]
    assert nested == dotted == put(Settings(), {"search.weights.symbol": 2.0})


def test_an_editor_s_mistakes_are_problems(tmp_path: Path, user_file: Path) -> None:
    editor: Mapping[str, Any] = {"host": {"enabled": "no"}, "lsp": None, "trace": {"server": "off"}}
    settings, problems = load(tmp_path, editor=editor)
    assert settings == Settings()
    assert len(problems) == 3
    assert all(problem.startswith("editor settings: ") for problem in problems)


def test_text_becomes_values_in_the_environment_and_on_the_command_line(tmp_path: Path, user_file: Path) -> None:
    variables = {"NSS_HOST_ENABLED": "false", "NSS_FILES_EXCLUDE": "a/**, *.gen.py"}
    flags = {"index.parse_seconds": "2.5", "hover.full_languages": '["bash", "lua"]'}
    settings, problems = load(tmp_path, environment=variables, flags=flags)
    assert problems == []
    assert settings.host.enabled is False
    assert settings.files.exclude == ("a/**", "*.gen.py")
    assert settings.index.parse_seconds == 2.5
    assert settings.hover.full_languages == ("bash", "lua")


def test_wrong_text_is_a_problem(tmp_path: Path, user_file: Path) -> None:
    flags = {"search.limit": "x", "hover.full_languages": "[1", "nope": "1"}
    problems = load(tmp_path, environment={"NSS_HOST_ENABLED": "maybe"}, flags=flags)[1]
    assert [problem.split(": ")[1] for problem in problems] == [
        "NSS_HOST_ENABLED", "search.limit", "hover.full_languages", "nope",
    ]  # fmt: skip


def test_every_setting_is_documented() -> None:
    for setting in setting_keys().values():
        assert setting.doc.endswith("."), setting.key
        assert setting.why, setting.key
        assert not setting.why.endswith("."), setting.key
