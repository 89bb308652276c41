"""Audio in datagrams, as gqrx sends it."""

from __future__ import annotations

import socket
from datetime import UTC, datetime, timedelta

import pytest

from tests.sources.rig import rig
from tests.sources.samples import DOWNLINK, i16, number
from tests.sources.test_udp import send
from tests.stage import free_port

pytestmark = pytest.mark.usefixtures("stand_in")


def datagrams(data: bytes) -> list[bytes]:
    """*data* as gqrx cuts it."""
    return [data[at : at + 1024] for at in range(0, len(data), 1024)]


@pytest.mark.parametrize("channels", [1, 2])
async def test_a_frame_in_audio_has_the_time_at_which_it_came(channels: int) -> None:
    port = free_port()
    table = f'kind = "udp_audio"\nport = {port}\nchannels = {channels}\n{DOWNLINK}'
    async with rig(table, "") as made:
        await made.until("open")
        send(port, *datagrams(i16(5000, count=9600, channels=channels)))
        entry = await made.next()
        assert number(entry.event.data) == 5000
        assert abs(datetime.now(UTC) - entry.received_at) < timedelta(seconds=5)
        [line] = made.receiver.status()["downlinks"]
        assert line.pop("pass")["frames"] == 1
        assert line == {"downlink": "FSK 1200 ax25", "state": "running"}


async def test_a_stream_that_stalls_gives_what_it_has() -> None:
    port = free_port()
    async with rig(f'kind = "udp_audio"\nport = {port}\n{DOWNLINK}', "") as made:
        await made.until("open")
        send(port, *datagrams(i16(10, count=1024)))
        assert number(await made.data()) == 10
        assert made.receiver.counters["stalls"] == 1


async def test_a_port_that_is_taken_is_waited_for() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(("127.0.0.1", 0))
        port = other.getsockname()[1]
        async with rig(f'kind = "udp_audio"\nport = {port}\n{DOWNLINK}', "") as made:
            await made.until("waiting")
            assert "Address already in use" in made.receiver.error
