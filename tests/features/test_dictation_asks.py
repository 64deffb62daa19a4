"""A dictation asks the audio about names, in whosever context the host's events come."""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from nss_server.workspace import OnEvent

from tests.support.workspaces import FakeHost, ask, indexed_workspace

HEARD = "Please call a plightest count with the old price."
SHOP = """
#- prices.py
def apply_discount(price, percent):
    return price
"""


class Listening(FakeHost):
    """A host whose recogniser has heard HEARD and, asked, finds a name as likely."""

    def __init__(self, again: str = HEARD, gain: float = 0.0) -> None:
        super().__init__({"dictation/record": {}})
        self.again, self.gain = again, gain
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
        event: dict[str, Any] = {"type": "heard", "take": "t", "text": HEARD, "others": [], "spans": [(0, len(HEARD))]}
        contextvars.Context().run(on_event, event)  # as from the task that reads the connection
        questions = await asyncio.wait_for(self.questions, 30)
        return {
            "take": "t", "plain": HEARD, "gains": [self.gain] * len(questions), "language": "en", "confidence": 0.9,
            "audio_seconds": 3.0, "problem": "", "timings": {},
        }  # fmt: skip


async def test_names_are_asked_about_whoever_opened_the_connection(tmp_path: Path) -> None:
    host = Listening()
    found = await ask(indexed_workspace(tmp_path, SHOP), "dictation/start", {}, host=host)
    assert host.questions.result()
    assert host.listened_for == [["apply discount"]]
    assert found["text"] == "Please call apply_discount with the old price."


@pytest.mark.parametrize(
    ("again", "text"),
    [
        ("Please call apply discount with the old price.", "Please call apply_discount with the old price."),
        (HEARD, HEARD),
    ],
)
async def test_the_audio_is_heard_again_with_names_in_mind(tmp_path: Path, again: str, text: str) -> None:
    host = Listening(again=again, gain=-24.0)  # which says no by itself
    found = await ask(indexed_workspace(tmp_path, SHOP), "dictation/start", {}, host=host)
    assert (found["text"], found["raw"]) == (text, HEARD)


async def test_without_an_index_the_words_stay_and_it_is_said_why(tmp_path: Path) -> None:
    found = await ask(tmp_path, "dictation/start", {}, text=SHOP, host=Listening())
    assert found["text"] == HEARD
    assert found["problem"].startswith("names were not looked for: ")
    assert "nss index" in found["problem"]
