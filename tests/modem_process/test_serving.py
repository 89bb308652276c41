"""The loop answers every block, and ends with its input."""

from __future__ import annotations

import io

import pytest

from gateway.modem_process.messages import Block, Report, pack, read_message
from gateway.modem_process.serving import serve
from tests.modem_process.stand_in import StandIn
from tests.modem_process.test_chain import AUDIO, heard, marked


def test_every_block_is_answered() -> None:
    blocks = [Block(0, marked(3)), Block(100, marked(4)), Block(200, b"", last=True)]
    told = io.BytesIO()
    serve(io.BytesIO(b"".join(map(pack, [AUDIO, *blocks]))), told, StandIn)
    told.seek(0)
    reports = [read_message(told, Report) for _ in blocks]
    assert heard(*(report for report in reports if report)) == [(3, 0.003), (104, 0.104)]
    assert told.read() == b""


def test_no_input_is_no_work() -> None:
    told = io.BytesIO()
    serve(io.BytesIO(), told, StandIn)
    serve(io.BytesIO(pack(AUDIO)), told, StandIn)
    assert told.getvalue() == b""


def test_nonsense_is_an_error() -> None:
    with pytest.raises(ValueError, match=r"malformed|Expected"):
        serve(io.BytesIO(b"\0\0\0\4abcd"), io.BytesIO(), StandIn)
