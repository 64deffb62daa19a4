"""What the host keeps of a take: how long it waits for its client, and what becomes of it in the child's next life."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest
from nss_index.errors import Cancelled, HostUnavailable
from nss_server.host import take as rules
from nss_server.host.recordings import Spool
from nss_server.host.take import DictationRequest, Take

SHORT = 0.05


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "QUESTION_SECONDS", SHORT)


def begun(told: list[Mapping[str, Any]] | None = None) -> Take:
    found = Take("t", DictationRequest(), ([] if told is None else told).append, "a test", Spool(None))
    assert found.begun() == {"do": "begin", "take": "t", "language": "", "translate": False}
    return found


async def test_a_client_that_asks_nothing_is_waited_for_a_while() -> None:
    assert await begun().questions() == []


async def test_its_questions_are_taken_as_soon_as_they_are_there() -> None:
    take = begun()
    waiting = asyncio.create_task(take.questions())
    await asyncio.sleep(0)
    take.asked.set_result([(0, 3, "name")])
    assert await waiting == [(0, 3, "name")]


async def test_while_the_audio_is_heard_again_the_client_is_not_called_late() -> None:
    told: list[Mapping[str, Any]] = []
    take = begun(told)
    waiting = asyncio.create_task(take.questions())
    heard = take.listen()
    await asyncio.sleep(4 * SHORT)
    assert not waiting.done()
    take.progress({"event": "listened", "take": "t", "text": "char code", "seconds": 0.2})
    assert await heard == "char code"
    take.asked.set_result([(0, 8, "char code")])
    assert await waiting == [(0, 8, "char code")]
    assert told == [], "it was asked for by a request, which is answered"


async def test_a_client_that_says_nothing_after_it_was_heard_again_is_not_waited_for_either() -> None:
    take = begun()
    take.listen().set_result("char code")
    assert await asyncio.wait_for(take.questions(), 30) == []


async def test_questions_of_an_earlier_life_go_to_nobody() -> None:
    take = begun()
    sent: list[object] = []

    async def send() -> None:
        sent.append(await take.questions())

    take.asking = asyncio.create_task(send())
    await asyncio.sleep(0)
    heard = take.listen()
    take.begun()
    with pytest.raises(HostUnavailable, match="begins again"):
        await heard
    await asyncio.sleep(2 * SHORT)
    assert sent == [], "the new recogniser would take them for questions about a text that it has not heard yet"


async def test_who_listens_to_a_take_that_ends_hears_so() -> None:
    take = begun()
    heard = take.listen()
    take.settle(Cancelled("the dictation was cancelled"))
    with pytest.raises(Cancelled):
        await heard


async def test_its_progress_is_told_to_its_client() -> None:
    told: list[Mapping[str, Any]] = []
    take = begun(told)
    take.progress({"event": "partial", "take": "t", "stable": "make", "tentative": "char"})
    take.progress({"event": "read", "take": "t", "audio_seconds": 2.5})
    take.progress({"event": "heard", "take": "t", "text": "make", "others": [], "spans": [(0, 4)]})
    assert [dict(event) for event in told] == [
        {"type": "partial", "stable": "make", "tentative": "char"},
        {"type": "heard", "take": "t", "text": "make", "others": [], "spans": [(0, 4)]},
    ]
    assert take.read_seconds == 2.5
    take.finishing = True
    take.progress({"event": "partial", "take": "t", "stable": "late", "tentative": ""})
    assert len(told) == 2, "the key was released: the text is on its way"
