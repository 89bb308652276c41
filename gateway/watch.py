"""The watch: decodes every frame once, in order, for the alarms and the counts.

::

    recorder ─▶ decoder ─▶ dispositions
                   ├─────▶ continuity      what is missing between the packets
                   ├─────▶ monitor ─▶ on_alarms
                   └─────▶ on_outcome

Sinks read the journal at their own pace and decode for themselves; the watch is what
sees each frame as soon as it is on disk.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable

from gateway.catalogue import Catalogue
from gateway.continuity import Continuity
from gateway.errors import JournalError
from gateway.model import Alarm, Entry, Outcome
from gateway.monitor import Monitor
from gateway.recorder import Recorder

log = logging.getLogger(__name__)

READER = "monitor"
"""Name of its cursor in the journal."""


class Watch:
    """Watches the frames of a station.

    Args:
        recorder: What is followed.
        catalogue: The missions.

    Attributes:
        monitor: The alarms.
        continuity: What is missing.
        dispositions: What became of each source's frames.
        on_outcome: Called for every frame, in order.
        on_alarms: Called with the alarms that changed, each with whether it is simulated.
    """

    def __init__(self, recorder: Recorder, catalogue: Catalogue):
        self.monitor = Monitor(catalogue.missions)
        self.continuity = Continuity(catalogue.missions)
        self.dispositions: dict[str, Counter[str]] = {}
        self.on_outcome: list[Callable[[Entry, Outcome], None]] = []
        self.on_alarms: Callable[[list[tuple[bool, Alarm]]], None] = lambda changed: None
        self._recorder = recorder
        self._catalogue = catalogue

    async def recall(self) -> None:
        """Take up the alarms of before a restart."""
        try:
            if kept := await self._recorder.recall("alarms"):
                self.monitor.load(kept)
        except (JournalError, ValueError) as error:
            log.error("the alarms of before are lost: %s", error)

    async def run(self) -> None:
        """Watch until cancelled."""
        after = self._recorder.cursor(READER)
        decoder = self._catalogue.decoder()
        missions = self._catalogue.missions
        while True:
            for entry in await self._recorder.read(after):
                if missions is not self._catalogue.missions:
                    decoder, missions = self._catalogue.decoder(), self._catalogue.missions
                    self.monitor.use_missions(missions)
                    self.continuity.use_missions(missions)
                await self._take(entry, decoder.decode(entry))
                after = entry.sequence
            self._recorder.acknowledge(READER, after)

    async def _take(self, entry: Entry, outcome: Outcome) -> None:
        counts = self.dispositions.setdefault(entry.source, Counter())
        counts[outcome.disposition.value] += 1
        self.continuity.update(entry, outcome)
        changed = self.monitor.update(entry, outcome)
        if changed:
            self.on_alarms(changed)
            await self._recorder.keep("alarms", self.monitor.dump())
        for tell in self.on_outcome:
            tell(entry, outcome)
