"""Dictation in the real VS Code: a real voice, a real microphone, a real speech model, and a real line in an editor."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.editors.home import temporary_home
from tests.editors.vscode.editor import Editor, serving
from tests.support.voice import Microphone, installed_model, say, virtual_microphone

pytestmark = [pytest.mark.editor, pytest.mark.slow]


@pytest.fixture(scope="module")
def microphone() -> Iterator[Microphone]:
    with virtual_microphone() as made:
        yield made


@pytest.fixture(scope="module")
def dictating(vsix: Path, microphone: Microphone) -> Iterator[Editor]:
    """A home of its own: its host has the microphone, and the motion that other tests turn off."""
    environment = {**microphone.environment, "NSS_MODELS_DIR": str(installed_model())}
    with (
        temporary_home() as home,
        serving(
            home,
            vsix,
            "--disable-workspace-trust",
            environment=environment,
            settings={"workbench.reduceMotion": "off"},
        ) as running,
    ):
        yield running


def test_a_spoken_name_stands_at_the_cursor_and_one_undo_takes_it_back(
    dictating: Editor, microphone: Microphone, tmp_path: Path
) -> None:
    sentence = say("please call apply discount with the old price and then add the tax for the customer", tmp_path)
    dictating.check("dictation", wave=str(sentence), sound=json.dumps(microphone.environment))


def test_the_key_may_be_held_while_somebody_speaks(dictating: Editor, microphone: Microphone, tmp_path: Path) -> None:
    sentence = say("the number is too large", tmp_path)
    dictating.check("held", wave=str(sentence), sound=json.dumps(microphone.environment))


def test_words_become_a_search_and_a_ticket(dictating: Editor, microphone: Microphone, tmp_path: Path) -> None:
    question = say("please try again and wait in between", tmp_path)
    ticket = say("this function should check that the percent is not negative", tmp_path)
    dictating.check("dictated", wave=str(question), ticket=str(ticket), sound=json.dumps(microphone.environment))


def test_a_place_that_is_gone_and_a_recording_that_is_thrown_away(
    dictating: Editor, microphone: Microphone, tmp_path: Path
) -> None:
    sentence = say("the number is too large", tmp_path)
    dictating.check("misplaced", wave=str(sentence), sound=json.dumps(microphone.environment))


def test_a_dictated_name_can_be_spelled_as_it_was_heard(
    dictating: Editor, microphone: Microphone, tmp_path: Path
) -> None:
    sentence = say("please call apply discount with the old price", tmp_path)
    dictating.check("spellings", wave=str(sentence), sound=json.dumps(microphone.environment))


def test_without_a_model_the_user_reads_what_to_run(vsix: Path, microphone: Microphone, tmp_path: Path) -> None:
    environment = {**microphone.environment, "NSS_MODELS_DIR": str(tmp_path / "none")}
    with (
        temporary_home() as home,
        serving(home, vsix, "--disable-workspace-trust", environment=environment) as editor,
    ):
        editor.check("speechless")
