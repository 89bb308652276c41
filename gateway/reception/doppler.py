"""Doppler: how much higher a satellite is heard than it sends, from its orbit.

::

    orbit ─ SGP4 ─▶ position, velocity in TEME ─ turned with the Earth ─▶ Earth-fixed
    site ─ ellipsoid ─▶ position, Earth-fixed
    range rate = (position - site) . velocity / range           shift = -f * range rate / c

Polar motion and UT1 - UTC are left out: together they are worth some 1 Hz on 70 cm,
and the elements are worth some 10 Hz a day of their age.

Source: D. Vallado et al., "Revisiting Spacetrack Report #3", AIAA 2006-6753, for TEME and
the sidereal time (IAU 1982); WGS 84 for the ellipsoid; T. S. Kelso, "Orbital Coordinate
Systems", Satellite Times 2 (1995), for the topocentric part.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, datetime

from gateway.reception.elements import Orbit

LIGHT_KM_S = 299_792.458
EARTH_TURN_RAD_S = 7.292115146706979e-5
EARTH_RADIUS_KM = 6378.137
EARTH_FLATTENING = 1 / 298.257223563

_J2000 = datetime(2000, 1, 1, 12, tzinfo=UTC)
_JULIAN_J2000 = 2451545.0
_DAY_S = 86_400.0

Vector = tuple[float, float, float]


@dataclass(frozen=True)
class Site:
    """Where the station stands.

    Attributes:
        latitude: Degrees, north positive, on WGS 84.
        longitude: Degrees, east positive.
        altitude_m: Above the ellipsoid.
    """

    latitude: float
    longitude: float
    altitude_m: float = 0.0

    def position(self) -> Vector:
        """Earth-fixed, km."""
        latitude, longitude = math.radians(self.latitude), math.radians(self.longitude)
        squared = EARTH_FLATTENING * (2 - EARTH_FLATTENING)
        normal = EARTH_RADIUS_KM / math.sqrt(1 - squared * math.sin(latitude) ** 2)
        altitude = self.altitude_m / 1000
        around = (normal + altitude) * math.cos(latitude)
        up = (normal * (1 - squared) + altitude) * math.sin(latitude)
        return around * math.cos(longitude), around * math.sin(longitude), up


@dataclass(frozen=True)
class Look:
    """A satellite as the station sees it.

    Attributes:
        azimuth: Degrees from north through east.
        elevation: Degrees above the horizon, without refraction.
        range_km: Distance.
        range_rate: km/s, positive while it goes away.
    """

    azimuth: float
    elevation: float
    range_km: float
    range_rate: float

    def shift_hz(self, frequency_hz: float) -> float:
        """How much higher than *frequency_hz* it is heard."""
        return -frequency_hz * self.range_rate / LIGHT_KM_S


def look_at(orbit: Orbit, site: Site, when: datetime) -> Look | None:
    """How *site* sees the satellite at *when*; None where the orbit has no answer.

    An orbit far from its epoch may have decayed.
    """
    days = (when - _J2000).total_seconds() / _DAY_S
    fault, position, velocity = orbit.sgp4(_JULIAN_J2000, days)
    if fault:
        return None
    return topocentric(site, position, velocity, sidereal_time(days))


def topocentric(site: Site, position: Vector, velocity: Vector, sidereal: float) -> Look:
    """How *site* sees what is at *position*.

    Args:
        site: The station.
        position: In TEME, km.
        velocity: In TEME, km/s.
        sidereal: Greenwich sidereal time, radians.
    """
    x, y, z = _turned(position, sidereal)
    vx, vy, vz = _turned(velocity, sidereal)
    # The Earth turns under it.
    vx, vy = vx + EARTH_TURN_RAD_S * y, vy - EARTH_TURN_RAD_S * x
    here = site.position()
    dx, dy, dz = x - here[0], y - here[1], z - here[2]
    distance = math.sqrt(dx * dx + dy * dy + dz * dz) or 1e-9
    south, east, up = _horizon(site, (dx, dy, dz))
    return Look(
        math.degrees(math.atan2(east, -south)) % 360,
        math.degrees(math.asin(max(-1.0, min(1.0, up / distance)))),
        distance,
        (dx * vx + dy * vy + dz * vz) / distance,
    )


def sidereal_time(days: float) -> float:
    """Greenwich mean sidereal time in radians, *days* after J2000 (UT1)."""
    t = days / 36525
    seconds = 67310.54841 + (876600 * 3600 + 8640184.812866) * t + 0.093104 * t**2 - 6.2e-6 * t**3
    return math.radians(seconds % _DAY_S / 240)


def _turned(vector: Vector, angle: float) -> Vector:
    """*vector* in axes turned by *angle* about the third."""
    x, y, z = vector
    sine, cosine = math.sin(angle), math.cos(angle)
    return cosine * x + sine * y, cosine * y - sine * x, z


def _horizon(site: Site, vector: Vector) -> Vector:
    """An Earth-fixed *vector* as south, east and up of *site*."""
    latitude, longitude = math.radians(site.latitude), math.radians(site.longitude)
    ahead, east, z = _turned(vector, longitude)
    sine, cosine = math.sin(latitude), math.cos(latitude)
    return sine * ahead - cosine * z, east, cosine * ahead + sine * z
