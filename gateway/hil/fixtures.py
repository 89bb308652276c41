"""The fixtures for hardware in the loop.

::

    settings ─▶ line ─▶ gateway ◀─ clock
                  ▲        ▲
                  │        └─ virtual_device, emulated_firmware, serial_dut, recording
                  └────────── wait for the gateway, then start what they are

The scope of all of them is one, `cupola_scope` of the ini file: a board that resets when
its port is opened is better opened once.

pytest loads this for every suite on a machine where Cupola is installed, so each fixture
imports what it needs when a test asks for it.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pytest

from gateway.hil.settings import KEYS, Settings, SettingsError, read_settings

if TYPE_CHECKING:
    from gateway.hil.bench import Bench
    from gateway.hil.clock import BenchClock
    from gateway.hil.device.emulator import EmulatedFirmware
    from gateway.hil.device.serial_dut import SerialDut
    from gateway.hil.device.virtual_device import VirtualDevice
    from gateway.hil.wire import Line
    from gateway.hil.wire.recording import Recording

Scope = Literal["session", "package", "module", "class", "function"]

FAILED = pytest.StashKey[bool]()
"""On every node of the tree above a test that failed."""

KEPT_AT = pytest.StashKey[Path]()
"""On the node whose capture it is: where that is kept."""


def _scope(fixture_name: str, config: pytest.Config) -> Scope:
    scope: Scope = config.getini("cupola_scope")
    return scope


@pytest.fixture(scope=_scope)
def cupola_settings(request: pytest.FixtureRequest) -> Settings:
    """What the gateway is for: from the ini file and the `cupola` markers.

    A suite that knows better than both overrides this fixture.
    """
    config = request.config
    ini = {key: str(config.getini(f"cupola_{key}")) for key in KEYS}
    markers = list(request.node.iter_markers("cupola"))
    seed = config.getoption("--cupola-seed")
    asked = [{} if seed is None else {"seed": seed}, *(marker.kwargs for marker in markers)]
    with _told_plainly(SettingsError):
        if any(marker.args for marker in markers):
            raise SettingsError("the cupola marker takes keys: cupola(mission=...)")
        return read_settings(ini, asked)


@contextmanager
def _told_plainly(*kinds: type[Exception]) -> Iterator[None]:
    """Fail with the sentence of an error: our own frames tell its reader nothing."""
    try:
        yield
    except kinds as error:
        raise pytest.fail.Exception(str(error), pytrace=False) from None


@pytest.fixture(scope=_scope)
def cupola_folder(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    """Where a test's capture and journal are written; kept as `--cupola-captures` says."""
    folder = tmp_path_factory.mktemp("cupola")
    target = request.node.stash[KEPT_AT] = _capture_folder(request.node)
    yield folder
    kept = request.config.getoption("--cupola-captures")
    if kept == "all" or (kept == "failed" and request.node.stash.get(FAILED, False)):
        shutil.rmtree(target, ignore_errors=True)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(folder, target)
    shutil.rmtree(folder, ignore_errors=True)


def _capture_folder(node: pytest.Item | pytest.Collector) -> Path:
    """Where what a test leaves is kept; two processes may have the same session."""
    base = node.config.invocation_params.dir / node.config.getoption("--cupola-capture-dir")
    name = re.sub(r"[^\w.=-]+", "-", node.nodeid).strip("-.") or "session"
    worker = "" if isinstance(node, pytest.Item) else os.environ.get("PYTEST_XDIST_WORKER", "")
    return Path(base, "-".join(part for part in (name, worker) if part))


@pytest.fixture(scope=_scope)
def clock(cupola_settings: Settings) -> BenchClock:
    """The test's clock: real, or virtual where the marker says so."""
    from gateway.hil.clock import RealClock, VirtualClock

    return VirtualClock() if cupola_settings.clock == "virtual" else RealClock()


@pytest.fixture(scope=_scope)
def line(cupola_settings: Settings, cupola_folder: Path) -> Iterator[Line]:
    """A virtual line between a device and the gateway, sound until `line.fault(...)`."""
    from gateway.hil.wire import Capture, Line

    capture = Capture(cupola_folder)
    with Line(cupola_settings.baud, cupola_settings.seed, capture) as made:
        yield made


@pytest.fixture(scope=_scope)
def gateway(
    request: pytest.FixtureRequest,
    cupola_settings: Settings,
    line: Line,
    clock: BenchClock,
    cupola_folder: Path,
) -> Iterator[Bench]:
    """The gateway at the ground's end of the line, and what may be expected of it."""
    from gateway.errors import CupolaError
    from gateway.hil.bench import Bench

    missions = [_found(request, mission) for mission in cupola_settings.missions]
    with _told_plainly(CupolaError):
        bench = Bench(line, cupola_folder, missions, cupola_settings.framing, clock)
    try:
        with bench:
            yield bench
    except CupolaError:
        request.node.stash[FAILED] = True  # told after the capture is kept or not
        raise


