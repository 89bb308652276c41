"""PicSat: the headers of a whole recording against another decoder."""

import json
import re
from datetime import timedelta

from gateway.links.ax25 import AX25
from gateway.missions.picsat import MISSION
from gateway.model import Unit
from tests.shared_data import SHARED, needs_shared

PACKETS = {packet.name: packet for packet in MISSION.packets}


def number(name: str, text: str) -> int:
    found = re.search(rf"{name} = (\w+)", text)
    assert found
    return int(json.loads(found[1].lower()))


def printed_headers() -> set[tuple[int, int, int, str]]:
    """APID, sequence, length and time of every packet as gr-satellites prints them."""
    text = (SHARED / "recordings/telemetry/picsat_9k6.txt").read_text()
    headers = set()
    for packet in text.split("-> Packet")[1:]:
        apid = number("process_id", packet) << 7 | number("level_flag", packet) << 6
        apid |= number("payload_flag", packet) << 5 | number("packet_category", packet)
        [time] = re.findall(r"secondary_header = (.*)", packet)
        headers.add((apid, number("packet_id", packet), number("data_length", packet), time))
    return headers


@needs_shared
def test_the_headers_of_57_packets_are_those_of_gr_satellites() -> None:
    recordings = json.loads((SHARED / "recordings/baseline.json").read_text())
    [frames] = [r["frames_hex"] for r in recordings if r["recording"] == "picsat_9k6"]
    headers = set()
    for frame in frames:
        [unit] = AX25().reader()(bytes.fromhex(frame))
        assert isinstance(unit, Unit)
        packet = PACKETS["beacon" if unit.data.startswith(b"\x09\x01") else "other"]
        assert packet.build(packet.parse(unit.data)) == unit.data
        values = {r.channel: r.value for r in packet.readings(unit.data)}
        time = values["time"].replace(tzinfo=None)
        # gr-satellites adds the fraction of a second twice.
        time += timedelta(microseconds=time.microsecond)
        headers.add((values["header.apid"], values["header.sequence"], values["length"], str(time)))
    assert headers == printed_headers()
    assert len(headers) == 57
