"""A command joins the station's broker, whichever it is, and leaves nothing there."""

from __future__ import annotations

from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from gateway.cli.broker import join
from gateway.errors import BrokerError
from gateway.station import parse_station
from tests.stage import free_port, needs_mosquitto, outside_broker


@needs_mosquitto
@pytest.mark.parametrize("version", ["auto", "5", "3.1.1"])
async def test_it_joins_under_a_name_of_its_own_and_is_forgotten(
    tmp_path: Path, version: str
) -> None:
    port = free_port()
    text = f'name = "a"\n[mqtt]\nhost = "127.0.0.1"\nport = {port}\nversion = "{version}"'
    station = parse_station(text)
    with outside_broker(tmp_path / "broker", port):
        for _ in range(2):
            async with AsyncExitStack() as stack:
                connection = await join(station, "send", stack)
                assert connection._client.identifier == "cupola-a-send"
                assert not connection.remembered


async def test_the_private_broker_is_where_its_configuration_says(tmp_path: Path) -> None:
    port = free_port()
    folder = tmp_path / "state" / "mosquitto"
    folder.mkdir(parents=True)
    (folder / "mosquitto.conf").write_text(f"listener {port} 127.0.0.1\n")
    station = parse_station('name = "a"\nstate_dir = "state"\n', tmp_path / "a.toml")
    async with AsyncExitStack() as stack:
        with pytest.raises(BrokerError, match=f"127.0.0.1:{port}"):
            await join(station, "send", stack)
