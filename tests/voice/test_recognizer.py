"""The recogniser with a real model: its tokens, what it says of other words, and what it refuses."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pytest
from nss_index.errors import Cancelled, ModelUnavailable
from nss_server.adapters.voice.decode import decode
from nss_server.adapters.voice.recognizer import Recognizer
from nss_server.adapters.voice.weighing import FRAMES, WHOLE_SECONDS
from nss_server.adapters.voice.whisper import mended_tokenizer, without_latin
from nss_server.speech.heard import Window

from tests.support.voice import installed_model, say

if TYPE_CHECKING:
    from nss_server.adapters.voice.whisper import Encoded

pytestmark = pytest.mark.slow

SPOKEN = "Please add a test for the function that starts with a number."


def model() -> Path:
    (folder,) = [path.parent for path in installed_model().glob("*/model.bin")]
    return folder


@pytest.fixture(scope="module")
def recognizer() -> Iterator[Recognizer]:
    yield Recognizer(model())


@pytest.fixture(scope="module")
def heard(recognizer: Recognizer, tmp_path_factory: pytest.TempPathFactory) -> Window:
    audio = decode(say(SPOKEN, tmp_path_factory.mktemp("spoken")))
    (window,) = recognizer.hear(audio, language="en", windows=True).windows
    assert f"starts with {article(window)} number" in window.text
    return window


def article(heard: Window) -> str:
    """The word before "number": where numbers are multiplied otherwise, the model hears another one."""
    found = heard.text.split()[-2]
    assert found in ("a", "the")
    return found


def weighed(recognizer: Recognizer, window: Window, old: str, new: str) -> float:
    start = window.text.index(old)
    (gain,) = recognizer.weigh(window, "en", False, [(start, start + len(old), new)])
    return gain


def test_words_that_sound_like_what_was_said_are_likelier_than_others(recognizer: Recognizer, heard: Window) -> None:
    alike = weighed(recognizer, heard, f"starts with {article(heard)}", f"start with {article(heard)}")
    other = weighed(recognizer, heard, f"starts with {article(heard)}", "streaming")
    assert other < alike - 5


def test_the_words_that_were_heard_change_nothing(recognizer: Recognizer, heard: Window) -> None:
    assert weighed(recognizer, heard, "starts with", "starts with") == pytest.approx(0.0, abs=1e-6)


def test_an_answer_does_not_depend_on_the_other_questions(recognizer: Recognizer, heard: Window) -> None:
    start = heard.text.index("starts with")
    questions = [(start, start + 11, "startswith"), (start, start + 6, "stars"), (0, 6, "Peas")]
    together = recognizer.weigh(heard, "en", False, questions)
    assert recognizer.weigh(heard, "en", False, []) == []
    for question, answer in zip(questions, together, strict=True):
        (alone,) = recognizer.weigh(heard, "en", False, [question])
        assert alone == pytest.approx(answer, abs=0.5)


def test_the_last_word_and_the_whole_text_may_be_asked_about(recognizer: Recognizer, heard: Window) -> None:
    text = heard.text
    last = text.split()[-1]
    answers = recognizer.weigh(
        heard, "en", False, [(len(text) - len(last), len(text), "numbers."), (0, len(text), "No.")]
    )
    assert answers[1] < answers[0] < 0


def test_of_a_long_window_the_part_around_the_words_is_asked(recognizer: Recognizer, tmp_path: Path) -> None:
    spoken = (
        "The weather is nice today, and the sun is shining. We have to talk about the budget for next year. "
        "Please send the report to my manager before Friday. The children are playing in the garden."
    )
    audio = np.concatenate((decode(say(spoken, tmp_path)), np.zeros(16_000 * 6, dtype=np.float32)))
    (window,) = recognizer.hear(audio, language="en", speech_only=False, windows=True).windows
    assert len(cast("Encoded", window.sound)) > WHOLE_SECONDS * FRAMES
    for old, alike, other in (
        ("budget", "budged", "elephant"),
        ("garden", "garten", "office"),
        ("nice", "mice", "bad"),
    ):
        assert weighed(recognizer, window, old, other) < weighed(recognizer, window, old, alike) < 0
        assert weighed(recognizer, window, old, old) == pytest.approx(0.0, abs=1e-6)


def test_names_that_are_listened_for_are_heard(recognizer: Recognizer, tmp_path: Path) -> None:
    audio = decode(say("Make charcode private and remove the old one.", tmp_path))
    (window,) = recognizer.hear(audio, language="en", windows=True).windows
    assert "char code" not in window.text.lower(), "else there is nothing to mend"
    again = recognizer.listen_for(window, "en", False, ["remote test", "hair cut", "char code"])
    assert "char code" in again.lower()
    assert "remote test" not in again.lower(), "what nobody said is not heard"


def test_more_words_to_listen_for_than_a_prompt_takes_do_no_harm(recognizer: Recognizer, heard: Window) -> None:
    many = [f"{word} {other}" for word in ("tune", "brick", "lamp", "core") for other in map(str, range(200))]
    again = recognizer.listen_for(heard, "en", False, many)
    assert f"starts with {article(heard)} number" in again
    assert len(again) < 2 * len(heard.text)


def test_what_it_nearly_heard_is_told(heard: Window) -> None:
    assert len(heard.others) >= 2
    assert all(not other.startswith("<|") for other in heard.others)


def test_a_hearing_that_nobody_waits_for_ends(recognizer: Recognizer, heard: Window, tmp_path: Path) -> None:
    audio = decode(say(SPOKEN, tmp_path))
    with pytest.raises(Cancelled):
        recognizer.hear(audio, abandoned=lambda: True)
    assert weighed(recognizer, heard, "number", "umber") < 0, "another take's questions are no part of it"
    assert recognizer.hear(audio, language="en").text, "and the next one is heard"


def test_nobody_is_taken_to_speak_latin() -> None:
    assert without_latin([("<|la|>", 0.5), ("<|en|>", 0.4), ("<|de|>", 0.1)]) == [("<|en|>", 0.8), ("<|de|>", 0.2)]
    assert without_latin([("<|en|>", 1.0)]) == [("<|en|>", 1.0)]
    assert without_latin([("<|la|>", 1.0)]) == [("<|la|>", 1.0)], "there is none else"


def test_the_language_is_found_out(recognizer: Recognizer, tmp_path: Path) -> None:
    found = recognizer.hear(decode(say(SPOKEN, tmp_path)))
    assert found.language == "en"
    assert 0.5 < found.language_probability <= 1.0


def test_a_merge_that_the_model_s_tokeniser_has_lost_is_there(recognizer: Recognizer) -> None:
    def pieces(definition: str) -> list[str]:
        from tokenizers import Tokenizer

        tokenizer: Any = Tokenizer.from_str(definition)
        return tokenizer.encode(" the test", add_special_tokens=False).tokens

    published = (model() / "tokenizer.json").read_text("utf-8")
    mended = mended_tokenizer(published)
    assert pieces(mended) == ["Ġthe", "Ġtest"]
    assert mended_tokenizer(mended) == mended
    lost = json.loads(mended)
    lost["model"]["merges"] = [merge for merge in lost["model"]["merges"] if merge not in ("Ġ t", ["Ġ", "t"])]
    assert pieces(json.dumps(lost)) != ["Ġthe", "Ġtest"]
    assert pieces(mended_tokenizer(json.dumps(lost))) == ["Ġthe", "Ġtest"]


@pytest.mark.parametrize("missing", ["tokenizer.json", "config.json", "model.bin"])
def test_a_folder_that_lacks_a_file_is_refused_before_anybody_is_asked(tmp_path: Path, missing: str) -> None:
    """faster-whisper would look for the tokeniser on a hub."""
    folder = tmp_path / "model"
    folder.mkdir()
    for name in ("tokenizer.json", "config.json", "model.bin"):
        if name != missing:
            shutil.copy(model() / name, folder / name)
    with pytest.raises(ModelUnavailable, match=f"{missing} missing"):
        Recognizer(folder)


def test_a_sentence_on_which_the_decoder_goes_round_in_circles_is_not_lost(
    recognizer: Recognizer, tmp_path: Path
) -> None:
    spoken = "move removed after next version warning into the same file as update view"
    audio = decode(say(spoken, tmp_path, "espeak:en-us+f2"))
    assert "version warning into the same file" in recognizer.hear(audio, language="en").text
