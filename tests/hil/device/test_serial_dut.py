"""A device's port, brought to the line."""

from __future__ import annotations

import os
import socket
import threading
import time
import tty
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

from gateway.errors import SourceError
from gateway.hil.device import serial_dut
from gateway.hil.device.serial_dut import SerialDut
from gateway.hil.wire import Line

EVERY_OCTET = bytes(range(256))


@contextmanager
def adapter() -> Iterator[tuple[int, str]]:
    """A port with a device at its far end: the device's descriptor, and the port's path."""
    device, port = os.openpty()
    tty.setraw(port)
    path = os.ttyname(port)
    try:
        yield device, path
    finally:
        for descriptor in (device, port):
            with suppress(OSError):  # the test was quicker
                os.close(descriptor)


def read(descriptor: int, count: int) -> bytes:
    octets = b""
    while len(octets) < count:
        octets += os.read(descriptor, count - len(octets))
    return octets


def opened(path: str) -> int:
    return os.open(path, os.O_RDWR | os.O_NOCTTY)


def test_every_octet_is_carried_both_ways() -> None:
    with adapter() as (device, path), Line() as line:
        ground = opened(line.ground_port)
        with SerialDut(path, 115200, line.device_port):
            os.write(device, EVERY_OCTET)
            assert read(ground, 256) == EVERY_OCTET
            line.write_to_device(EVERY_OCTET)
            assert read(device, 256) == EVERY_OCTET
        os.close(ground)


def test_a_port_on_another_machine_is_a_port() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, Line() as line:
        ground = opened(line.ground_port)
        with SerialDut(f"socket://127.0.0.1:{server.getsockname()[1]}", 9600, line.device_port):
            device, _ = server.accept()
            with device:
                device.sendall(EVERY_OCTET)
                assert read(ground, 256) == EVERY_OCTET
                line.write_to_device(b"command")
                assert device.recv(7, socket.MSG_WAITALL) == b"command"
        os.close(ground)


def test_a_loop_brings_back_what_was_sent() -> None:
    with Line() as line:
        ground = opened(line.ground_port)
        with SerialDut("loop://", 115200, line.device_port):
            line.write_to_device(EVERY_OCTET)
            assert read(ground, 256) == EVERY_OCTET
        os.close(ground)


def test_a_device_that_goes_away_is_told() -> None:
    with (
        adapter() as (device, path),
        Line() as line,
        SerialDut(path, 115200, line.device_port) as dut,
    ):
        assert dut.describe() == f"device: {path} at 115200 baud"
        os.close(device)
        deadline = time.monotonic() + 30
        while not dut.error and time.monotonic() < deadline:
            time.sleep(0.01)
        assert "the device's port is gone" in dut.describe()


def test_a_device_that_takes_no_octets_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serial_dut, "WRITE_S", 0.1)
    with (
        adapter() as (_, path),
        Line() as line,
        SerialDut(path, 115200, line.device_port) as dut,
    ):
        line.write_to_device(bytes(30_000))
        deadline = time.monotonic() + 30
        while not dut.error and time.monotonic() < deadline:
            time.sleep(0.01)
        assert "the device's port takes nothing" in dut.describe()


def test_a_device_that_takes_no_octets_does_not_keep_a_test_from_ending() -> None:
    with adapter() as (_, path), Line() as line:
        dut = SerialDut(path, 115200, line.device_port)
        line.write_to_device(bytes(30_000))
        time.sleep(0.1)  # let the writer stand in its write
        closing = threading.Thread(target=dut.close)
        closing.start()
        closing.join(serial_dut.WRITE_S / 2)
        assert not closing.is_alive()


@pytest.mark.parametrize("url", ["/nowhere/ttyUSB0", "hwgrep://nothing-like-it", "nosuch://x"])
def test_a_port_that_cannot_be_opened_is_told_with_those_there_are(url: str) -> None:
    with Line() as line, pytest.raises(SourceError, match=f"--dut-port {url}: "):
        SerialDut(url, 115200, line.device_port)


def test_it_leaves_nothing_behind() -> None:
    with Line() as line, adapter() as (_, path):
        with SerialDut(path, 115200, line.device_port):
            pass
        before = threading.active_count(), len(os.listdir("/proc/self/fd"))
        with SerialDut(path, 115200, line.device_port):
            line.write_to_device(b"x" * 100)
        assert (threading.active_count(), len(os.listdir("/proc/self/fd"))) == before
