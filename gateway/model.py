"""The nouns that travel through the gateway, all frozen.

::

    octets -> Frame | Rejected -> Entry -> Outcome (Decoded, Reading) -> Alarm
              framing/            journal  decoder                       monitor

`Frame` and `Rejected` know nothing of time or place; framing has no clock.  The
source that read the octets adds both, and the journal a number: that is an `Entry`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from msgspec import Struct


class Disposition(StrEnum):
    """How a frame ended; every frame has exactly one, ordered by how far it got."""

    TOO_LONG = "too_long"
    """More octets than the framing allows without an end."""
    CODING_ERROR = "coding_error"
    """The framing's own code was broken: an illegal escape, wrong bit stuffing."""
    TRUNCATED = "truncated"
    """Fewer octets than the framing or its check needs."""
    CHECK_FAILED = "check_failed"
    """The check sequence or the error correction said no."""
    LINK_ERROR = "link_error"
    """A link header that contradicts itself or is not there."""
    IDLE = "idle"
    """Fill that carries nothing on purpose: idle transfer frames and packets."""
    PARTIAL = "partial"
    """A piece of a packet that other frames complete."""
    DUPLICATE = "duplicate"
    """The same octets were already heard by another source."""
    NO_MISSION = "no_mission"
    """No mission claims this frame."""
    AMBIGUOUS = "ambiguous"
    """Several missions claim it with equal right."""
    LAYOUT_MISMATCH = "layout_mismatch"
    """A mission claims it, but none of its layouts fits."""
    PUBLISHED = "published"
    """Decoded; its readings went to the sinks."""


class State(StrEnum):
    """What the limits say of a value."""

    NOMINAL = "nominal"
    CAUTION = "caution"
    WARNING = "warning"
    STALE = "stale"


class Delivery(StrEnum):
    """How a frame came to be published now."""

    LIVE = "live"
    LATE = "late"
    """Received live, delivered after an outage."""
    REPLAY = "replay"
    SIMULATED = "simulated"


class Quality(Struct, frozen=True, omit_defaults=True):
    """How well a frame was received; None is not known.

    Attributes:
        snr_db: Signal to noise ratio in the signal's bandwidth.
        offset_hz: Carrier frequency minus nominal.
        clock_ppm: Symbol clock minus nominal, parts per million.
        corrected: Bits or octets that error correction changed.
        unchecked: True if the framing has no check: nothing proves this frame.
        fixed: Symbols flipped on no more proof than the CRC; None where none were.
        detector: Name of the modem's detector that won; empty where there was none.
    """

    snr_db: float | None = None
    offset_hz: float | None = None
    clock_ppm: float | None = None
    corrected: int | None = None
    unchecked: bool = False
    fixed: int | None = None
    detector: str = ""


UNKNOWN_QUALITY = Quality()


class Frame(Struct, frozen=True):
    """A link-layer unit whose check passed and was removed.

    Attributes:
        data: The octets, link header kept.
        framing: Name of the framing it came in.
        quality: How well it was received.
        port: Port of a multi-port TNC (the KISS port nibble).
        received_at: Reception time that the framing itself carried (KISS timestamp
            frames); None where it carries none.
    """

    data: bytes
    framing: str
    quality: Quality = UNKNOWN_QUALITY
    port: int | None = None
    received_at: datetime | None = None


class Rejected(Struct, frozen=True):
    """A candidate frame that failed.

    Attributes:
        reason: Why.
        data: What is left of it, `MAX_REJECTED_OCTETS` at most.
        framing: Name of the framing that rejected it.
        message: The reason in one sentence, with numbers.
        offset: Octet at which it failed, as far as known.
    """

    reason: Disposition
    data: bytes
    framing: str
    message: str
    offset: int = 0


MAX_REJECTED_OCTETS = 512
"""Enough to see what it was; a flood of noise must not fill the journal."""


class Deframer(Protocol):
    """Octets in, frames out: the contract of every module in `gateway/framing/`.

    Attributes:
        counters: What is neither a frame nor worth a rejection, by readable names:
            `noise_octets`, `empty_frames`, `ignored_commands`, ...
    """

    counters: dict[str, int]

    def feed(self, data: bytes) -> list[Frame | Rejected]:
        """Take octets as they come, split anywhere, and return what they complete.

        Never raises: any octets are legal input.  Memory is bounded.
        """

    @property
    def pending(self) -> int:
        """Octets fed last that may still become part of a frame.

        Feeding exactly those to a new deframer continues where this one is: a source
        that survives a crash keeps them.
        """


class Downlink(Struct, frozen=True, omit_defaults=True):
    """A transmitter, as published, and what a receiver has to know of it.

    Attributes:
        frequency_hz: Carrier at rest; None where it is not known or does not matter.
        modulation: `AFSK`, `FSK`, `GMSK`, `BPSK`, `4FSK`, ...
        baud: Symbols per second.
        framings: What carries its frames, by the names of `gateway/framing/radio`; more
            than one where it changes, or where that is not known.
        name: Which one, where a spacecraft has several.
        carrier_hz: Centre of the signal in audio, where it is not the usual one.
        deviation_hz: Of a frequency modulation from its centre; None for the usual one.
    """

    frequency_hz: float | None
    modulation: str
    baud: float
    framings: tuple[str, ...]
    name: str = ""
    carrier_hz: float | None = None
    deviation_hz: float | None = None


