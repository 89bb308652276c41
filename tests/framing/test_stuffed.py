from gateway.coding.octet_stuffing import SLIP_STUFFING
from gateway.framing.stuffed import Unstuffing
from gateway.model import Disposition, Rejected


def unstuffing(max_octets: int = 4, strict: bool = True) -> tuple[Unstuffing, dict[str, int]]:
    counters: dict[str, int] = {}
    return Unstuffing("slip", SLIP_STUFFING, max_octets, strict, counters), counters


def test_escapes_are_taken_out() -> None:
    assert unstuffing()[0].plain(bytes.fromhex("41dbdcdbdd")) == b"A\xc0\xdb"


def test_limit_counts_octets_without_escapes() -> None:
    plain = unstuffing(max_octets=2)[0].plain
    assert plain(bytes.fromhex("dbdcdbdc")) == b"\xc0\xc0"
    for too_long in ("414243", "dbdc4142", "dbdcdbdc41"):
        rejected = plain(bytes.fromhex(too_long))
        assert isinstance(rejected, Rejected)
        assert (rejected.reason, rejected.offset) == (Disposition.TOO_LONG, 2)


def test_fault_rejects_the_candidate() -> None:
    unstuff, counters = unstuffing()
    message = "escape before 42 at octet 1"
    assert unstuff.plain(b"A\xdbB") == Rejected(
        Disposition.CODING_ERROR, b"A\xdbB", "slip", message, offset=1
    )
    assert counters == {"illegal_escapes": 1}


def test_fault_at_the_end_is_an_escape_before_nothing() -> None:
    rejected = unstuffing()[0].plain(b"A\xdb")
    assert isinstance(rejected, Rejected)
    assert rejected.message == "escape before nothing at octet 1"


def test_faults_are_counted_where_they_are_allowed() -> None:
    unstuff, counters = unstuffing(strict=False)
    assert unstuff.plain(b"A\xdbB\xdbC") == b"ABC"
    assert counters == {"illegal_escapes": 2}
