"""packet.h and command.h: what the board counts, and what it does once."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

import pytest

from tests.firmware_shim.shim import Shim

ACCEPTED, UNKNOWN, WRONG_LENGTH, REFUSED, FAILED = range(5)


class Counters(ctypes.Structure):
    """struct cupola_counters."""

    _fields_ = [("boots", ctypes.c_uint8), ("sequence", ctypes.c_uint16)]


class Command(ctypes.Structure):
    """struct cupola_command."""

    _fields_ = [
        ("id", ctypes.c_uint8),
        ("tag", ctypes.c_uint16),
        ("arguments", ctypes.POINTER(ctypes.c_uint8)),
        ("length", ctypes.c_size_t),
    ]


class Commands(ctypes.Structure):
    """struct cupola_commands."""

    _fields_ = [
        ("any", ctypes.c_bool),
        ("id", ctypes.c_uint8),
        ("tag", ctypes.c_uint16),
        ("result", ctypes.c_int),
    ]


CarryOut = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.POINTER(Command))


def header(shim: Shim, counters: Counters, packet: int, uptime_ms: int) -> str:
    write = shim.function("packet_header")
    uptime = ctypes.c_uint32(uptime_ms)
    octets, _ = shim.written(lambda put, to: write(ctypes.byref(counters), packet, uptime, put, to))
    return octets.hex(" ")


def read(shim: Shim, frame: bytes) -> Command | None:
    command = Command()
    memory = ctypes.create_string_buffer(frame, max(len(frame), 1))
    command.kept = memory  # what it points into lives as long as it
    found = shim.function("command_read", ctypes.c_bool)
    length = ctypes.c_size_t(len(frame))
    return command if found(memory, length, ctypes.byref(command)) else None


def command(shim: Shim, frame: str) -> Command:
    found = read(shim, bytes.fromhex(frame))
    assert found
    return found


def test_header_is_id_boots_sequence_and_uptime_high_octet_first(shim: Shim) -> None:
    counters = Counters(boots=7, sequence=0x1234)
    assert header(shim, counters, 2, 0x89ABCDEF) == "02 07 12 34 89 ab cd ef"


def test_sequence_counts_packets_of_every_kind_and_wraps(shim: Shim) -> None:
    counters = Counters(boots=255, sequence=0xFFFE)
    sent = [header(shim, counters, packet, 0)[6:11] for packet in (1, 2, 1, 4)]
    assert sent == ["ff fe", "ff ff", "00 00", "00 01"]


def test_a_command_is_id_tag_and_arguments(shim: Shim) -> None:
    found = command(shim, "10 a1b2 0102 03")
    assert (found.id, found.tag, found.length) == (0x10, 0xA1B2, 3)
    assert found.arguments[: found.length] == [1, 2, 3]


def test_a_command_without_arguments_has_none(shim: Shim) -> None:
    assert command(shim, "10 0000").length == 0


@pytest.mark.parametrize("frame", ["", "10", "10 00"])
def test_what_is_shorter_than_id_and_tag_is_no_command(shim: Shim, frame: str) -> None:
    assert read(shim, bytes.fromhex(frame)) is None


def test_acknowledgement_is_a_packet_that_names_command_tag_and_result(shim: Shim) -> None:
    counters = Counters(boots=1, sequence=9)
    write = shim.function("acknowledge")
    asked = command(shim, "11 beef 00")
    octets, _ = shim.written(
        lambda put, to: write(
            ctypes.byref(counters), 5, 1000, ctypes.byref(asked), REFUSED, put, to
        )
    )
    assert octets.hex(" ") == "05 01 00 09 00 00 03 e8 11 be ef 03"
    assert counters.sequence == 10


class Board:
    """Obeys commands and says which it carried out."""

    def __init__(self, shim: Shim):
        self.done: list[int] = []
        self.answer: Callable[[int], int] = lambda tag: ACCEPTED
        self._commands = Commands(any=True, id=1, tag=1)
        self._obey = shim.function("commands_obey", ctypes.c_int)
        self._carry_out = CarryOut(self._work)
        shim.function("commands_start")(ctypes.byref(self._commands))

    def _work(self, board: Any, asked: Any) -> int:
        self.done.append(asked.contents.tag)
        return self.answer(asked.contents.tag)

    def obey(self, asked: Command) -> int:
        result: int = self._obey(
            ctypes.byref(self._commands), ctypes.byref(asked), self._carry_out, None
        )
        return result


def test_a_command_that_comes_again_is_answered_again_and_not_carried_out(shim: Shim) -> None:
    board = Board(shim)
    board.answer = lambda tag: REFUSED if len(board.done) == 1 else ACCEPTED
    first, second = command(shim, "10 0001"), command(shim, "10 0002")
    assert [board.obey(each) for each in (first, first, second, second)] == [
        REFUSED,
        REFUSED,
        ACCEPTED,
        ACCEPTED,
    ]
    assert board.done == [1, 2]


def test_nothing_is_remembered_at_the_start(shim: Shim) -> None:
    board = Board(shim)
    board.obey(command(shim, "01 0001"))
    assert board.done == [1]


def test_another_command_with_the_same_tag_is_carried_out(shim: Shim) -> None:
    board = Board(shim)
    board.obey(command(shim, "10 0001"))
    board.obey(command(shim, "11 0001"))
    assert board.done == [1, 1]
