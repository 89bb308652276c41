"""AX.25 headers: the standard's, and those that spacecraft send."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.errors import LayoutError
from gateway.links import AX25
from gateway.model import LinkFault, Unit
from tests.links.real_frames import jradio, kaitai, printed_addresses, recorded, teams
from tests.links.vectors import Vector, vectors
from tests.shared_data import needs_shared

AX25_FRAMINGS = ("AX.25", "Astrocast FX.25 NRZ", "UA01", "ESEO")
PLAIN_ASCII = ("se01",)
"""AX.25 framing, but the addresses are not shifted."""

UNSHARED_ADDRESSES = {"itasat1": ["PY2AEC", "PY0EIA"]}
"""gr-satellites reads on into the data, because no address is marked as the last."""


def read(data: bytes, link: AX25 | None = None) -> Unit | LinkFault:
    [item] = (link or AX25()).reader()(data)
    return item


def unit(data: bytes, link: AX25 | None = None) -> Unit:
    item = read(data, link)
    assert isinstance(item, Unit), item
    return item


@pytest.mark.parametrize("vector", vectors("ax25"))
def test_a_header_reads_as_its_source_says(vector: Vector) -> None:
    assert unit(vector.octets, AX25(**vector.options)) == Unit(
        vector.header, vector.data, len(vector.octets) - len(vector.data)
    )


@pytest.mark.parametrize("vector", vectors("ax25"))
def test_a_standard_header_is_built_octet_for_octet(vector: Vector) -> None:
    if not vector.once:
        assert AX25(**vector.options).wrap(vector.data, vector.header) == vector.octets


@pytest.mark.parametrize("vector", vectors("ax25", "fault"))
def test_what_is_not_ax25_is_refused(vector: Vector) -> None:
    item = read(vector.octets, AX25(**vector.options))
    assert isinstance(item, LinkFault)
    assert item.disposition == vector.disposition


@pytest.mark.parametrize(
    ("control", "kind"),
    [
        (0x00, "I"),
        (0xFE, "I"),
        (0x01, "RR"),
        (0xE5, "RNR"),
        (0x19, "REJ"),
        (0x0D, "SREJ"),
        (0x7F, "SABME"),
        (0x3F, "SABM"),
        (0x53, "DISC"),
        (0x1F, "DM"),
        (0x73, "UA"),
        (0x97, "FRMR"),
        (0x03, "UI"),
        (0xBF, "XID"),
        (0xF3, "TEST"),
    ],
)
def test_every_control_field_of_the_standard_has_its_type(control: int, kind: str) -> None:
    frame = bytes.fromhex("86a240404040e09c608682989861") + bytes([control, 0xF0, 1, 2])
    found = unit(frame)
    assert (found.header["type"], found.header["control"]) == (kind, control)
    assert found.header.get("pid") == (0xF0 if kind in ("I", "UI") else None)


@pytest.mark.parametrize(
    "header",
    [
        {"from": "N0CALLS"},
        {"from": "N0CALL-16"},
        {"from": "N0CALL-"},
        {"to": "C Q"},
        {"via": ["A"] * 9},
        {"control": 0x0B},
        {"control": 0x100},
    ],
)
def test_what_does_not_fit_a_header_is_not_sent(header: dict[str, object]) -> None:
    with pytest.raises(LayoutError):
        AX25().wrap(b"", header)


def test_a_fixed_header_is_not_sent_with_digipeaters() -> None:
    with pytest.raises(LayoutError):
        AX25(fixed=True).wrap(b"", {"via": ["WIDE1-1"]})


CALLSIGN = st.from_regex(r"[A-Z0-9]{1,6}(-([1-9]|1[0-5]))?", fullmatch=True)


@given(
    st.fixed_dictionaries(
        {
            "from": CALLSIGN,
            "to": CALLSIGN,
            "via": st.lists(
                st.builds("{}{}".format, CALLSIGN, st.sampled_from(["", "*"])), max_size=8
            ),
            "command": st.booleans(),
            "pid": st.integers(0, 255),
        }
    ),
    st.binary(max_size=20),
)
def test_what_is_built_reads_the_same(header: dict[str, object], data: bytes) -> None:
    found = unit(AX25().wrap(data, header))
    assert found.data == data
    assert header.items() <= found.header.items()
    assert "plausible" not in found.header


@needs_shared
def test_recordings_of_ax25_are_recognised_and_no_others() -> None:
    taken = {True: 0, False: 0}
    for recording in recorded():
        expected = recording["framing"].startswith(AX25_FRAMINGS)
        for frame in recording["frames"]:
            shifted = expected and recording["recording"] not in PLAIN_ASCII
            assert isinstance(read(frame), Unit) == shifted, recording["recording"]
            taken[expected] += 1
    assert min(taken.values()) > 80, "most of the data is missing"


@needs_shared
def test_plain_addresses_need_the_fixed_header() -> None:
    for recording in recorded():
        if recording["recording"] in PLAIN_ASCII:
            [frame] = recording["frames"]
            assert unit(frame, AX25(fixed=True)).header["from"] == "ON01SE"


@needs_shared
def test_addresses_are_those_that_gr_satellites_prints() -> None:
    compared = 0
    for recording in recorded():
        printed = printed_addresses(recording["recording"])
        if printed is None or recording["recording"] in PLAIN_ASCII:
            continue
        addresses, control, pid = printed
        if recording["recording"] in UNSHARED_ADDRESSES:
            addresses, control, pid = UNSHARED_ADDRESSES[recording["recording"]], 3, 0xF0
        header = unit(recording["frames"][0]).header
        assert [header["to"], header["from"], *header["via"]] == addresses
        assert (header["control"], header["pid"]) == (control, pid)
        compared += 1
    assert compared > 12


@needs_shared
def test_callsigns_are_those_of_satnogs_decoders() -> None:
    compared = 0
    for decoder, frame, fields in kaitai():
        if "src_callsign" not in fields or "dest_callsign" not in fields:
            continue
        header = unit(frame, AX25(fixed=decoder == "ctim")).header
        source, _, ssid = header["from"].partition("-")
        assert source == fields["src_callsign"].rstrip("\0 "), decoder
        # LightSail-2's decoder masks the SSID with too few bits.
        if "src_ssid" in fields and decoder != "lightsail2":
            assert int(ssid or 0) == fields["src_ssid"], decoder
        if fields["dest_callsign"].isascii() and "\0" not in fields["dest_callsign"].rstrip("\0"):
            assert header["to"].split("-")[0].strip() in fields["dest_callsign"]
        compared += 1
    assert compared > 80


@needs_shared
def test_headers_are_those_of_jradio() -> None:
    compared = 0
    for sat, frame, expected in jradio():
        theirs = expected.get("header") or expected
        if "destinationAddress" not in theirs:
            continue
        # ESEO's control field has two octets, so its PID is the third.
        header = unit(frame, AX25(modulo=128 if sat == "eseo" else 8)).header
        for ours, address in (("to", "destinationAddress"), ("from", "sourceAddress")):
            name, ssid = theirs[address]["callsign"], theirs[address]["ssid"]
            assert header[ours] == (f"{name}-{ssid}" if ssid else name), sat
        assert header["pid"] == theirs["pid"]
        if sat == "eseo":
            assert header["control"] >> 1 & 0x7F == theirs["sendSequenceNumber"]
            assert header["control"] >> 9 == theirs["receiveSequenceNumber"]
        compared += 1
    assert compared > 40


@needs_shared
def test_frames_of_csp_are_never_ax25() -> None:
    for sat, frame, expected in jradio():
        if "priority" in expected.get("header", {}) and sat != "netsat":
            assert isinstance(read(frame), LinkFault), sat
            assert isinstance(read(frame, AX25(fixed=True)), LinkFault), sat


@needs_shared
def test_captures_of_teams_are_from_their_spacecraft() -> None:
    sources = {
        "pwsat2": "PWSAT2",
        "siriussat": "RS13S-1",
        "delfi-c3": "DLFIC3",
        "delfi-pq": "DLFIPQ",
    }
    refused = 0
    for team, frame in teams():
        item = read(frame)
        if isinstance(item, LinkFault):
            refused += 1
        else:
            assert item.header["from"] == sources[team]
    # Two of Delfi-C3's are noise that an observer uploaded.
    assert refused == 2
