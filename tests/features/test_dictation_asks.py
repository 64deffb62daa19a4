"""A dictation asks the audio about names, in whosever context the host's events come."""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from nss_server.features._dictated import LEAST_QUESTIONS, MOST_QUESTIONS, questions_for
from nss_server.workspace import OnEvent

from tests.support.workspaces import FakeHost, ask, indexed_workspace

HEARD = "Please call a plightest count with the old price."
RAINFALL = "Please call rainfall with the old price."
SHOP = """
#- prices.py
def apply_discount(price, percent):
    return price

def drain_fork():
    return 1
"""


class Listening(FakeHost):
    """A host whose recogniser has heard `heard` and, asked, finds a name as likely."""

    def __init__(self, heard: str = HEARD, again: str = "", gain: float = 0.0) -> None:
        super().__init__({"dictation/record": {}})
        self.heard, self.again, self.gain = heard, again or heard, gain
        self.listened_for: list[list[str]] = []
        self.questions: asyncio.Future[list[Any]] = asyncio.get_running_loop().create_future()

    async def request(self, method: str, params: Mapping[str, Any], on_event: OnEvent | None = None) -> Any:
        if method == "dictation/listen":
            self.listened_for = params["words"]
            return {"text": self.again}
        if method == "dictation/weigh":
            self.questions.set_result(params["questions"])
            return {}
        if method != "dictation/run":
            return await super().request(method, params, on_event)
        assert on_event is not None
        event: dict[str, Any] = {
            "type": "heard",
            "take": "t",
            "text": self.heard,
            "others": [],
            "spans": [(0, len(self.heard))],
            "audio_seconds": 3.0,
        }
        contextvars.Context().run(on_event, event)  # as from the task that reads the connection
        questions = await asyncio.wait_for(self.questions, 30)
        return {
            "take": "t", "plain": self.heard, "gains": [self.gain] * len(questions), "language": "en",
            "confidence": 0.9, "audio_seconds": 3.0, "problem": "", "timings": {},
        }  # fmt: skip


async def test_names_are_asked_about_whoever_opened_the_connection(tmp_path: Path) -> None:
    host = Listening()
    found = await ask(indexed_workspace(tmp_path, SHOP), "dictation/start", {}, host=host)
    assert host.questions.result()
    assert [words[-1] for words in host.listened_for] == ["apply discount"]
    assert found["text"] == "Please call apply_discount with the old price."


@pytest.mark.parametrize(
    ("again", "text"),
    [
        ("Please call drain fork with the old price.", "Please call drain_fork with the old price."),
        (RAINFALL, RAINFALL),
    ],
)
async def test_the_audio_is_heard_again_with_names_in_mind(tmp_path: Path, again: str, text: str) -> None:
    host = Listening(RAINFALL, again, gain=-9.0)
    found = await ask(indexed_workspace(tmp_path, SHOP), "dictation/start", {}, host=host)
    assert (found["text"], found["raw"]) == (text, RAINFALL)


async def test_without_an_index_the_words_stay_and_it_is_said_why(tmp_path: Path) -> None:
    found = await ask(tmp_path, "dictation/start", {}, text=SHOP, host=Listening())
    assert found["text"] == HEARD
    assert found["problem"].startswith("names were not looked for: ")
    assert "nss index" in found["problem"]


def test_short_speech_gets_more_questions_than_long_and_a_file_that_nobody_waits_for_all() -> None:
    assert questions_for(3.0, 1, waited_for=True) == MOST_QUESTIONS
    assert LEAST_QUESTIONS <= questions_for(10.0, 1, waited_for=True) < MOST_QUESTIONS
    assert questions_for(26.0, 1, waited_for=True) == LEAST_QUESTIONS
    assert questions_for(300.0, 12, waited_for=False) == 12 * MOST_QUESTIONS
    assert questions_for(0.0, 0, waited_for=False) == 0
