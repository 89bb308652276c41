"""A channel: a field of a layout with its unit and calibration.

::

    "battery" / channel(Int8ul, "V", linear(5 / 255)) * "full scale 5 V"
       name             type   unit   calibration         meaning

`channel` wraps any construct that yields one value.  Parsing keeps the raw value, so
that ``build(parse(x)) == x``; the calibration is applied when readings are made.  A
field without `channel` is a channel too, with neither unit nor calibration.  Fields
whose name begins with an underscore are parsed but are no channels.
"""

from __future__ import annotations

from typing import Any

from construct import Construct, Subconstruct

from gateway.definition.calibration import Calibration


class Channel(Subconstruct):  # type: ignore[misc]
    """A construct that carries unit and calibration beside its raw value.

    Attributes:
        unit: In Pint's spelling (`V`, `mA`, `degC`, `dBm`, `%`); empty for none.
        calibration: From raw to engineering value; None for the raw value itself.
        absent: Raw values that say there is no measurement.
    """

    def __init__(
        self,
        subcon: Construct,
        unit: str = "",
        calibration: Calibration | None = None,
        absent: frozenset[Any] = frozenset(),
    ):
        super().__init__(subcon)
        self.unit = unit
        self.calibration = calibration
        self.absent = absent


def channel(
    subcon: Construct,
    unit: str = "",
    calibration: Calibration | None = None,
    *,
    absent: Any = (),
) -> Channel:
    """Give a field its unit and calibration.

    Args:
        subcon: The type on the wire: `Int16ub`, `BitsInteger(12)`, `Float32l`, ...
        unit: In Pint's spelling; empty for a number without one.
        calibration: One of `gateway.definition.calibration`; None if raw is value.
        absent: A raw value, or several, that say there is no measurement.
    """
    several = absent if isinstance(absent, (tuple, set, frozenset, list)) else (absent,)
    return Channel(subcon, unit, calibration, frozenset(several))
