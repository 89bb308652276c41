"""CCSDS time codes."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.links import CDS, CUC
from gateway.links.time_code import EPOCH_GPS
from tests.shared_data import SHARED, needs_shared


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "time"),
    [
        (0, "1980-01-06T00:00:00"),
        (46828801, "1981-07-01T00:00:00"),
        (1000000000, "2011-09-14T01:46:25"),
        (1167264016, "2016-12-31T23:59:59"),
        (1167264018, "2017-01-01T00:00:00"),
    ],
)
def test_gps_seconds_count_leap_seconds(seconds: int, time: str) -> None:
    """GPS second 1167264017 was the leap second of 2016; UTC was 18 s behind from then on."""
    assert CUC(epoch=EPOCH_GPS).read(seconds.to_bytes(4, "big")) == utc(time)


@pytest.mark.parametrize(
    ("days", "seconds", "tai_minus_utc", "time"),
    [
        (0, 0, 0, "1958-01-01T00:00:00"),
        (15340, 43200, 32, "2000-01-01T12:00:00"),
        (23516, 1680, 37, "2022-05-21T00:28:00"),
    ],
)
def test_tai_seconds_are_ahead_of_utc(
    days: int, seconds: int, tai_minus_utc: int, time: str
) -> None:
    """Days since 1958 as in spacepackets' CDS vectors; TAI - UTC as in IERS Bulletin C."""
    count = days * 86400 + seconds + tai_minus_utc
    assert CUC().read(count.to_bytes(4, "big")) == utc(time)


def test_unix_seconds_do_not_count_leap_seconds() -> None:
    link = CUC(epoch="1970-01-01T00:00:00Z", leap_seconds=False)
    assert link.read((1696870809).to_bytes(4, "big")) == utc("2023-10-09T17:00:09")


def test_fine_time_is_a_binary_fraction() -> None:
    link = CUC(coarse=4, fine=2, epoch="2000-01-01T00:00:00Z", leap_seconds=False)
    assert link.read(bytes.fromhex("00000001 c000")) == utc("2000-01-01T00:00:01.750000")


@pytest.mark.parametrize(
    ("octets", "time"),
    [
        ("1e 00000000 8000", "1958-01-01T00:00:00.500000"),
        ("2c 00000003", "2001-01-01T00:00:03"),
        ("ae 20 0000000003 4000", "2001-01-01T00:00:03.250000"),
        ("9e 0c 00000000 80 00000000", "1958-01-01T00:00:00.500000"),
    ],
)
def test_the_p_field_of_a_cuc_says_its_octets_and_epoch(octets: str, time: str) -> None:
    """CCSDS 301.0-B-4 section 3.2.2: extension, 001 TAI or 010 agency, coarse - 1, fine."""
    link = CUC(epoch="2001-01-01T00:00:00Z", leap_seconds=False, preamble=True)
    assert link.read(bytes.fromhex(octets)) == utc(time)


@pytest.mark.parametrize(
    ("octets", "time"),
    [
        ("44 000001 00000000", "1958-01-02T00:00:00"),
        ("49 0001 000003e8 01f4", "2001-01-02T00:00:01.000500"),
        ("42 0000 00000000 3b9aca00", "1958-01-01T00:00:00.001000"),
    ],
)
def test_the_p_field_of_a_cds_says_its_octets_and_epoch(octets: str, time: str) -> None:
    """CCSDS 301.0-B-4 section 3.3.2: 100, epoch, day of 16 or 24 bits, submillisecond."""
    link = CDS(epoch="2001-01-01T00:00:00Z", preamble=True)
    assert link.read(bytes.fromhex(octets)) == utc(time)


@pytest.mark.parametrize(
    ("link", "octets"),
    [
        (CUC(), "000000"),
        (CUC(preamble=True), ""),
        (CUC(preamble=True), "1e0000000000"),
        (CUC(preamble=True), "40000000000000"),
        (CDS(), "5a4500000007"[:10]),
        (CDS(preamble=True), "40000000000000"[:12]),
        (CDS(preamble=True), "1e000000000000"),
        (CDS(preamble=True), "43000000000000000000000000"),
    ],
)
def test_what_is_incomplete_or_of_another_form_has_no_time(link: CUC | CDS, octets: str) -> None:
    assert link.read(bytes.fromhex(octets)) is None


def test_a_count_beyond_the_calendar_has_no_time() -> None:
    assert CUC(coarse=7).read(b"\xff" * 7) is None


@given(st.binary(max_size=24), st.booleans(), st.booleans())
def test_no_octets_raise(data: bytes, preamble: bool, leap_seconds: bool) -> None:
    for link in (
        CUC(7, 10, leap_seconds=leap_seconds, preamble=preamble),
        CDS(3, 4, preamble=preamble),
    ):
        time = link.read(data)
        assert time is None or time.tzinfo is UTC


@needs_shared
def test_cds_times_are_those_of_spacepackets() -> None:
    table = json.loads((SHARED / "ccsds" / "spacepackets_vectors.json").read_text("utf-8"))
    times = [one for one in table["vectors"] if one["name"] == "CDS short timestamp"]
    assert times
    for one in times:
        expected = datetime.fromisoformat(one["fields"]["utc"])
        assert CDS(preamble=True).read(bytes.fromhex(one["hex"])) == expected
