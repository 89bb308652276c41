"""The decoder: from a journal entry to readings, or to the reason why not.

::

    Entry ─▶ link headers ─▶ which mission? ─▶ which packet? ─▶ Outcome
              PARTIAL, IDLE   NO_MISSION        LAYOUT_MISMATCH   PUBLISHED
              LINK_ERROR ...  AMBIGUOUS

A mission claims a frame with one of two rights.  The frame is *identified* when a link
header or a sync word says whose it is, or when its source names just one mission; it
is *guessed* when nothing but the length speaks for it.  A guess counts only for frames
that nobody identifies and that no AX.25 header says are somebody else's, and it is
marked as one.  Where two missions with the same right read a frame the
outcome is AMBIGUOUS: we do not choose in silence.

The decoder is pure: time is what the entries say.  One decoder serves one reader of
the journal, because links that reassemble packets keep their state in it.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any

import msgspec
from msgspec import Struct

from gateway.definition import Mission, Packet
from gateway.definition.match import base_callsign
from gateway.errors import LayoutError
from gateway.links import AX25
from gateway.model import (
    Decoded,
    Delivery,
    Disposition,
    Entry,
    Failure,
    Frame,
    Link,
    LinkFault,
    Outcome,
    Rejected,
    Unit,
)

DUPLICATE_WINDOW = timedelta(seconds=5)
"""Two receivers of one downlink report a frame within a second or two of each other; a
spacecraft that repeats a packet word for word is heard by the same source."""

MAX_REMEMBERED = 4096
"""Frames remembered for duplicates: the window, at the rate of a fast serial line."""

MAX_UNITS = 256
"""Packets taken from one frame; a real transfer frame holds some ten."""

_Reader = Callable[[bytes], list[Unit | LinkFault]]


class _Carried(Struct, frozen=True):
    """What stands behind all link headers: a packet candidate."""

    headers: tuple[dict[str, Any], ...]
    data: bytes
    offset: int | None


class _Claim(Struct, frozen=True):
    """What one mission makes of a frame."""

    mission: Mission
    identified: bool
    decoded: tuple[Decoded, ...]
    headers: tuple[dict[str, Any], ...]
    failure: Failure | None


class Decoder:
    """Turns entries into outcomes.

    Args:
        missions: The missions to choose from, by name.
        named: For each source that names its missions, their names.
    """

    def __init__(
        self,
        missions: Mapping[str, Mission],
        named: Mapping[str, Sequence[str]] | None = None,
    ):
        self._all = _Candidates(missions.values())
        # Invented data is no candidate for what comes from the world unnamed.
        self._real = _Candidates(m for m in missions.values() if not m.simulated)
        self._named = {
            source: _Candidates(missions[name] for name in names if name in missions)
            for source, names in (named or {}).items()
            if names
        }
        self._readers: dict[tuple[str, Link, int], _Reader] = {}
        self._heard: OrderedDict[bytes, tuple[datetime, str]] = OrderedDict()

    def decode(self, entry: Entry) -> Outcome:
        """What becomes of *entry*; never raises."""
        event = entry.event
        if isinstance(event, Rejected):
            return Outcome(event.reason, failure=Failure("framing", event.offset, event.message))
        if first := self._heard_elsewhere(entry, event):
            message = f"source {first} heard the same octets just before"
            return Outcome(Disposition.DUPLICATE, failure=Failure("mission", 0, message))
        return self._recognise(entry.source, event.data, self._candidates(entry))

    def _heard_elsewhere(self, entry: Entry, frame: Frame) -> str:
        """Name of another source that just heard the same octets; empty if none did."""
        digest = blake2b(frame.data, digest_size=16).digest()
        known = self._heard.get(digest)
        if (
            known
            and known[1] != entry.source
            and abs(entry.received_at - known[0]) < DUPLICATE_WINDOW
        ):
            return known[1]
        self._heard[digest] = (entry.received_at, entry.source)
        self._heard.move_to_end(digest)
        if len(self._heard) > MAX_REMEMBERED:
            self._heard.popitem(last=False)
        return ""

    def _candidates(self, entry: Entry) -> _Candidates:
        simulated = entry.delivery is Delivery.SIMULATED
        return self._named.get(entry.source) or (self._all if simulated else self._real)

    def _recognise(self, source: str, data: bytes, candidates: _Candidates) -> Outcome:
        named = source in self._named
        alone = named and candidates.count == 1
        claims: list[_Claim] = []
        faults: list[LinkFault] = []
        for link in candidates.links:
            found = self._unwrap(source, link, data)
            carried = [item for item in found if isinstance(item, _Carried)]
            faults += [item for item in found if isinstance(item, LinkFault)]
            made = (_claim(mission, carried, alone) for mission in candidates.of(link, carried))
            claims += [claim for claim in made if claim]
        if any(claim.identified for claim in claims):
            return _judge([claim for claim in claims if claim.identified])
        signature = self._signature(source, data)
        if claims and not signature:
            return _judge(claims)
        return _unclaimed(faults, named, signature)

    def _signature(self, source: str, data: bytes) -> tuple[dict[str, Any], ...]:
        """The AX.25 header of a frame that begins with a station's callsign; else nothing."""
        [found] = self._unwrap(source, (AX25(),), data)
        is_signed = isinstance(found, _Carried) and found.headers[0].get("plausible", True)
        return found.headers if isinstance(found, _Carried) and is_signed else ()

    def _unwrap(
        self, source: str, link: tuple[Link, ...], data: bytes
    ) -> list[_Carried | LinkFault]:
        """Peel the headers of *link* off *data*, outermost first."""
        layer: list[_Carried | LinkFault] = [_Carried((), data, 0)]
        for depth, header in enumerate(link):
            key = (source, header, depth)
            if key not in self._readers:
                self._readers[key] = header.reader()
            layer = [
                inner
                for item in layer[:MAX_UNITS]
                for inner in (
                    _peel(self._readers[key], item) if isinstance(item, _Carried) else [item]
                )
            ]
        return layer


