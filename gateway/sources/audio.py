"""A sound card, through PortAudio.

PortAudio calls us from a thread of its own and looks for devices only when it is
started; so it is started anew for every attempt, and an adapter that was pulled out is
found when it is back, by its name.
"""

from __future__ import annotations

import asyncio
from typing import Any

from gateway.errors import SourceError
from gateway.sources.demodulation import Demodulation, Stream
from gateway.sources.receiver import Receiver
from gateway.station import AudioSource

SILENT_S = 5.0
"""A card delivers all the time; one that stops has gone, whatever it says."""


async def run(options: AudioSource, receiver: Receiver) -> None:
    """Hear the sound card until cancelled."""
    stream = Stream("i16", options.sample_rate, options.channels)
    async with Demodulation(options.downlink, stream, receiver) as demodulation:
        while True:
            try:
                library = _library()
                await _hear(library, options, receiver, demodulation)
            except SourceError as error:
                demodulation.cut()
                await receiver.lost(error)


async def _hear(
    library: Any, options: AudioSource, receiver: Receiver, demodulation: Demodulation
) -> None:
    """Feed what the card delivers.

    Raises:
        SourceError: It is not there, or no longer.
    """
    capture = Capture(demodulation)
    number = find_device(library, options.device)
    try:
        card = library.RawInputStream(
            samplerate=options.sample_rate,
            device=number,
            channels=options.channels,
            dtype="int16",
            callback=capture.take,
            finished_callback=capture.finished,
        )
        card.start()
    except (library.PortAudioError, ValueError, OSError) as error:
        raise SourceError(f"{options.device or 'the sound card'}: {error}") from error
    try:
        receiver.opened(options.device or "the default sound card")
        await capture.ended()
    finally:
        card.close(ignore_errors=True)
    raise SourceError(f"{options.device or 'the sound card'} has gone")


class Capture:
    """What the card's thread hands to the gateway's.

    Args:
        demodulation: What is fed, in the gateway's thread.
    """

    def __init__(self, demodulation: Demodulation):
        self._demodulation = demodulation
        self._loop = asyncio.get_running_loop()
        self._ended = asyncio.Event()
        self._came_at = self._loop.time()

    def take(self, data: Any, frames: int, time: Any, status: Any) -> None:
        """Called in the card's thread with a block of samples."""
        self._call(self._feed, bytes(data), bool(status.input_overflow))

    def finished(self) -> None:
        """Called in the card's thread when there are no more."""
        self._call(self._ended.set)

    def _call(self, what: Any, *arguments: Any) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(what, *arguments)

    def _feed(self, data: bytes, overflow: bool) -> None:
        self._came_at = self._loop.time()
        if overflow:
            # How much was lost PortAudio does not say; the time comes from the clock.
            self._demodulation.cut()
            self._demodulation.count("overruns")
        self._demodulation.feed(data)

    async def ended(self) -> None:
        """Wait until the card delivers no more."""
        while not self._ended.is_set():
            try:
                async with asyncio.timeout(SILENT_S):
                    await self._ended.wait()
            except TimeoutError:
                if self._loop.time() - self._came_at > SILENT_S:
                    return


def find_device(library: Any, name: str) -> int | None:
    """The number of the input whose name has *name* in it; None for the default.

    Raises:
        SourceError: There is none.
    """
    library._terminate()
    library._initialize()
    inputs = [
        (number, str(device["name"]))
        for number, device in enumerate(library.query_devices())
        if device["max_input_channels"] > 0
    ]
    if not inputs:
        raise SourceError("there is no sound card to record from")
    if not name:
        return None
    for number, full in inputs:
        if name.lower() in full.lower():
            return number
    raise SourceError(f"no sound card {name!r}; there are {', '.join(n for _, n in inputs)}")


def _library() -> Any:
    """PortAudio.

    Raises:
        SourceError: It is not installed.
    """
    try:
        import sounddevice
    except ImportError as error:
        reason = "sound cards need sounddevice: pip install 'cupola-gateway[audio]'"
        raise SourceError(reason) from error
    except OSError as error:
        raise SourceError(f"{error}: apt install libportaudio2") from error
    return sounddevice
