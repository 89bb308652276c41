"""The private broker: Debian's mosquitto as a child process, on loopback only.

It runs where a station names no broker: MQTT and MQTT over WebSockets on 127.0.0.1, its
retained messages and sessions kept in the state folder.  Over WebSockets it only tells.  It
is started again when it dies, and dies when we do, however we do.
"""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import getpass
import logging
import os
import re
import shutil
import signal
import socket
from pathlib import Path

from gateway.errors import BrokerError
from gateway.station import Broker

log = logging.getLogger(__name__)

READY_S = 5.0
"""Longest start: it reads its database first, on a slow card."""

FIRST_PAUSE_S = 0.2
LONGEST_PAUSE_S = 30.0
LEAVE_S = 3.0
"""Time to save and end before it is killed."""

_PR_SET_PDEATHSIG = 1

_CONFIGURATION = """\
# Written by cupola at every start: change the station file instead.
user {user}
per_listener_settings true
pid_file {folder}/mosquitto.pid
persistence true
persistence_location {folder}/
autosave_interval 30
# A subscriber that is away for a day finds everything when it comes back.
max_queued_messages 100000
set_tcp_nodelay true
log_dest stderr
log_type error
log_type warning
listener {port} 127.0.0.1
allow_anonymous true
"""
_WEBSOCKETS = """\
# Any page in a browser of this machine can connect here: it may look, and not command.
listener {port} 127.0.0.1
protocol websockets
allow_anonymous true
acl_file {folder}/readers.acl
"""
_READERS = "topic read #\n"


class Mosquitto:
    """The child process.

    Args:
        options: The station file's `broker` table.
        folder: Where it keeps its configuration and data.

    Attributes:
        port: Where it listens, once started.
        websockets_port: The same for WebSockets; 0 for none.
    """

    def __init__(self, options: Broker, folder: Path):
        self.port = options.port
        self.websockets_port = options.websockets_port
        self._options = options
        self._folder = folder
        self._process: asyncio.subprocess.Process | None = None
        self._tried = asyncio.Event()

    async def start(self) -> None:
        """Start it and wait until it takes connections.

        Raises:
            BrokerError: It is not installed, or does not start.
        """
        program = find_program(self._options.program)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            await self._end_predecessor()
            self.port = _free_port(self._options.port)
            if self._options.websockets_port:
                self.websockets_port = _free_port(self._options.websockets_port)
            configuration = self._folder / "mosquitto.conf"
            configuration.write_text(self._configuration(), encoding="utf-8")
            (self._folder / "readers.acl").write_text(_READERS, encoding="utf-8")
        except OSError as error:
            raise BrokerError(f"the private broker cannot be set up: {error}") from error
        self._process = await asyncio.create_subprocess_exec(
            program,
            "-c",
            str(configuration),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
            # A new session: Ctrl-C is for us, and we end it when our last message is out.
            start_new_session=True,
            preexec_fn=_die_with_parent,
        )
        await self._wait_until_ready(self._process)

    def _configuration(self) -> str:
        folder = self._folder.resolve()
        text = _CONFIGURATION.format(user=getpass.getuser(), folder=folder, port=self.port)
        if self.websockets_port:
            text += _WEBSOCKETS.format(port=self.websockets_port, folder=folder)
        return text

    async def _end_predecessor(self) -> None:
        """End the child of a gateway that was killed and has not quite gone."""
        try:
            pid = int((self._folder / "mosquitto.pid").read_text())
            command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except (OSError, ValueError):
            return
        if os.fsencode(self._folder / "mosquitto.conf") not in command:
            return
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)
        for _ in range(int(LEAVE_S / 0.02)):
            if not Path(f"/proc/{pid}").exists():
                return
            await asyncio.sleep(0.02)

    async def _wait_until_ready(self, process: asyncio.subprocess.Process) -> None:
        for _ in range(int(READY_S / 0.02)):
            if process.returncode is not None:
                break
            if await _takes(self.port) and await _takes(self.websockets_port or self.port):
                return
            await asyncio.sleep(0.02)
        said = b""
        if process.returncode is not None and process.stderr:
            said = await process.stderr.read(1000)
        message = said.decode("utf-8", "replace").strip() or f"not ready within {READY_S:g} s"
        raise BrokerError(f"the private broker does not start: {message}")

    async def started(self) -> None:
        """Wait until `run` has tried to start it, so that `port` is where it will be."""
        await self._tried.wait()

    async def run(self) -> None:
        """Keep it running until cancelled, then end it."""
        pause_s = FIRST_PAUSE_S
        try:
            while True:
                try:
                    if self._process is None:
                        await self.start()
                    self._tried.set()
                    pause_s = FIRST_PAUSE_S
                    await self._listen()
                    log.warning("the private broker ended; starting it again")
                except BrokerError as error:
                    log.error("%s", error)
                    self._tried.set()
                self._process = None
                await asyncio.sleep(pause_s)
                pause_s = min(2 * pause_s, LONGEST_PAUSE_S)
        finally:
            await self.stop()

    async def _listen(self) -> None:
        """Pass on what it says until it ends."""
        process = self._process
        if process and process.stderr:
            async for line in process.stderr:
                log.debug("mosquitto: %s", line.decode("utf-8", "replace").rstrip())
            await process.wait()

    async def stop(self) -> None:
        """End it, letting it save first."""
        process, self._process = self._process, None
        if process is None or process.returncode is not None:
            return
        process.terminate()
        try:
            async with asyncio.timeout(LEAVE_S):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()


def current_port(folder: Path, usual: int) -> int:
    """Where the broker with its data in *folder* listens, or *usual* if it never ran."""
    try:
        text = (folder / "mosquitto.conf").read_text(encoding="utf-8")
    except OSError:
        return usual
    found = re.search(r"^listener (\d+)", text, re.MULTILINE)
    return int(found[1]) if found else usual


def find_program(program: str) -> str:
    """Path of a server.

    Raises:
        BrokerError: It is not installed.
    """
    # Debian puts servers where an ordinary user's PATH does not look.
    path = os.environ.get("PATH", os.defpath) + ":/usr/local/sbin:/usr/sbin"
    if found := shutil.which(program, path=path):
        return found
    raise BrokerError(
        f"{program} is not installed: apt-get install mosquitto, or name a broker under [mqtt]"
    )


async def _takes(port: int) -> bool:
    """Whether somebody takes connections on loopback."""
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True


def _free_port(wanted: int) -> int:
    """*wanted* if it is free on loopback, else one that is."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            found: int = probe.getsockname()[1]
            if found != wanted:
                log.warning("port %d is taken; the private broker uses %d", wanted, found)
            return found
    raise OSError("no free port on loopback")


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
