"""What every source has, whatever it brings."""

from __future__ import annotations

from gateway.station.table import Name, Table


class Source(Table, frozen=True, kw_only=True, tag_field="kind"):
    """What every source has.

    Attributes:
        name: Part of its topics.
        missions: The missions it can carry; none means that frames are recognised.
        hardware: A file of `hw_configs/` whose keys this table starts from.
        simulated: Its data is not from the world: it goes to the simulation's topics.
    """

    name: Name
    missions: tuple[str, ...] = ()
    hardware: str = ""
    simulated: bool = False
