"""The commander sends, waits for the board's word, and sends again what got lost."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from msgspec.structs import replace

from gateway.catalogue import Catalogue
from gateway.commanding.commander import ATTEMPTS, Commander, Order, Status, ways
from gateway.definition import Mission
from gateway.sources.clock import Clock
from gateway.sources.receiver import Receiver
from gateway.watch import Watch
from tests import board
from tests.board import Board
from tests.sources.rig import rig, source


@pytest.fixture
def device(tmp_path: Path) -> Iterator[Board]:
    made = Board(tmp_path / "board")
    yield made
    made.unplug()


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    folder = tmp_path_factory.mktemp("missions")
    (folder / "board.py").write_text(board.MISSION, encoding="utf-8")
    return Catalogue([folder], {"it": ["board"]})


@asynccontextmanager
async def commanding(
    catalogue: Catalogue, port: Path, more: str = "wired = true"
) -> AsyncIterator[Commander]:
    """A commander with one source, `it`, on a line."""
    table = f'kind = "serial"\nport = "{port}"\nmissions = ["board"]\n{more}\n'
    async with rig(table) as made:
        if port.exists():
            await made.until("open")
        commander = Commander(catalogue, {"it": made.receiver}, Clock())
        watch = Watch(made.recorder, catalogue)
        watch.on_outcome.append(commander.note)
        watching = asyncio.create_task(watch.run())
        try:
            yield commander
        finally:
            watching.cancel()


async def test_a_command_is_carried_out_and_acknowledged(
    catalogue: Catalogue, device: Board
) -> None:
    async with commanding(catalogue, device.line.path) as commander:
        reply = await commander.send("pump", {"speed": 1000})
    assert (reply.status, reply.result, reply.attempts) == (Status.ACCEPTED, "accepted", 1)
    assert (reply.source, reply.mission) == ("it", "board")
    assert reply.tag is not None
    assert device.carried_out == [b"\x11" + reply.tag.to_bytes(2, "big") + b"\x07\xd0"]
    assert reply.sent_at is not None
    assert reply.acknowledged_at is not None
    assert reply.sent_at <= reply.acknowledged_at


@pytest.mark.parametrize(
    ("result", "status", "word"),
    [
        (1, Status.REFUSED, "unknown"),
        (2, Status.REFUSED, "wrong_length"),
        (3, Status.REFUSED, "refused"),
        (4, Status.FAILED, "failed"),
        (77, Status.REFUSED, "unknown (77)"),
    ],
)
async def test_the_boards_word_is_told(
    catalogue: Catalogue, device: Board, result: int, status: Status, word: str
) -> None:
    device.judge = lambda frame: result
    async with commanding(catalogue, device.line.path) as commander:
        reply = await commander.send("ping", {})
    assert (reply.status, reply.result) == (status, word)


async def test_what_gets_lost_is_sent_again_with_the_same_tag_and_carried_out_once(
    catalogue: Catalogue, device: Board
) -> None:
    device.judge = lambda frame: 0 if len(device.heard) == ATTEMPTS else None
    async with commanding(catalogue, device.line.path) as commander:
        reply = await commander.send("valve", {"position": "open"}, timeout_s=3)
    assert (reply.status, reply.attempts) == (Status.ACCEPTED, ATTEMPTS)
    assert len(device.heard) == ATTEMPTS
    assert len(set(device.heard)) == 1
    assert device.carried_out == device.heard[:1]


async def test_a_board_that_says_nothing_is_a_timeout_after_so_many_attempts(
    catalogue: Catalogue, device: Board
) -> None:
    device.judge = lambda frame: None
    async with commanding(catalogue, device.line.path) as commander:
        reply = await commander.send("ping", {}, timeout_s=0.6)
        assert (reply.status, reply.attempts) == (Status.TIMEOUT, ATTEMPTS)
        assert reply.message == "sent 3 times and not acknowledged within 0.6 s"
        # The late acknowledgement of that one must not be taken for the next one's.
        device.acknowledge(18, reply.tag or 0, 0)
        reply = await commander.send("ping", {}, timeout_s=0.6)
        assert reply.status is Status.TIMEOUT
    assert len(device.heard) == 2 * ATTEMPTS


async def test_an_acknowledgement_of_another_command_is_not_ours(
    catalogue: Catalogue, device: Board
) -> None:
    """Another ground program may have given its command the same tag."""
    device.judge = lambda frame: None
    async with commanding(catalogue, device.line.path) as commander:
        sending = asyncio.create_task(commander.send("ping", {}, timeout_s=0.6))
        while not device.heard:
            await asyncio.sleep(0.01)
        device.acknowledge(17, int.from_bytes(device.heard[0][1:3], "big"), 0)
        assert (await sending).status is Status.TIMEOUT


async def test_after_its_time_nothing_is_sent(catalogue: Catalogue, device: Board) -> None:
    written: list[bytes] = []

    async def slowly(octets: bytes) -> None:
        written.append(octets)
        await asyncio.sleep(0.3)

    async with commanding(catalogue, device.line.path) as commander:
        commander._receivers["it"]._write = slowly
        reply = await commander.send("ping", {}, timeout_s=0.2)
    assert (reply.status, reply.attempts) == (Status.TIMEOUT, 1)
    assert len(written) == 1


async def test_a_command_that_must_not_be_repeated_is_sent_once(
    catalogue: Catalogue, device: Board
) -> None:
    device.judge = lambda frame: None
    async with commanding(catalogue, device.line.path) as commander:
        reply = await commander.send("reset", {}, timeout_s=0.4)
    assert (reply.status, reply.attempts) == (Status.TIMEOUT, 1)
    assert reply.message == "sent once and not acknowledged within 0.4 s"
    assert len(device.heard) == 1


async def test_tags_count_up_and_wrap_without_zero(catalogue: Catalogue, device: Board) -> None:
    async with commanding(catalogue, device.line.path) as commander:
        commander.tags["it"] = 65534
        tags = [(await commander.send("ping", {})).tag for _ in range(3)]
    assert tags == [65535, 1, 2]


async def test_a_board_gets_one_command_at_a_time(catalogue: Catalogue, device: Board) -> None:
    async with commanding(catalogue, device.line.path) as commander:
        device.judge = lambda frame: None if len(device.heard) == 1 else 0
        first, second = await asyncio.gather(
            commander.send("valve", {"position": "open"}, timeout_s=3),
            commander.send("valve", {"position": "closed"}),
        )
    assert (first.status, second.status) == (Status.ACCEPTED, Status.ACCEPTED)
    assert [frame[3:] for frame in device.heard] == [board.OPEN, board.OPEN, board.CLOSE]


async def test_who_cannot_wait_for_the_one_before_is_not_sent(
    catalogue: Catalogue, device: Board
) -> None:
    device.judge = lambda frame: None
    async with commanding(catalogue, device.line.path) as commander:
        _, late = await asyncio.gather(
            commander.send("ping", {}, timeout_s=2), commander.send("ping", {}, timeout_s=0.2)
        )
    assert late.status is Status.NOT_SENT
    assert "another command" in late.message
    assert len(set(device.heard)) == 1


@pytest.mark.parametrize(
    ("verb", "values", "message"),
    [
        (
            "valve",
            {"position": "opn"},
            "position: 'opn' is none of closed, open; did you mean open",
        ),
        ("valve", {}, "position: is missing; expected closed or open"),
        ("valve", {"position": "open", "speed": 1}, "speed: no such argument"),
        ("pump", {"speed": 40000}, "speed: 40000 does not fit: 0 to 32767.5 rpm"),
        ("ping", {"position": "open"}, "position: no such argument; the command takes no"),
    ],
)
async def test_a_wrong_value_is_not_sent(
    catalogue: Catalogue, device: Board, verb: str, values: dict[str, object], message: str
) -> None:
    async with commanding(catalogue, device.line.path) as commander:
        reply = await commander.send(verb, values)
    assert reply.status is Status.INVALID
    assert reply.message.startswith(message)
    assert device.heard == []


@pytest.mark.parametrize(
    ("verb", "source", "mission", "message"),
    [
        ("vlave", "", "", "there is no command 'vlave' here; did you mean valve?"),
        ("", "it", "board", "there is no command '' here; there: ping, pump, reset, valve"),
        ("x", "", "", "there is no command 'x' here; there: ping, pump, reset, valve"),
        ("ping", "roof", "", "source 'roof' does not exist; wired: it"),
        ("ping", "", "horus-v1", "there is no command 'ping' here; there: none"),
    ],
)
async def test_what_does_not_exist_is_told_with_what_does(
    catalogue: Catalogue, device: Board, verb: str, source: str, mission: str, message: str
) -> None:
    async with commanding(catalogue, device.line.path) as commander:
        reply = await commander.send(verb, {}, source, mission)
    assert (reply.status, reply.message) == (Status.UNKNOWN, message)


async def test_a_source_that_is_not_wired_gets_nothing(catalogue: Catalogue, device: Board) -> None:
    async with commanding(catalogue, device.line.path, more="") as commander:
        reply = await commander.send("ping", {}, source="it")
        assert commander.ways() == []
    assert (reply.status, reply.message) == (
        Status.UNKNOWN,
        "source 'it' is not wired; wired: none",
    )
    assert device.heard == []


async def test_where_two_sources_can_be_meant_none_is_chosen(
    catalogue: Catalogue, device: Board
) -> None:
    async with commanding(catalogue, device.line.path) as commander:
        made = commander._receivers["it"]
        other = Receiver(replace(made.options, name="b"), None, made._recorder, Clock())
        commander._receivers = {"it": made, "b": other}
        reply = await commander.send("ping", {})
    assert reply.status is Status.UNKNOWN
    assert reply.message == "source and mission are not clear, it could be it/board, b/board"


async def test_a_line_that_is_not_there_is_told(catalogue: Catalogue, tmp_path: Path) -> None:
    async with commanding(catalogue, tmp_path / "nowhere") as commander:
        reply = await commander.send("ping", {})
    assert reply.status is Status.NOT_SENT
    assert "source it is not open" in reply.message


async def test_a_line_that_goes_in_between_is_a_timeout_that_says_so(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    device = Board(tmp_path / "board", lambda frame: None)
    async with commanding(catalogue, device.line.path) as commander:
        sending = asyncio.create_task(commander.send("ping", {}, timeout_s=1.5))
        while not device.heard:
            await asyncio.sleep(0.01)
        device.unplug()
        reply = await sending
    assert reply.status is Status.TIMEOUT
    assert "is not open" in reply.message


async def test_what_is_not_permitted_any_more_is_not_sent_again(
    catalogue: Catalogue, device: Board
) -> None:
    device.judge = lambda frame: None

    def permit(order: Order) -> str:
        return "the time is over" if device.heard else ""

    async with commanding(catalogue, device.line.path) as commander:
        commander.permit = permit
        reply = await commander.send("ping", {}, timeout_s=0.6)
        assert reply.status is Status.TIMEOUT
        assert reply.message.endswith("; the time is over")
        reply = await commander.send("ping", {}, timeout_s=0.6)
        assert (reply.status, reply.message) == (Status.NOT_ARMED, "the time is over")
    assert len(device.heard) == 1


def test_a_mission_of_invented_data_is_commanded_at_simulated_sources_only() -> None:
    text = board.MISSION.replace('title="A board",', 'title="A board", simulated=True,')
    scope: dict[str, Mission] = {}
    exec(text, scope)  # noqa: S102
    missions = {"board": scope["MISSION"]}
    real, invented = (
        source(f'kind = "tcp"\nport = 1\nwired = true\nsimulated = {word}')
        for word in ("false", "true")
    )
    assert ways([real], missions) == []
    assert {command.name for _, _, command in ways([invented], missions)} == {
        "ping",
        "pump",
        "reset",
        "valve",
    }
