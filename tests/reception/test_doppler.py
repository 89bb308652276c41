"""Doppler, against published examples, another program, and the derivative of the range."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta

import pytest

from gateway.reception.doppler import Site, look_at, sidereal_time, topocentric
from gateway.reception.elements import parse_elements
from tests.reception.test_elements import ISS

pytest.importorskip("sgp4")

J2000 = datetime(2000, 1, 1, 12, tzinfo=UTC)
MADRID = Site(40.4, -3.7, 660)
ORBIT = parse_elements(ISS)[25544]


def days(*when: int) -> float:
    return (datetime(*when, tzinfo=UTC) - J2000).total_seconds() / 86400  # type: ignore[arg-type,misc]


def test_the_sidereal_time_of_the_books() -> None:
    # J. Meeus, "Astronomical Algorithms", examples 12.a and 12.b.
    assert math.degrees(sidereal_time(days(1987, 4, 10))) == pytest.approx(197.693195, abs=1e-5)
    later = math.degrees(sidereal_time(days(1987, 4, 10, 19, 21)))
    assert later == pytest.approx(128.7378734, abs=1e-5)


def test_the_site_of_kelso() -> None:
    # T. S. Kelso, "Orbital Coordinate Systems, Part II": 40 N 75 W on 1995-10-01, 09:00 UTC.
    x, y, z = Site(40, -75).position()
    turn = sidereal_time(days(1995, 10, 1, 9))
    assert turn == pytest.approx(2.524218, abs=1e-6)
    inertial = (
        x * math.cos(turn) - y * math.sin(turn),
        x * math.sin(turn) + y * math.cos(turn),
        z,
    )
    # Computed there on WGS 72, whose radius is 2 m smaller.
    assert inertial == pytest.approx((1703.295, 4586.650, 4077.984), abs=0.005)


def test_mir_over_minneapolis() -> None:
    # The same, "Part II": 45 N 93 W on 1995-11-18, 12:46 UTC.
    turn = sidereal_time(days(1995, 11, 18, 12, 46))
    look = topocentric(Site(45, -93), (-4400.594, 1932.870, 4760.712), (0, 0, 0), turn)
    assert look.azimuth == pytest.approx(100.36, abs=0.01)
    assert look.elevation == pytest.approx(81.52, abs=0.01)


@pytest.mark.parametrize(
    ("minute", "azimuth", "elevation", "range_km", "range_rate"),
    [
        (39, 331.5982, 12.9124, 1330.374, -1.95737),
        (40, 351.4682, 13.9502, 1278.094, 0.25959),
        (233, 327.0014, 16.1109, 1178.072, -5.81721),
        (235, 16.4249, 35.9173, 679.765, -1.25029),
        (237, 84.5059, 21.1383, 990.721, 5.22203),
    ],
)
def test_a_pass_as_skyfield_computes_it(
    minute: int, azimuth: float, elevation: float, range_km: float, range_rate: float
) -> None:
    # Skyfield 1.5x, which knows UT1 - UTC: worth 0.2 s of the Earth's turn here.
    look = look_at(ORBIT, MADRID, datetime(2020, 7, 13, tzinfo=UTC) + timedelta(minutes=minute))
    assert look
    assert look.azimuth == pytest.approx(azimuth, abs=0.01)
    assert look.elevation == pytest.approx(elevation, abs=0.01)
    assert look.range_km == pytest.approx(range_km, abs=0.1)
    assert look.range_rate == pytest.approx(range_rate, abs=0.001)
    assert look.shift_hz(437.5e6) == pytest.approx(-437.5e6 * range_rate / 299792.458, abs=1.5)


@pytest.mark.parametrize("minute", range(0, 1440, 97))
def test_the_range_rate_is_the_derivative_of_the_range(minute: int) -> None:
    when = datetime(2020, 7, 13, tzinfo=UTC) + timedelta(minutes=minute)
    step = timedelta(seconds=0.5)
    before, look, after = (look_at(ORBIT, MADRID, when + k * step) for k in (-1, 0, 1))
    assert before
    assert look
    assert after
    assert look.range_rate == pytest.approx(after.range_km - before.range_km, abs=2e-4)


def test_what_comes_nearer_is_heard_higher() -> None:
    look = topocentric(Site(0, 0), (7000, 0, 0), (-7, 0, 0), 0.0)
    assert look.elevation == pytest.approx(90)
    assert look.range_rate == pytest.approx(-7)
    assert look.shift_hz(299792458.0) == pytest.approx(7000)


def test_an_orbit_that_has_ended_has_no_answer() -> None:
    assert look_at(ORBIT, MADRID, datetime(2090, 1, 1, tzinfo=UTC)) is None
