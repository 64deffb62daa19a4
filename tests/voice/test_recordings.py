"""The file of a take."""

from __future__ import annotations

import wave
from pathlib import Path

from nss_server.host.recordings import Spool

BLOCK = b"\1\0" * 1600


def test_a_file_is_whole_after_every_block(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "take.wav")
    spool.write(BLOCK)
    spool.write(BLOCK)
    with wave.open(str(tmp_path / "take.wav")) as file:
        assert file.readframes(9_999) == BLOCK + BLOCK
    assert (spool.seconds, b"".join(spool.read(len(BLOCK)))) == (0.2, BLOCK)
    assert spool.close(keep=True) == str(tmp_path / "take.wav")


def test_what_arrives_after_a_take_was_thrown_away_is_not_kept(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "take.wav")
    spool.write(BLOCK)
    spool.discard()
    spool.write(BLOCK)  # the recorder hears of the end a moment later
    assert spool.close(keep=True) == ""
    assert not list(tmp_path.iterdir())
