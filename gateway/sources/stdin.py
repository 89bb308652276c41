"""Standard input: `something | cupola run -`, octets or samples."""

from __future__ import annotations

import asyncio
import os
import stat
import sys

from gateway.sources.demodulation import Demodulation, Stream
from gateway.sources.file import hex_line
from gateway.sources.receiver import Receiver
from gateway.station import StdinSource

READ_OCTETS = 65536
MAX_LINE = 65536


async def run(options: StdinSource, receiver: Receiver) -> None:
    """Read standard input to its end."""
    receiver.opened("standard input")
    descriptor = sys.stdin.fileno()
    if options.sampled:
        await _hear(descriptor, options, receiver)
        receiver.finished()
        return
    rest = b""
    while data := await _read(descriptor):
        if options.format == "octets":
            await receiver.octets(data)
            continue
        *lines, rest = (rest + data).split(b"\n")
        rest = rest[-MAX_LINE:]
        for line in lines:
            await receiver.record(hex_line(line))
    await receiver.record(hex_line(rest))
    receiver.finished()


async def _hear(descriptor: int, options: StdinSource, receiver: Receiver) -> None:
    """Feed samples to their modems, to the input's end."""
    stream = Stream(options.format, options.sample_rate, options.channels, options.frequency_hz)
    async with Demodulation(options.downlink, stream, receiver) as demodulation:
        while data := await _read(descriptor):
            demodulation.feed(data)
            # A pipe can wait: who writes to it knows best what to do then.
            await demodulation.room()
        await demodulation.finish()


async def _read(descriptor: int) -> bytes:
    """The next octets; a file never makes us wait, a pipe or terminal does."""
    if stat.S_ISREG(os.fstat(descriptor).st_mode):
        await asyncio.sleep(0)
        return os.read(descriptor, READ_OCTETS)
    loop = asyncio.get_running_loop()
    readable: asyncio.Future[None] = loop.create_future()
    loop.add_reader(descriptor, _done, readable)
    try:
        await readable
    finally:
        loop.remove_reader(descriptor)
    return os.read(descriptor, READ_OCTETS)


def _done(future: asyncio.Future[None]) -> None:
    if not future.done():
        future.set_result(None)
