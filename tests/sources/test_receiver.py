"""The receiver counts, and tells the state of its source."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gateway.errors import SourceError
from gateway.framing import make_deframer
from gateway.journal import Journal
from gateway.model import Delivery, Frame
from gateway.recorder import Recorder
from gateway.sources.clock import Clock
from gateway.sources.receiver import Receiver
from tests.sources.rig import source
from tests.sources.samples import DOWNLINK
from tests.stage import kiss


def receiver(table: str = 'kind = "stdin"') -> tuple[Receiver, Recorder]:
    recorder = Recorder(Journal(Path(":memory:")))
    return Receiver(source(table), make_deframer("kiss", {}), recorder, Clock()), recorder


async def test_everything_is_counted() -> None:
    made, recorder = receiver()
    await made.octets(b"cmd:" + kiss(b"ok") + b"\xc0\x00\xdb\xff\xc0" + b"\xc0\x06\x01\xc0")
    status = made.status()
    assert status["counters"] == {
        "octets": 4 + 5 + 5 + 4,
        "frames": 1,
        "coding_error": 1,
        "noise_octets": 4,
        "ignored_commands": 1,
        "illegal_escapes": 1,
        **{"empty_frames": status["counters"]["empty_frames"]},
    }
    assert status["last_frame_at"].endswith("Z")
    await recorder.close()


async def test_the_state_is_told_as_it_changes() -> None:
    made, recorder = receiver()
    told = []
    made.on_change = lambda: told.append(made.state)
    made.opened("it")
    await made.lost("gone")
    made.opened("it")
    made.finished()
    assert told == ["open", "waiting", "open", "finished"]
    assert made.status()["counters"]["reconnects"] == 1
    await recorder.close()


async def test_samples_come_with_frames_that_know_their_time() -> None:
    recorder = Recorder(Journal(Path(":memory:")))
    made = Receiver(source(f'kind = "audio"\n{DOWNLINK}'), None, recorder, Clock())
    then = datetime(2020, 7, 13, tzinfo=UTC)
    await made.record([Frame(b"x", "ax25")], at=then, clock="recording")
    await recorder.flush()
    [entry] = await recorder.read(0)
    assert (entry.received_at, entry.clock) == (then, "recording")
    made.downlinks = lambda: [{"downlink": "FSK", "state": "running"}]
    status = made.status()
    assert status["counters"] == {"frames": 1}
    assert status["downlinks"] == [{"downlink": "FSK", "state": "running"}]
    assert made.pending == 0
    await recorder.close()


async def test_what_is_simulated_says_so() -> None:
    for table, delivery in (
        ('kind = "stdin"', Delivery.LIVE),
        ('kind = "stdin"\nsimulated = true', Delivery.SIMULATED),
        ('kind = "file"\npath = "x"', Delivery.REPLAY),
        ('kind = "file"\npath = "x"\nfollow = true', Delivery.LIVE),
    ):
        made, recorder = receiver(table)
        assert made.delivery is delivery
        await recorder.close()


SERIAL = 'kind = "serial"\nport = "x"\n'


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ('kind = "stdin"', "is not wired"),
        (SERIAL, "is not wired: its table lacks `wired = true`"),
        (f"{SERIAL}wired = true", "source it is not open"),
        (
            f'{SERIAL}wired = true\nframing = {{ kind = "fixed", size = 9 }}',
            "its framing cannot carry this: 5 octets",
        ),
    ],
)
async def test_what_cannot_be_sent_is_told(table: str, reason: str) -> None:
    made, recorder = receiver(table)
    with pytest.raises(SourceError, match=reason):
        await made.send(b"hello")
    assert "frames_sent" not in made.counters
    await recorder.close()


async def test_what_is_sent_is_framed_as_what_comes_and_counted() -> None:
    made, recorder = receiver(f'{SERIAL}wired = true\nframing = {{ kind = "kiss", port = 3 }}')
    written = []

    async def write(data: bytes) -> None:
        written.append(data)

    made.opened("it", write)
    await made.send(b"a\xc0b")
    assert written == [b"\xc0\x30a\xdb\xdcb\xc0"]
    assert (made.counters["frames_sent"], made.counters["octets_sent"]) == (1, 7)
    await made.lost("gone")
    with pytest.raises(SourceError, match="not open: gone"):
        await made.send(b"late")
    await recorder.close()


async def test_a_slow_line_has_the_time_that_the_octets_need(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("gateway.sources.receiver.SEND_S", 0.1)

    async def write(data: bytes) -> None:
        await asyncio.sleep(0.3)

    for baud, sent in ((50, True), (115_200, False)):
        made, recorder = receiver(f"{SERIAL}wired = true\nbaud = {baud}")
        made.opened("it", write)
        if sent:
            await made.send(bytes(200))  # 48 s at 50 Bd
        else:
            with pytest.raises(SourceError, match="took no octets"):
                await made.send(bytes(200))
        await recorder.close()
