"""Which mission a frame belongs to, and how every frame ends in one disposition."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from construct import Array, Computed, GreedyString, Int8ub, Int16ub, Struct, this
from hypothesis import given
from hypothesis import strategies as st

from gateway.decoder import Decoder
from gateway.definition import Match, Mission, Packet, channel, function, linear, timestamp
from gateway.links import AX25, CSP
from gateway.model import Delivery, Disposition, Entry, Frame, Link, Outcome, Rejected

START = datetime(2026, 11, 22, tzinfo=UTC)
LAYOUT = Struct("battery" / channel(Int8ub, "V", linear(0.1)) * "bus", "count" / Int8ub * "n")


def mission(
    name: str,
    match: Match | None = None,
    link: Sequence[Link] = (),
    packets: Sequence[Packet] = (),
) -> Mission:
    return Mission(
        name,
        name.title(),
        packets or [Packet("beacon", LAYOUT)],
        link=link,
        match=match or Match(),
    )


def entry(data: bytes, source: str = "tnc", second: float = 0) -> Entry:
    at = START + timedelta(seconds=second)
    return Entry(1, source, at, "ntp", Delivery.LIVE, Frame(data, "kiss"))


def decode(missions: Sequence[Mission], data: bytes, named: Sequence[str] = ()) -> Outcome:
    decoder = Decoder({m.name: m for m in missions}, {"tnc": named} if named else None)
    return decoder.decode(entry(data))


def ax25(sender: str, data: bytes) -> bytes:
    return AX25().wrap(data, {"from": sender, "to": "CQ"})


def test_a_callsign_tells_whose_frame_it_is() -> None:
    ours = mission("ours", Match(header={"from": "DL0XYZ"}), [AX25()])
    other = mission("other", Match(header={"from": "RS0ISS"}), [AX25()])
    outcome = decode([other, ours], ax25("DL0XYZ-11", b"\x25\x07"))
    assert outcome.disposition is Disposition.PUBLISHED
    [decoded] = outcome.decoded
    assert (decoded.mission, decoded.packet, decoded.offset) == ("ours", "beacon", 16)
    assert {r.channel: r.value for r in decoded.readings} == {"battery": 3.7, "count": 7}
    assert outcome.link[0]["from"] == "DL0XYZ-11"


def test_a_callsign_with_an_ssid_means_just_that_one() -> None:
    ours = mission("ours", Match(header={"from": "DL0XYZ-11"}), [AX25()])
    assert decode([ours], ax25("DL0XYZ-11", b"\1\2")).disposition is Disposition.PUBLISHED
    assert decode([ours], ax25("DL0XYZ", b"\1\2")).disposition is Disposition.NO_MISSION


def test_an_address_behind_two_headers_is_found() -> None:
    ours = mission("ours", Match(header={"source": 5}), [AX25(), CSP(version=1, crc="none")])
    packet = CSP(version=1, crc="none").wrap(b"\1\2", {"source": 5, "destination": 9})
    outcome = decode([ours], ax25("DL0XYZ", packet))
    assert outcome.disposition is Disposition.PUBLISHED
    assert [header["protocol"] for header in outcome.link] == ["ax25", "csp"]
    assert outcome.decoded[0].offset == 20


def test_nobody_claims_a_stranger() -> None:
    ours = mission("ours", Match(header={"from": "DL0XYZ"}), [AX25()])
    outcome = decode([ours], ax25("RS0ISS", b"\1\2"))
    assert outcome.disposition is Disposition.NO_MISSION
    assert outcome.failure
    assert outcome.failure.stage == "mission"


def test_the_length_is_a_guess_that_gives_way() -> None:
    guess = mission("guess", Match(length=18))
    ours = mission("ours", Match(header={"from": "DL0XYZ"}), [AX25()])
    long = mission("long", packets=[Packet("beacon", Struct("x" / Array(18, Int8ub) * "octets"))])
    frame = ax25("DL0XYZ", b"\1\2")
    assert len(frame) == 18
    assert decode([guess, long, ours], frame).decoded[0].mission == "ours"


def test_a_guess_is_marked_and_does_not_take_what_is_signed() -> None:
    guess = mission(
        "guess", Match(length=18), packets=[Packet("p", Struct("x" / Array(18, Int8ub) * "x"))]
    )
    assert decode([guess], ax25("RS0ISS", b"\1\2")).disposition is Disposition.NO_MISSION
    [decoded] = decode([guess], bytes(18)).decoded
    assert decoded.guessed
    [named] = decode([guess], bytes(18), named=["guess"]).decoded
    assert not named.guessed


def test_two_with_the_same_right_are_ambiguous_and_named() -> None:
    outcome = decode([mission("a"), mission("b")], b"\1\2")
    assert outcome.disposition is Disposition.AMBIGUOUS
    assert outcome.failure
    assert "a, b" in outcome.failure.message


def test_the_source_can_say_which_of_two_it_is() -> None:
    outcome = decode([mission("a"), mission("b")], b"\1\2", named=["b"])
    assert outcome.decoded[0].mission == "b"


def test_a_layout_that_does_not_fit_says_where() -> None:
    ours = mission("ours", Match(header={"from": "DL0XYZ"}), [AX25()])
    outcome = decode([ours], ax25("DL0XYZ", b"\1"))
    assert outcome.disposition is Disposition.LAYOUT_MISMATCH
    assert outcome.failure
    assert (outcome.failure.stage, outcome.failure.offset) == ("layout", 17)
    assert "count" in outcome.failure.message


def test_the_packet_that_got_furthest_tells_why() -> None:
    short = Packet("short", Struct("a" / Int16ub * "a", "b" / Int16ub * "b", "c" / Int8ub * "c"))
    packets = [Packet("tiny", LAYOUT), short]
    ours = mission("ours", Match(prefix=b"\1"), packets=packets)
    outcome = decode([ours], b"\1\2\3\4")
    assert outcome.failure
    assert outcome.failure.offset == 4
    assert "short" in outcome.failure.message


def test_packets_are_told_by_their_prefix() -> None:
    packets = [
        Packet("eps", Struct("id" / Int8ub * "id", "x" / Int8ub * "x"), match=Match(prefix=b"\1")),
        Packet("obc", Struct("id" / Int8ub * "id", "y" / Int8ub * "y"), match=Match(prefix=b"\2")),
    ]
    ours = mission("ours", packets=packets)
    assert decode([ours], b"\2\7").decoded[0].packet == "obc"
    assert decode([ours], b"\3\7").disposition is Disposition.NO_MISSION


def test_a_division_by_zero_in_a_layout_is_a_mismatch() -> None:
    layout = Struct("n" / Int8ub * "n", "x" / Array(10 // this.n, Int8ub) * "x")
    ours = mission("ours", Match(prefix=b"\0"), packets=[Packet("odd", layout)])
    assert decode([ours], b"\0\1\2").disposition is Disposition.LAYOUT_MISMATCH


def test_what_killed_others_costs_one_frame_or_one_value() -> None:
    """gr-satellites issue 825: log10 of an RSSI of 0, text that is none, a missing index."""
    level = function("level", lambda raw: 20 * math.log10(raw))
    awkward = {
        "log": Struct("rssi" / channel(Int8ub, "dBm", level) * "level", "n" / Int8ub * "n"),
        "text": Struct("call" / GreedyString("utf8") * "name"),
        "index": Struct("n" / Int8ub * "n", "x" / Computed(lambda this: [1][this.n + 5]) * "x"),
        "type": Struct(
            "n" / channel(Int8ub, "", function("f", lambda raw: raw + "1")) * "n",
            "m" / Int8ub * "m",
        ),
    }
    outcomes = {
        name: decode(
            [mission("ours", Match(prefix=b"\0"), packets=[Packet("p", layout)])], b"\0\xff"
        )
        for name, layout in awkward.items()
    }
    [decoded] = outcomes.pop("log").decoded
    assert decoded.readings[0].value is None
    assert {o.disposition for o in outcomes.values()} == {Disposition.LAYOUT_MISMATCH}


def test_what_framing_rejected_keeps_its_reason() -> None:
    rejected = Rejected(Disposition.CHECK_FAILED, b"\1", "kiss", "FCS 1234, not 5678", 7)
    outcome = Decoder({}).decode(Entry(1, "t", START, "ntp", Delivery.LIVE, rejected))
    assert outcome.disposition is Disposition.CHECK_FAILED
    assert outcome.failure
    assert (outcome.failure.stage, outcome.failure.offset) == ("framing", 7)


def test_a_frame_heard_by_a_second_source_is_a_duplicate() -> None:
    decoder = Decoder({"a": mission("a")})
    assert decoder.decode(entry(b"\1\2", "roof")).disposition is Disposition.PUBLISHED
    assert decoder.decode(entry(b"\1\2", "mast", 1)).disposition is Disposition.DUPLICATE
    assert decoder.decode(entry(b"\1\3", "mast", 1)).disposition is Disposition.PUBLISHED


def test_a_beacon_that_repeats_itself_is_not() -> None:
    decoder = Decoder({"a": mission("a")})
    for second in (0, 1, 60):
        outcome = decoder.decode(entry(b"\1\2", "roof", second))
        assert outcome.disposition is Disposition.PUBLISHED
    outcome = decoder.decode(entry(b"\1\2", "mast", 3600))
    assert outcome.disposition is Disposition.PUBLISHED, "an hour later it is another frame"


def test_a_packet_says_when_it_was_made() -> None:
    layout = Struct("time" / channel(Int16ub, "", timestamp("2026-01-01T00:00:00Z")) * "clock")
    ours = mission("ours", packets=[Packet("beacon", layout, made_at="time")])
    [decoded] = decode([ours], b"\x0e\x10").decoded
    assert decoded.made_at == datetime(2026, 1, 1, 1, tzinfo=UTC)


@given(st.binary(max_size=300))
def test_any_octets_end_in_one_disposition(data: bytes) -> None:
    missions = [
        mission("plain", Match(length=range(2, 5))),
        mission("ax", Match(header={"from": "DL0XYZ"}), [AX25()]),
        mission("csp", Match(header={"source": 3}), [CSP(version=1, crc="auto")]),
    ]
    outcome = decode(missions, data)
    assert isinstance(outcome.disposition, Disposition)
    assert (outcome.disposition is Disposition.PUBLISHED) == bool(outcome.decoded)
    if not outcome.decoded:
        assert outcome.failure
        assert 0 <= outcome.failure.offset <= max(1, len(data))


def test_invented_data_is_read_where_it_is_simulated_or_named_and_always_marked() -> None:
    ours = Mission("ours", "Ours", [Packet("beacon", LAYOUT)], simulated=True)
    live = entry(b"\1\2")
    assert Decoder({"ours": ours}).decode(live).disposition is Disposition.NO_MISSION
    named = Decoder({"ours": ours}, {"tnc": ["ours"]}).decode(live)
    assert named.decoded[0].simulated
    assert named.delivery(live) is Delivery.SIMULATED
    simulated = Entry(1, "tnc", START, "ntp", Delivery.SIMULATED, Frame(b"\1\2", "kiss"))
    assert Decoder({"ours": ours}).decode(simulated).disposition is Disposition.PUBLISHED


def test_a_real_mission_keeps_the_delivery_of_its_source() -> None:
    live = entry(b"\1\2")
    outcome = decode([mission("ours")], b"\1\2", ["ours"])
    assert outcome.delivery(live) is Delivery.LIVE
