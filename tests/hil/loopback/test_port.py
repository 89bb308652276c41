"""A port is opened, used without waiting, and says what is wrong with it."""

from __future__ import annotations

import socket
import threading
from pathlib import Path

import pytest

from gateway.errors import SourceError
from gateway.hil.loopback.port import Kind, Port
from tests.hil.loopback.conftest import Open
from tests.hil.loopback.jumper import Jumper


def test_every_octet_passes_a_pty(through: Open) -> None:
    port = through()
    every = bytes(range(256))
    assert port.write(every) == 256
    assert port.hush(0.2) == every
    assert port.octets_sent == 256


def test_a_pty_has_neither_baud_nor_modem_lines(through: Open) -> None:
    port = through()
    assert port.kind is Kind.PTY
    assert not port.has_baud
    assert not port.has_modem_lines


def test_a_link_to_a_pty_is_a_pty(tmp_path: Path) -> None:
    with Jumper() as jumper:
        (tmp_path / "tty").symlink_to(jumper.port)
        with Port(str(tmp_path / "tty"), 9600) as port:
            assert port.kind is Kind.PTY


def test_a_network_is_a_port_without_a_baud() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def echo() -> None:
            connection, _ = server.accept()
            with connection:
                while data := connection.recv(4096):
                    connection.sendall(data)

        thread = threading.Thread(target=echo, daemon=True)
        thread.start()
        with Port(f"socket://127.0.0.1:{server.getsockname()[1]}", 9600) as port:
            assert port.kind is Kind.URL
            assert not port.has_baud
            port.write(b"telemetry")
            assert port.hush(0.5) == b"telemetry"
        thread.join(timeout=60)


def test_a_port_in_the_process_is_polled() -> None:
    with Port("loop://", 115200) as port:
        assert port.read(0.01) == b""
        port.write(b"telemetry")
        assert port.read(1.0) == b"telemetry"
        assert port.has_modem_lines


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("/dev/cupola-no-such-port", "no such port; is the adapter plugged in?"),
        ("/dev/null", "Could not configure port"),
        ("nonsense://here", "invalid URL"),
        ("socket://127.0.0.1:1", "refused"),
    ],
)
def test_a_port_that_cannot_be_opened_is_a_reason(name: str, reason: str) -> None:
    with pytest.raises(SourceError, match=reason) as error:
        Port(name, 9600)
    assert str(error.value).startswith(f"{name}: ")


def test_a_file_is_no_port(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("not a port", encoding="utf-8")
    with pytest.raises(SourceError, match=r"notes\.txt: it is not a serial port"):
        Port(str(file), 9600)
    assert file.read_text(encoding="utf-8") == "not a port"


def test_a_port_that_another_has_is_said() -> None:
    with (
        Jumper() as jumper,
        Port(jumper.port, 9600),
        pytest.raises(SourceError, match="another program has it open, and `fuser -v` names it"),
    ):
        Port(jumper.port, 9600)


def test_a_port_that_goes_away_is_said() -> None:
    jumper = Jumper()
    with Port(jumper.port, 9600) as port:
        jumper.unplug()
        with pytest.raises(SourceError, match=r"went away|closed from the other side"):
            port.read(1.0)
        with pytest.raises(SourceError, match="went away"):
            port.write(b"hello")
