from __future__ import annotations

import json
import shutil
import socket
import subprocess
from collections.abc import Iterator

import pytest

from gateway.hil.device import qmp as module
from gateway.hil.device.qmp import MAX_EVENTS, Qmp, QmpError

GREETING = b'{"QMP": {"version": {}, "capabilities": []}}\n'
DONE = b'{"return": {}}\n'

needs_qemu = pytest.mark.skipif(
    shutil.which("qemu-system-arm") is None, reason="qemu-system-arm is not installed"
)


@pytest.fixture
def pair() -> Iterator[tuple[socket.socket, socket.socket]]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, theirs


@pytest.fixture
def qemu(pair: tuple[socket.socket, socket.socket]) -> Iterator[Qmp]:
    """A machine without anything in it, held before its start."""
    ours, theirs = pair
    monitor = f"socket,id=qmp,fd={theirs.fileno()}"
    command = ["qemu-system-arm", "-machine", "none", "-S", "-nodefaults", "-display", "none"]
    command += ["-chardev", monitor, "-mon", "chardev=qmp,mode=control"]
    with subprocess.Popen(command, pass_fds=[theirs.fileno()]) as process:
        theirs.close()
        try:
            yield Qmp(ours)
        finally:
            process.kill()


def session(pair: tuple[socket.socket, socket.socket], *said: bytes, timeout_s: float = 10) -> Qmp:
    """A session in which the other end has *said* all that it will ever say."""
    ours, theirs = pair
    theirs.sendall(GREETING + DONE + b"".join(said))
    return Qmp(ours, timeout_s)


def event(name: str, **data: object) -> bytes:
    return json.dumps({"event": name, "data": data, "timestamp": {}}).encode() + b"\n"


@needs_qemu
def test_a_command_returns_what_qemu_says(qemu: Qmp) -> None:
    assert qemu.execute("query-status")["running"] is False
    qemu.execute("cont")
    assert qemu.execute("query-status")["running"] is True


@needs_qemu
def test_arguments_reach_qemu(qemu: Qmp) -> None:
    told = qemu.execute("human-monitor-command", **{"command-line": "info status"})
    assert "paused" in told


@needs_qemu
def test_a_refusal_is_told_in_the_words_of_qemu(qemu: Qmp) -> None:
    with pytest.raises(QmpError, match="QEMU refuses fly: The command fly has not been found"):
        qemu.execute("fly")
    assert qemu.execute("query-status")["running"] is False


@needs_qemu
def test_events_are_found_whether_they_came_before_or_come_later(qemu: Qmp) -> None:
    qemu.execute("cont")
    qemu.execute("stop")
    assert qemu.wait_for("STOP")["event"] == "STOP"
    assert qemu.wait_for("RESUME")["event"] == "RESUME"
    qemu.execute("system_reset")
    assert qemu.wait_for("RESET", guest=False)["data"]["reason"] == "host-qmp-system-reset"


@needs_qemu
def test_a_qemu_that_has_ended_is_told(qemu: Qmp) -> None:
    qemu.execute("quit")
    with pytest.raises(QmpError, match="QEMU has gone away"):
        qemu.wait_for("RESET")


def test_events_before_the_answer_are_kept(pair: tuple[socket.socket, socket.socket]) -> None:
    monitor = session(pair, event("STOP"), event("RESUME"), b'{"return": 7}\n')
    assert monitor.execute("anything") == 7
    assert [each["event"] for each in monitor.events] == ["STOP", "RESUME"]


def test_an_event_is_chosen_by_its_data(pair: tuple[socket.socket, socket.socket]) -> None:
    said = [event("RESET", guest=True), event("STOP"), event("RESET", guest=False)]
    monitor = session(pair, *said)
    assert monitor.wait_for("RESET", guest=False)["data"] == {"guest": False}
    assert monitor.wait_for("RESET", guest=True)["data"] == {"guest": True}
    assert [each["event"] for each in monitor.events] == ["STOP"]


def test_events_that_nobody_asks_for_do_not_pile_up(
    pair: tuple[socket.socket, socket.socket],
) -> None:
    many = [event("STOP", number=number) for number in range(MAX_EVENTS + 10)]
    monitor = session(pair, *many, DONE)
    monitor.execute("anything")
    assert len(monitor.events) == MAX_EVENTS
    assert monitor.events[-1]["data"] == {"number": MAX_EVENTS + 9}


@pytest.mark.parametrize(
    "said",
    [
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"[]\n",
        b"{}\n",
        b'{"QMP"\n',
        b"\xff\xfe\n",
        b"[" * 100_000 + b"\n",
    ],
    ids=["text", "array", "no greeting", "cut", "no UTF-8", "deep"],
)
def test_who_does_not_speak_qmp_is_refused(
    pair: tuple[socket.socket, socket.socket], said: bytes
) -> None:
    ours, theirs = pair
    theirs.sendall(said)
    with pytest.raises(QmpError, match=r"this is no QMP|does not greet"):
        Qmp(ours)


def test_a_line_without_end_is_refused(
    pair: tuple[socket.socket, socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MAX_LINE_OCTETS", 100)
    pair[1].sendall(b" " * 1000)
    with pytest.raises(QmpError, match="a line of more than 100 octets"):
        Qmp(pair[0])


def test_silence_ends_the_wait(pair: tuple[socket.socket, socket.socket]) -> None:
    monitor = session(pair, timeout_s=0.05)
    with pytest.raises(QmpError, match=r"did not answer within 0\.05 s"):
        monitor.execute("query-status")
    with pytest.raises(QmpError, match=r"did not answer within 0\.05 s"):
        monitor.wait_for("RESET")


def test_the_other_end_may_close(pair: tuple[socket.socket, socket.socket]) -> None:
    pair[1].close()
    with pytest.raises(QmpError, match="gone away"):
        Qmp(pair[0])


def test_a_closed_session_says_so(pair: tuple[socket.socket, socket.socket]) -> None:
    monitor = session(pair)
    monitor.close()
    with pytest.raises(QmpError, match="takes no commands"):
        monitor.execute("query-status")
