"""A recording of samples as a source: read as fast as its modems work, or at its speed."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path

from gateway.errors import SourceError
from gateway.samples.recording import SampleRecording, open_recording
from gateway.sources.demodulation import Demodulation, Stream
from gateway.sources.receiver import Receiver
from gateway.sources.timeline import RecordedTimeline
from gateway.station import FileSource

log = logging.getLogger(__name__)

BLOCK_S = 0.5
MAX_BLOCK = 1 << 19
"""Samples: at any rate a block goes through the pipe as one message."""


async def run(options: FileSource, receiver: Receiver) -> None:
    """Hear the recording to its end, again and again if that is asked for."""
    while True:
        try:
            recording = open_recording(Path(options.path), options.sample_rate, options.iq)
        except SourceError as error:
            await receiver.lost(error)
            if options.repeat:
                continue
            receiver.finished()
            return
        for note in recording.notes:
            log.warning("source %s: %s", options.name, note)
        receiver.opened(options.path)
        await _hear(recording, options, receiver)
        if not options.repeat:
            receiver.finished()
            return


async def _hear(recording: SampleRecording, options: FileSource, receiver: Receiver) -> None:
    rate = recording.sample_rate
    frequency = options.frequency_hz or recording.frequency_hz
    stream = Stream("cf32" if recording.iq else "f32", rate, frequency_hz=frequency)
    timeline = RecordedTimeline(rate, recording.started_at)
    async with Demodulation(options.downlink, stream, receiver, timeline) as demodulation:
        for block in recording.blocks(min(MAX_BLOCK, int(BLOCK_S * rate))):
            demodulation.feed(block.tobytes())
            if options.pace == "timestamps":
                await asyncio.sleep(len(block) / rate)
            await demodulation.room()
        await demodulation.finish()
    for name, count in recording.counters.items():
        # The modem counts as well what it can see in the floats that it gets.
        receiver.counters[name] = max(count, receiver.counters[name])
