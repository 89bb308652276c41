"""The loop of the modem's process: a message in, a message out, until the input ends."""

from __future__ import annotations

from typing import BinaryIO

from gateway.modem_process.chain import Chain, MakeReceiver
from gateway.modem_process.messages import Block, Setup, pack, read_message


def serve(given: BinaryIO, told: BinaryIO, make_receiver: MakeReceiver) -> None:
    """Answer the blocks of *given* with reports to *told*.

    Raises:
        ValueError: A message is none.
        SourceError: The setup is wrong.
    """
    setup = read_message(given, Setup)
    if setup is None:
        return
    chain = Chain(setup, make_receiver)
    while block := read_message(given, Block):
        told.write(pack(chain.feed(block)))
        told.flush()