class _Candidates:
    """Missions by their link headers, and where one tells, by the sender's callsign.

    Missions with the same headers share one reading of a frame, and of hundreds with
    callsigns only the sender's own are asked.
    """

    def __init__(self, missions: Iterable[Mission]):
        self.count = 0
        self.links: dict[tuple[Link, ...], None] = {}
        self._by_sender: dict[tuple[tuple[Link, ...], str], list[Mission]] = {}
        for mission in missions:
            self.count += 1
            link = tuple(mission.link)
            self.links[link] = None
            senders = mission.match.header.get("from", "")
            for sender in senders if isinstance(senders, tuple) else (senders,):
                key = (link, base_callsign(sender))
                if mission not in self._by_sender.setdefault(key, []):
                    self._by_sender[key].append(mission)

    def of(self, link: tuple[Link, ...], carried: Sequence[_Carried]) -> list[Mission]:
        """The missions with these headers that could have sent one of the packets."""
        senders = {
            base_callsign(h["from"]) for item in carried for h in item.headers if "from" in h
        }
        return [
            mission
            for sender in ("", *sorted(senders - {""}))
            for mission in self._by_sender.get((link, sender), ())
        ]


def _peel(reader: _Reader, outer: _Carried) -> list[_Carried | LinkFault]:
    peeled: list[_Carried | LinkFault] = []
    for item in reader(outer.data):
        if isinstance(item, LinkFault):
            peeled.append(item)
            continue
        known = item.offset is not None and outer.offset is not None
        offset = item.offset + outer.offset if known else None  # type: ignore[operator]
        peeled.append(_Carried((*outer.headers, item.header), item.data, offset))
    return peeled


def _claim(mission: Mission, carried: Sequence[_Carried], alone: bool) -> _Claim | None:
    """What *mission* makes of the packets, or None if they are not its own."""
    own = [item for item in carried if mission.match.holds(item.headers, item.data)]
    decoded: list[Decoded] = []
    failure: Failure | None = None
    identified = alone or mission.match.identifies
    for item in own:
        packet, result = _read(mission, item)
        if isinstance(result, Decoded):
            decoded.append(result)
        elif failure is None or result.offset > failure.offset:
            failure = result
        identified = identified or (packet is not None and packet.match.identifies)
    if not own or not (decoded or identified):
        return None
    if not identified:
        decoded = [msgspec.structs.replace(item, guessed=True) for item in decoded]
    return _Claim(mission, identified, tuple(decoded), own[0].headers, failure)


def _read(mission: Mission, item: _Carried) -> tuple[Packet | None, Decoded | Failure]:
    """The first packet of *mission* that fits, or how far the best one got."""
    start = item.offset or 0
    deepest = Failure("mission", start, f"no packet of {mission.name} looks like this")
    claimed: Packet | None = None
    for packet in mission.packets:
        if not packet.match.holds(item.headers, item.data):
            continue
        try:
            readings = packet.readings(item.data)
        except LayoutError as error:
            failure = Failure("layout", start + error.offset, f"{packet.name}: {error}")
        except Exception as error:  # noqa: BLE001
            # A mission is code, the operator's perhaps: its mistakes cost its frames only.
            failure = Failure("layout", start, f"{packet.name}: {error!r}")
        else:
            made_at = next((r.value for r in readings if r.channel == packet.made_at), None)
            return packet, Decoded(
                mission.name,
                packet.name,
                readings,
                made_at,
                item.offset,
                item.data,
                simulated=mission.simulated,
            )
        if claimed is None or failure.offset > deepest.offset:
            claimed, deepest = packet, failure
    return claimed, deepest


def _judge(claims: Sequence[_Claim]) -> Outcome:
    """The outcome of claims with the same right, of which there is at least one."""
    readers = [claim for claim in claims if claim.decoded]
    if len(readers) > 1:
        names = ", ".join(claim.mission.name for claim in readers)
        message = f"{names} all read this frame; name one of them in the source's missions"
        failure = Failure("mission", 0, message)
        return Outcome(Disposition.AMBIGUOUS, readers[0].headers, failure=failure)
    if readers:
        [one] = readers
        return Outcome(Disposition.PUBLISHED, one.headers, one.decoded, one.failure)
    deepest = max(claims, key=lambda claim: claim.failure.offset if claim.failure else 0)
    return Outcome(Disposition.LAYOUT_MISMATCH, deepest.headers, failure=deepest.failure)


def _unclaimed(
    faults: Sequence[LinkFault], named: bool, signature: tuple[dict[str, Any], ...]
) -> Outcome:
    """The outcome of a frame that is no mission's."""
    carriers = [f for f in faults if f.disposition in (Disposition.PARTIAL, Disposition.IDLE)]
    # A link that some mission uses says nothing about a frame that may be another's:
    # its complaint is the reason only where the source names its missions.
    told = carriers or (faults if named else [])
    if told:
        fault = max(told, key=lambda f: f.offset)
        failure = Failure("link", fault.offset, fault.message)
        return Outcome(fault.disposition, signature, failure=failure)
    failure = Failure("mission", 0, "no mission's callsign, address, sync word or length fits")
    return Outcome(Disposition.NO_MISSION, signature, failure=failure)
