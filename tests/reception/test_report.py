"""The report of a pass."""

from __future__ import annotations

from gateway.model import Disposition, Downlink, Frame, Quality, Rejected
from gateway.reception.receiver import Received
from gateway.reception.report import Range, reports
from gateway.reception.search import Heard

DOWNLINK = Downlink(None, "FSK", 9600, ("ax25_g3ruh", "il2p"))


def heard(start_s: float, framing: str = "ax25_g3ruh", **quality: object) -> Heard:
    frame = Frame(b"?", framing, Quality(**quality))  # type: ignore[arg-type]
    detector = str(quality.get("detector", ""))
    return Heard(Received(frame, start_s, start_s + 0.1, detector), DOWNLINK)


def test_each_framing_of_a_downlink_has_its_own() -> None:
    found = reports([heard(1.0), heard(2.0, "il2p"), heard(3.0)])
    assert [(one.framing, one.frames) for one in found] == [("ax25_g3ruh", 2), ("il2p", 1)]


def test_values_go_from_first_to_last_within_their_bounds() -> None:
    [report] = reports(
        [heard(t, offset_hz=hz) for t, hz in ((1.0, 40.0), (2.0, 90.0), (3.0, -10.0))]
    )
    assert report.offset_hz == Range(first=40.0, last=-10.0, lowest=-10.0, highest=90.0)
    assert (report.start_s, report.end_s) == (1.0, 3.1)
    assert report.snr_db is None


def test_doubts_and_detectors_are_counted() -> None:
    [report] = reports(
        [
            heard(1.0, fixed=2, detector="steady"),
            heard(2.0, unchecked=True, detector="quick"),
            heard(3.0, corrected=5, detector="quick"),
        ]
    )
    assert (report.fixed, report.unchecked, report.corrected) == (1, 1, 5)
    assert report.detectors == {"steady": 1, "quick": 2}


def test_rejected_candidates_are_no_frames() -> None:
    rejected = Rejected(Disposition.CHECK_FAILED, b"", "ax25", "no")
    assert reports([Heard(Received(rejected, 0.0, 1.0, "steady"), DOWNLINK)]) == []