class Unit(Struct, frozen=True):
    """What a link found inside the octets it was given.

    Attributes:
        header: The header's fields; `protocol` names the link.
        data: The octets it carried.
        offset: Where they start in the octets given; None if they came in pieces.
    """

    header: dict[str, Any]
    data: bytes
    offset: int | None


class LinkFault(Struct, frozen=True):
    """Why a link found nothing, or less than it was given.

    Attributes:
        disposition: LINK_ERROR, CHECK_FAILED, TRUNCATED, IDLE or PARTIAL.
        message: One sentence.
        offset: Octet at which it stopped.
    """

    disposition: Disposition
    message: str
    offset: int = 0


class Link(Protocol):
    """A header shared by missions: the contract of every module in `gateway/links/`.

    Implementations are frozen dataclasses whose fields are the link's options, so
    that missions with the same link share one reading of a frame.
    """

    @property
    def name(self) -> str:
        """The protocol's name, as in a header's `protocol`."""

    def reader(self) -> Callable[[bytes], list[Unit | LinkFault]]:
        """A new receiver, one per source: links that reassemble keep state in it.

        The receiver never raises, and returns at least one item.
        """

    def wrap(self, data: bytes, header: Mapping[str, Any]) -> bytes:
        """Put *data* behind a header; fields not in *header* take their defaults."""


class Entry(Struct, frozen=True):
    """A frame, or what is left of one, as the journal keeps it.

    Attributes:
        sequence: Number in this station's journal, from 1, never reused.
        source: Name of the source that heard it.
        received_at: Reception time at the ground, aware UTC.
        clock: Where the clock's time came from: `ntp`, `unsynced`, `recording`, `tnc`.
        delivery: LIVE, REPLAY or SIMULATED; LATE is decided when it is sent.
        event: The frame.
    """

    sequence: int
    source: str
    received_at: datetime
    clock: str
    delivery: Delivery
    event: Frame | Rejected


class Reading(Struct, frozen=True, gc=False):
    """A channel at a time.

    Attributes:
        channel: Dotted path, such as `eps.battery_voltage` or `cells.0.voltage`.
        raw: As sent; bytes, int, float, bool or str.
        value: In engineering units; None where the raw value has none (a sensor that
            is absent, a division by zero).
        unit: In Pint's spelling; empty for a number without one.
        state: What the limits say; None where there is no value to judge.
    """

    channel: str
    raw: Any
    value: Any
    unit: str
    state: State | None


class Decoded(Struct, frozen=True):
    """One packet found in a frame.

    Attributes:
        mission: Name of the mission.
        packet: Name of the packet.
        readings: Its channels in the order of the layout.
        made_at: When it was made on board, if the packet says; aware UTC.
        offset: Octet of the frame's data at which the packet starts; None where it
            came in pieces through several frames.
        data: The packet's octets, link headers removed.
        guessed: Nothing but its length says that it is this mission's.
        simulated: The mission's data is invented, whatever source it came from.
    """

    mission: str
    packet: str
    readings: list[Reading]
    made_at: datetime | None
    offset: int | None
    data: bytes
    guessed: bool = False
    simulated: bool = False


class Failure(Struct, frozen=True):
    """Why and where a frame was not decoded.

    Attributes:
        stage: `framing`, `link`, `mission` or `layout`.
        offset: Octet of the frame's data at which it stopped.
        message: One sentence.
    """

    stage: str
    offset: int
    message: str


class Outcome(Struct, frozen=True):
    """What became of an entry.

    Attributes:
        disposition: How it ended.
        link: The link headers found, outermost first, each a plain mapping with
            its `protocol`.
        decoded: The packets found; more than one where a frame carries several.
        failure: Where it stopped, unless it was published.
    """

    disposition: Disposition
    link: tuple[dict[str, Any], ...] = ()
    decoded: tuple[Decoded, ...] = ()
    failure: Failure | None = None

    def delivery(self, entry: Entry) -> Delivery:
        """What the frame of *entry* is: simulated where its source or its mission is."""
        if any(decoded.simulated for decoded in self.decoded):
            return Delivery.SIMULATED
        return entry.delivery


class Alarm(Struct, frozen=True):
    """A state that lasted.

    Attributes:
        mission: Name of the mission.
        channel: Dotted path of the channel.
        state: The state that lasted.
        since: Reception time of the first reading in that state.
        value: The last value.
        unit: Its unit.
        limit: The limit that was crossed, such as `warning low 0.8`; empty when nominal.
        acknowledged: True once somebody has said that it was seen.
    """

    mission: str
    channel: str
    state: State
    since: datetime
    value: Any
    unit: str
    limit: str
    acknowledged: bool = False
