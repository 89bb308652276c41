"""The receiver counts, and tells the state of its source."""

from __future__ import annotations

from pathlib import Path

from gateway.framing import make_deframer
from gateway.journal import Journal
from gateway.model import Delivery
from gateway.recorder import Recorder
from gateway.sources.clock import Clock
from gateway.sources.receiver import Receiver
from tests.sources.rig import source
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
