import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.coding.octet_stuffing import HDLC_STUFFING, SLIP_STUFFING, OctetStuffing

both = pytest.mark.parametrize(
    ("stuffing", "flag"), [(SLIP_STUFFING, b"\xc0"), (HDLC_STUFFING, b"\x7e")], ids=["slip", "hdlc"]
)


def test_slip_has_the_escapes_of_its_rfc() -> None:
    assert SLIP_STUFFING.encode(b"\xc0\xdb\xdc\xdd") == bytes.fromhex("dbdcdbdddcdd")


def test_hdlc_has_the_escapes_of_its_rfc() -> None:
    assert HDLC_STUFFING.encode(b"\x7e\x7d\x03") == bytes.fromhex("7d5e7d5d03")


def test_hdlc_undoes_escapes_that_it_does_not_make() -> None:
    # RFC 1662, 4.2: 03 is encoded as 7d, 23.
    assert HDLC_STUFFING.decode(bytes.fromhex("7d2300")) == b"\x03\x00"
    assert HDLC_STUFFING.faults(bytes.fromhex("7d2300")) == []


def test_order_of_two_escapes_does_not_matter() -> None:
    # Replacing DB DD before DB DC would make C0 of this.
    assert SLIP_STUFFING.decode(bytes.fromhex("dbdddc")) == b"\xdb\xdc"


def test_fault_is_an_escape_before_an_octet_that_means_nothing() -> None:
    assert SLIP_STUFFING.faults(bytes.fromhex("41db42dbdcdb")) == [1, 5]
    assert SLIP_STUFFING.faults(bytes.fromhex("dbdbdc")) == [0]


def test_of_a_fault_the_octet_stays() -> None:
    assert SLIP_STUFFING.decode(bytes.fromhex("41db42dbdbdcdb")) == bytes.fromhex("4142dbdc")


def test_line_ends_are_octets_like_others() -> None:
    assert SLIP_STUFFING.decode(b"\n\xdb\xdc\n") == b"\n\xc0\n"
    assert SLIP_STUFFING.faults(b"\xdb\n") == [0]


@both
@given(data=st.binary())
def test_stuffed_data_has_no_flag_and_comes_back(
    stuffing: OctetStuffing, flag: bytes, data: bytes
) -> None:
    stuffed = stuffing.encode(data)
    assert flag not in stuffed
    assert len(stuffed) <= 2 * len(data)
    assert stuffing.faults(stuffed) == []
    assert stuffing.decode(stuffed) == data