def _found(request: pytest.FixtureRequest, item: Any) -> Any:
    """A mission; of a path, the file beside the test or in the root folder."""
    if not (isinstance(item, Path) or (isinstance(item, str) and item.endswith(".py"))):
        return item
    return _near(request, item)


def _near(request: pytest.FixtureRequest, path: str | Path, *folders: Path) -> Path:
    """*path* from the test's folder, from *folders* or from the root folder."""
    beside = [] if request.scope == "session" else [request.path.parent]
    places = [*beside, *folders, request.config.rootpath]
    return next((p / path for p in places if (p / path).exists()), Path(path))


@pytest.fixture(scope=_scope)
def virtual_device(
    request: pytest.FixtureRequest,
    cupola_settings: Settings,
    line: Line,
    clock: BenchClock,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[VirtualDevice]:
    """A host build of firmware on the line: Cupola's example, or the marker's `executable`."""
    from gateway.errors import CupolaError
    from gateway.hil.device.virtual_device import VirtualDevice, build_virtual_device

    _gateway_first(request)
    arguments = list(cupola_settings.arguments)
    if clock.kind == "virtual":
        arguments += ["--clock", "virtual"]
    with _told_plainly(CupolaError):
        if given := cupola_settings.executable:
            executable = _near(request, given)
        else:
            executable = build_virtual_device(_cache(request, tmp_path_factory))
        device = VirtualDevice(executable, line.device_port, arguments)
        device.start()
    clock.drive(lambda seconds: device.advance(seconds).octets)
    yield device
    device.stop()


def _cache(request: pytest.FixtureRequest, temporary: pytest.TempPathFactory) -> Path:
    """A folder that outlives the run, where pytest has one."""
    cache = request.config.cache if hasattr(request.config, "cache") else None
    return cache.mkdir("cupola") if cache else temporary.getbasetemp() / "cupola-cache"


def _gateway_first(request: pytest.FixtureRequest) -> None:
    """Have the gateway listen before a device speaks, if the test has one."""
    if "gateway" in request.fixturenames:
        request.getfixturevalue("gateway")


@pytest.fixture(scope=_scope)
def emulated_firmware(
    request: pytest.FixtureRequest, line: Line, clock: BenchClock
) -> Iterator[Callable[[str, Path], EmulatedFirmware]]:
    """Starts an image in QEMU, its UART on the line: ``emulated_firmware(machine, image)``."""
    from gateway.errors import CupolaError
    from gateway.hil.device.emulator import EmulatedFirmware

    _needs_real_time(clock, "QEMU")
    _gateway_first(request)
    with ExitStack() as running:

        def start(machine: str, image: str | Path) -> EmulatedFirmware:
            with _told_plainly(CupolaError):
                firmware = EmulatedFirmware(machine, _near(request, image), line.device_port)
                running.enter_context(firmware)
                firmware.resume()
            return firmware

        yield start


@pytest.fixture(scope=_scope)
def serial_dut(
    request: pytest.FixtureRequest, line: Line, clock: BenchClock
) -> Iterator[SerialDut]:
    """The device at `--dut-port`, on the line; skips without one."""
    url = request.config.getoption("--dut-port")
    if not url:
        pytest.skip("no device under test: give its port with --dut-port")
    from gateway.errors import SourceError
    from gateway.hil.device.serial_dut import SerialDut

    _needs_real_time(clock, "a real device")
    _gateway_first(request)
    with _told_plainly(SourceError):
        dut = SerialDut(url, request.config.getoption("--dut-baud"), line.device_port)
    with dut:
        if "gateway" in request.fixturenames:
            request.getfixturevalue("gateway").tellers.append(dut.describe)
        yield dut


def _needs_real_time(clock: BenchClock, who: str) -> None:
    if clock.kind == "virtual":
        pytest.fail(
            f"{who} cannot follow a virtual clock: leave clock='virtual' out", pytrace=False
        )


@pytest.fixture(scope=_scope)
def recording(
    request: pytest.FixtureRequest, cupola_settings: Settings, line: Line, clock: BenchClock
) -> Callable[[str | Path], Recording]:
    """Opens a capture or a file to be played on the line: ``recording(path).play()``."""
    from gateway.hil.wire.recording import Recording

    _gateway_first(request)
    folder = request.config.rootpath / request.config.getini("cupola_recordings")

    def opened(path: str | Path) -> Recording:
        __tracebackhide__ = True
        return Recording(_near(request, path, folder), line, clock, cupola_settings.framing)

    return opened
