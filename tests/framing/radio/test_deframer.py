import numpy as np

from gateway.coding.bits import soften
from gateway.framing.radio.ax25 import AX25
from gateway.framing.radio.deframer import Deframers, Several
from gateway.framing.radio.fx25 import FX25
from gateway.framing.radio.il2p import IL2P
from gateway.framing.radio.ring import SymbolRing
from gateway.framing.radio.sync import Body, SyncDeframer, SyncWord
from gateway.model import Frame

DATA = bytes.fromhex("86a240404040609696 68908a94ff03f0".replace(" ", "")) + b"Cupola"


def test_several_framings_share_one_stream() -> None:
    signal = np.concatenate([framing.encode(DATA) for framing in (IL2P, FX25, AX25)])
    deframers = Deframers([AX25, FX25, IL2P])
    caught = deframers.feed(soften(signal), final=True)
    assert [one.event.framing for one in caught] == ["ax25", "ax25", "fx25", "il2p"]
    assert {one.event.data for one in caught} == {DATA}
    assert deframers.end == len(signal)


def test_frames_are_the_same_however_the_symbols_come() -> None:
    signal = soften(np.concatenate([f.encode(DATA) for f in (IL2P, FX25, AX25)]))
    whole = Deframers([AX25, FX25, IL2P]).feed(signal, final=True)
    for block in (1, 50, 333):
        deframers = Deframers([AX25, FX25, IL2P])
        parts = []
        for start in range(0, len(signal), block):
            parts += deframers.feed(signal[start : start + block])
        parts += deframers.feed(signal[:0], final=True)
        assert sorted(map(repr, parts)) == sorted(map(repr, whole))


def test_several_deframers_count_together() -> None:
    def octet(bits: str) -> SyncDeframer:
        body = Body(8, lambda soft: (Frame(bytes([int(soft[0] > 0)]), bits), 8))
        return SyncDeframer(SyncWord(bits, inverted=False), body)

    both = Several([octet("1111000011110000"), octet("1010101111001100")])
    assert both.counters == {"sync_words": 0, "check_failed": 0}
    ring = SymbolRing(both.reach)
    text = "1111000011110000" + "10000000" + "1010101111001100" + "00000000"
    ring.append(soften(np.array(list(map(int, text)), np.uint8)))
    assert [(one.event.data, one.start) for one in both.search(ring)] == [(b"\1", 0), (b"\0", 24)]
    assert both.counters == {"sync_words": 2, "check_failed": 0}
