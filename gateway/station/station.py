"""The station: its whole file."""

from __future__ import annotations

import os
from pathlib import Path

from gateway.errors import StationError
from gateway.station.octet_sources import (
    FileSource,
    SerialSource,
    StdinSource,
    TcpSource,
    UdpSource,
)
from gateway.station.place import line_of
from gateway.station.sample_sources import AudioSource, IqSource, RtlTcpSource, UdpAudioSource
from gateway.station.sinks import Broker, JournalTable, Missions, Mqtt, SiteTable
from gateway.station.table import Name, Table

OctetKinds = SerialSource | TcpSource | UdpSource | FileSource | StdinSource
AnySource = OctetKinds | AudioSource | UdpAudioSource | IqSource | RtlTcpSource
Sampled = AudioSource | UdpAudioSource | IqSource | RtlTcpSource | FileSource | StdinSource
"""Those that can have downlinks."""


class Station(Table, frozen=True, kw_only=True):
    """The whole file.

    Attributes:
        name: Part of all topics and of every frame's id.
        callsign: The operator's; what needs one refuses `N0CALL`.
        state_dir: Where journal and broker keep their data; by default systemd's
            `$STATE_DIRECTORY`, else below `$XDG_STATE_HOME`.
        source: The sources.
        mqtt: The broker to publish to, and how.
        broker: The private broker.
        journal: The durable log.
        missions: Where missions come from besides the package.
        site: Where the station stands; without it nothing is corrected for Doppler.
        file: The file itself; not a key of it.
    """

    name: Name
    callsign: str = "N0CALL"
    state_dir: str = ""
    source: tuple[AnySource, ...] = ()
    mqtt: Mqtt = Mqtt()
    broker: Broker = Broker()
    journal: JournalTable = JournalTable()
    missions: Missions = Missions()
    site: SiteTable | None = None
    file: str = ""

    def mistake(self, reason: str, *place: str | int) -> StationError:
        """An error about a key of this file, with its line; see `line_of` for *place*."""
        file = Path(self.file) if self.file else None
        text = file.read_text(encoding="utf-8") if file and file.is_file() else ""
        key = ".".join(part for part in place if isinstance(part, str))
        return StationError(reason, file=file, line=line_of(text, place), key=key)

    def path(self, text: str) -> Path:
        """A path of the file: relative ones start at the file's folder."""
        return Path(self.file).parent / Path(text).expanduser()

    @property
    def state_folder(self) -> Path:
        """Where the journal and the broker's data live."""
        if self.state_dir:
            return self.path(self.state_dir)
        if service := os.environ.get("STATE_DIRECTORY"):
            return Path(service.split(":")[0])
        home = os.environ.get("XDG_STATE_HOME") or "~/.local/state"
        return Path(home, "cupola", self.name).expanduser()
