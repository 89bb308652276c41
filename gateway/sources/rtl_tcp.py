"""A dongle behind rtl_tcp: one band of IQ, and every downlink in it at once.

::

    server   "RTL0"  tuner:4  gains:4        once, big-endian
             I:1 Q:1 ...                     cu8, for ever
    client   command:1  argument:4           big-endian

Source: rtl-sdr, `rtl_tcp` (osmocom); the commands are those of its `librtlsdr`.
"""

from __future__ import annotations

import asyncio
import struct
from collections.abc import Sequence

from gateway.errors import StationError
from gateway.sources.demodulation import Demodulation, Stream
from gateway.sources.iq import hear_server
from gateway.sources.receiver import Receiver
from gateway.station import RtlTcpSource

HEADER_OCTETS = 12
MAGIC = b"RTL0"
TUNERS = ("unknown", "E4000", "FC0012", "FC0013", "FC2580", "R820T", "R828D")
HEADER_S = 5.0

FREQUENCY, SAMPLE_RATE, GAIN_MODE, GAIN, PPM, BIAS_TEE = 0x01, 0x02, 0x03, 0x04, 0x05, 0x0E

USABLE = 0.4
"""Part of the band to each side of its centre that the dongle's filter leaves clean."""

STEPS = 64
"""Places tried for the centre, from the downlinks' middle to the band's edge."""

CLEAR_HZ = 40e3
"""Distance from the dongle's own carrier that is enough for any downlink."""


async def run(options: RtlTcpSource, receiver: Receiver) -> None:
    """Hear the dongle until cancelled.

    Raises:
        StationError: The downlinks do not fit into the band.
    """
    frequency = centre_hz(options)
    stream = Stream("cu8", options.sample_rate, frequency_hz=frequency)

    async def greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> str:
        tuner = await _greeting(reader)
        writer.write(commands(options, frequency))
        return f", a dongle with {tuner} at {frequency / 1e6:.3f} MHz"

    async with Demodulation(options.downlink, stream, receiver) as demodulation:
        await hear_server(options, receiver, demodulation, greet)


async def _greeting(reader: asyncio.StreamReader) -> str:
    """The tuner that the server's first octets tell.

    Raises:
        OSError: It is no rtl_tcp.
    """
    try:
        async with asyncio.timeout(HEADER_S):
            header = await reader.readexactly(HEADER_OCTETS)
    except (asyncio.IncompleteReadError, TimeoutError):
        raise OSError("the server does not say that it is rtl_tcp") from None
    magic, tuner, _ = struct.unpack(">4sII", header)
    if magic != MAGIC:
        raise OSError("the server is no rtl_tcp")
    return TUNERS[tuner] if tuner < len(TUNERS) else TUNERS[0]


def commands(options: RtlTcpSource, frequency_hz: float) -> bytes:
    """What the dongle is told."""
    told = [(SAMPLE_RATE, options.sample_rate), (FREQUENCY, round(frequency_hz))]
    if options.ppm:
        told.append((PPM, options.ppm))
    if options.gain_db is None:
        told.append((GAIN_MODE, 0))
    else:
        told += [(GAIN_MODE, 1), (GAIN, round(10 * options.gain_db))]
    told.append((BIAS_TEE, int(options.bias_tee)))
    return b"".join(struct.pack(">BI", what, value & 0xFFFFFFFF) for what, value in told)


def centre_hz(options: RtlTcpSource) -> float:
    """The frequency that the dongle is tuned to.

    Raises:
        StationError: The downlinks do not fit into the band, or one has no frequency.
    """
    wanted = [table.frequency_hz for table in options.downlink if table.frequency_hz]
    reach = USABLE * options.sample_rate
    if options.frequency_hz is not None:
        centres = [options.frequency_hz]
    elif len(wanted) < len(options.downlink):
        raise StationError("without it every downlink needs its frequency_hz", key="frequency_hz")
    else:
        middle = (min(wanted) + max(wanted)) / 2
        centres = [middle + step * reach / STEPS for step in range(STEPS + 1)]
    fitting = [centre for centre in centres if all(abs(f - centre) <= reach for f in wanted)]
    if not fitting:
        reason = f"the downlinks do not fit into {2 * reach / 1e3:g} kHz around one centre"
        raise StationError(reason, key="sample_rate")
    # The first that is far enough from the dongle's own carrier: the middle of the band is
    # where its filter is flat.
    return max(fitting, key=lambda centre: _clearance(centre, wanted))


def _clearance(centre: float, wanted: Sequence[float]) -> float:
    """How far the nearest of *wanted* is from *centre*; more than enough is enough."""
    return min(CLEAR_HZ, min((abs(frequency - centre) for frequency in wanted), default=CLEAR_HZ))
