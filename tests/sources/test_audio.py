"""Sound cards: what PortAudio calls, and what is told where there is none."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from gateway.errors import SourceError
from gateway.sources.audio import find_device
from tests.sources.rig import rig
from tests.sources.samples import DOWNLINK, i16, number

pytestmark = pytest.mark.usefixtures("stand_in")


class PortAudioError(Exception):
    pass


class Library:
    """PortAudio as the source uses it, with a card that a thread of its own plays."""

    PortAudioError = PortAudioError

    def __init__(self, play: Callable[[Any], None]):
        self.play = play
        self.names = ["HDMI out", "USB Audio CODEC: (hw:1,0)", "Loopback"]
        self.opened: list[dict[str, Any]] = []
        self.restarts = 0

    def _terminate(self) -> None:
        pass

    def _initialize(self) -> None:
        self.restarts += 1

    def query_devices(self) -> list[dict[str, Any]]:
        return [{"name": name, "max_input_channels": int("out" not in name)} for name in self.names]

    def RawInputStream(self, **options: Any) -> SimpleNamespace:  # noqa: N802  its name
        self.opened.append(options)
        thread = threading.Thread(target=self.play, args=(SimpleNamespace(**options),))

        def close(ignore_errors: bool) -> None:
            thread.join()

        return SimpleNamespace(start=thread.start, close=close)


NO_OVERFLOW = SimpleNamespace(input_overflow=False)
OVERFLOW = SimpleNamespace(input_overflow=True)


def played(*blocks: tuple[bytes, SimpleNamespace]) -> Callable[[Any], None]:
    def play(card: Any) -> None:
        for data, status in blocks:
            card.callback(memoryview(data), len(data) // 2, None, status)
        card.finished_callback()

    return play


async def test_a_frame_in_what_the_card_delivers(monkeypatch: pytest.MonkeyPatch) -> None:
    library = Library(played((i16(100, count=4800), NO_OVERFLOW), (i16(count=4800), NO_OVERFLOW)))
    monkeypatch.setitem(sys.modules, "sounddevice", library)
    async with rig(f'kind = "audio"\ndevice = "usb audio"\n{DOWNLINK}', "") as made:
        assert number(await made.data()) == 100
        await made.until("waiting")
        assert "has gone" in made.receiver.error
    assert library.opened[0]["device"] == 1
    assert library.opened[0]["samplerate"] == 48_000


async def test_a_card_that_is_pulled_out_is_found_when_it_is_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    library = Library(played((i16(100, count=4800), NO_OVERFLOW)))
    usb = library.names.pop(1)
    monkeypatch.setitem(sys.modules, "sounddevice", library)
    async with rig(f'kind = "audio"\ndevice = "usb audio"\n{DOWNLINK}', "") as made:
        await made.until("waiting")
        assert "no sound card 'usb audio'; there are Loopback" in made.receiver.error
        library.names.append(usb)
        assert number(await made.data()) == 100
        assert library.restarts >= 2, "PortAudio looks for devices only when it starts"


async def test_what_the_card_lost_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    library = Library(played((i16(count=4800), NO_OVERFLOW), (i16(5, count=4800), OVERFLOW)))
    monkeypatch.setitem(sys.modules, "sounddevice", library)
    async with rig(f'kind = "audio"\n{DOWNLINK}', "") as made:
        await made.data()
        assert made.receiver.counters["overruns"] >= 1
    assert library.opened[0]["device"] is None


async def test_a_card_that_falls_silent_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gateway.sources.audio.SILENT_S", 0.2)
    library = Library(lambda card: None)
    monkeypatch.setitem(sys.modules, "sounddevice", library)
    async with rig(f'kind = "audio"\n{DOWNLINK}', "") as made:
        await made.until("waiting")
        assert "has gone" in made.receiver.error


async def test_a_missing_library_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sounddevice", None)
    async with rig(f'kind = "audio"\n{DOWNLINK}', "") as made:
        await made.until("waiting")
        assert "cupola-gateway[audio]" in made.receiver.error


def test_a_machine_without_a_card_is_told() -> None:
    library = Library(lambda card: None)
    library.names = ["HDMI out"]
    with pytest.raises(SourceError, match="no sound card to record from"):
        find_device(library, "")


async def test_the_real_library_says_that_there_is_no_such_card() -> None:
    try:
        import sounddevice  # noqa: F401
    except (ImportError, OSError) as error:
        pytest.skip(str(error))
    async with rig(f'kind = "audio"\ndevice = "no such card"\n{DOWNLINK}', "") as made:
        await made.until("waiting")
        assert "no sound card" in made.receiver.error
        await asyncio.sleep(0)
