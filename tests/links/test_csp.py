"""CSP headers and their CRC, and what spacecraft make of them."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.errors import LayoutError, MissionError
from gateway.links import AX25, CSP
from gateway.model import LinkFault, Unit
from tests.links.real_frames import csp_vectors, kaitai, recorded
from tests.links.vectors import Vector, vectors
from tests.shared_data import needs_shared


def read(data: bytes, link: CSP | None = None) -> Unit | LinkFault:
    [item] = (link or CSP()).reader()(data)
    return item


def header_of(data: bytes, link: CSP | None = None) -> dict[str, Any]:
    item = read(data, link)
    assert isinstance(item, Unit), item
    return item.header


@pytest.mark.parametrize("vector", vectors("csp"))
def test_a_packet_reads_as_its_source_says(vector: Vector) -> None:
    octets = 6 if vector.options.get("version") == 2 else 4
    assert read(vector.octets, CSP(**vector.options)) == Unit(vector.header, vector.data, octets)


@pytest.mark.parametrize("vector", vectors("csp"))
def test_a_packet_is_built_octet_for_octet(vector: Vector) -> None:
    if not vector.once:
        assert CSP(**vector.options).wrap(vector.data, vector.header) == vector.octets


@pytest.mark.parametrize("vector", vectors("csp", "fault"))
def test_a_packet_without_its_crc_is_refused(vector: Vector) -> None:
    item = read(vector.octets, CSP(**vector.options))
    assert isinstance(item, LinkFault)
    assert item.disposition == vector.disposition


@pytest.mark.parametrize(
    "header", [{"source": 32}, {"destination_port": 64}, {"priority": -1}, {"flags": ["crc"]}]
)
def test_what_does_not_fit_a_header_is_not_sent(header: dict[str, Any]) -> None:
    with pytest.raises(LayoutError):
        CSP().wrap(b"", header)


@pytest.mark.parametrize(
    "options", [{"version": 3}, {"crc": "header"}, {"crc": True}, {"byte_order": "native"}]
)
def test_an_option_that_is_not_there_is_refused(options: dict[str, Any]) -> None:
    with pytest.raises(MissionError):
        CSP(**options)


@given(
    st.sampled_from([1, 2]),
    st.sampled_from(["auto", "data", "header+data", "none"]),
    st.sampled_from(["big", "little"]),
    st.fixed_dictionaries(
        {
            "priority": st.integers(0, 3),
            "source": st.integers(0, 31),
            "destination": st.integers(0, 31),
            "source_port": st.integers(0, 63),
            "destination_port": st.integers(0, 63),
            "flags": st.sampled_from([["crc32"], ["crc32", "rdp", "frag"]]),
        }
    ),
    st.binary(max_size=40),
)
def test_what_is_built_reads_the_same(
    version: Any, crc: Any, byte_order: Any, header: dict[str, Any], data: bytes
) -> None:
    link = CSP(version, crc, byte_order)
    item = read(link.wrap(data, header), link)
    assert isinstance(item, Unit)
    assert item.data == data
    assert header.items() <= item.header.items()


@needs_shared
def test_crcs_of_recordings_cover_what_is_known_of_them() -> None:
    spans = {"data only": "data", "header+data": "header+data"}
    for vector in csp_vectors("gr_satellites_crc32c"):
        flags = vector["fields"].pop("flags")
        header = header_of(bytes.fromhex(vector["frame_hex"]))
        assert header["crc"] == spans[vector["crc32c_over"]]
        assert vector["fields"].items() <= header.items()
        assert ("crc32" in header["flags"]) == bool(flags & 1)


@needs_shared
def test_every_crc_that_is_known_to_fit_is_found() -> None:
    fit = [one for one in csp_vectors("jradio") if one["crc32c_trailer_ok"]]
    assert len(fit) > 20
    for vector in fit:
        assert "crc" in header_of(bytes.fromhex(vector["frame_hex"])), vector["sat"]


@needs_shared
@pytest.mark.parametrize(
    ("sat", "first_octet", "source", "destination"),
    [("aistechsat3", "01", 1, 29), ("kunspf", "00", 1, 9), ("ledsat", "00", 1, 9)],
)
def test_reversed_headers_hold_the_addresses_of_the_same_crafts_others(
    sat: str, first_octet: str, source: int, destination: int
) -> None:
    """Recordings and LEDSAT's other frame have them in order; the CRC proves the rest."""
    found = 0
    for vector in csp_vectors("jradio"):
        if vector["sat"] == sat and vector["header_hex"].startswith(first_octet):
            header = header_of(bytes.fromhex(vector["frame_hex"]), CSP(byte_order="little"))
            assert (header["source"], header["destination"]) == (source, destination)
            assert "crc" in header
            found += 1
    assert found


@needs_shared
def test_aausat4_sends_its_header_in_reverse() -> None:
    [(frame, fields)] = [(frame, fields) for name, frame, fields in kaitai() if name == "aausat4"]
    header = header_of(frame[2:], CSP(crc="none", byte_order="little"))
    assert _satnogs(header) == {key: fields[f"csp_hdr_{key}"] for key in _satnogs(header)}


@needs_shared
def test_vzlusat2_headers_are_those_of_satnogs_decoders() -> None:
    compared = 0
    for name, frame, fields in kaitai():
        if name == "vzlusat2":
            header = header_of(frame)
            assert _satnogs(header) == {key: fields[f"csp_hdr_{key}"] for key in _satnogs(header)}
            compared += 1
    assert compared > 5


@needs_shared
def test_csp_behind_a_plain_ax25_header_is_that_of_satnogs_decoders() -> None:
    [(frame, fields)] = [(frame, fields) for name, frame, fields in kaitai() if name == "snuglite"]
    [outer] = AX25(fixed=True).reader()(frame)
    assert isinstance(outer, Unit)
    header = header_of(outer.data, CSP(crc="none"))
    for key in ("priority", "source", "destination", "destination_port", "source_port"):
        assert header[key] == fields[f"csp_header_{key}"]


@needs_shared
def test_aisat_sends_its_crc_in_reverse() -> None:
    [aisat] = [one for one in recorded() if one["recording"] == "aisat"]
    assert len(aisat["frames"]) == 22
    for frame in aisat["frames"]:
        assert header_of(frame)["crc"] == "data"


def _satnogs(header: dict[str, Any]) -> dict[str, int]:
    return {
        "priority": header["priority"],
        "source": header["source"],
        "destination": header["destination"],
        "src_port": header["source_port"],
        "dst_port": header["destination_port"],
        "crc": int("crc32" in header["flags"]),
        "rdp": int("rdp" in header["flags"]),
        "hmac": int("hmac" in header["flags"]),
        "xtea": int("xtea" in header["flags"]),
    }
