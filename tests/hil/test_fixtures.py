"""The fixtures, as a firmware team's tests see them."""

from __future__ import annotations

import json
import shutil
from contextlib import closing
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner

from gateway.cli.main import main
from gateway.hil.device.machine import EmulatorError, build_firmware
from gateway.journal import Journal
from tests.hil.board import BEACON, FRAMING
from tests.hil.inner import BOARD, run, talking

pytest_plugins = "pytester"


@pytest.mark.parametrize(
    ("marker", "told"),
    [
        ("misson='x'", "the cupola marker has no key 'misson'; did you mean 'mission'?"),
        ("'coolant-loops'", "the cupola marker takes keys: cupola(mission=...)"),
        ("clock='fast'", "cupola clock = 'fast': must be 'real' or 'virtual'"),
        ("mission='coolant-lop'", "*did you mean 'coolant-loops'?"),
        ("mission='no.py'", "'no.py' is neither a mission of Cupola nor a file*"),
        ("framing='kis'", "*'kis' is none of*"),
    ],
)
def test_a_mistake_in_the_marker_is_one_sentence(
    pytester: pytest.Pytester, marker: str, told: str
) -> None:
    pytester.makepyfile(f"""
import pytest

@pytest.mark.cupola({marker})
def test_it(gateway):
    pass
""")
    result = run(pytester)
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([told])
    assert "Traceback" not in result.stdout.str()
    assert "During handling" not in result.stdout.str()


def test_the_ini_file_speaks_for_all_tests_and_paths_start_at_its_folder(
    pytester: pytest.Pytester,
) -> None:
    pytester.makeini("""
[pytest]
cupola_mission = boards/board.py
cupola_framing = slip
cupola_baud = 115200
cupola_seed = 9
""")
    pytester.mkdir("boards").joinpath("board.py").write_text(
        '"""A board."""\nfrom tests.hil.board import MISSION\n', encoding="utf-8"
    )
    pytester.makepyfile("""
def test_it(gateway, line, cupola_settings):
    assert gateway.missions == ("board",)
    assert (cupola_settings.framing, cupola_settings.baud, line.seed) == ("slip", 115200, 9)
""")
    run(pytester).assert_outcomes(passed=1)


def test_a_wider_scope_keeps_the_gateway_and_its_line(pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\ncupola_scope = module\n")
    pytester.makepyfile("""
import pytest
from tests.hil.board import MISSION, Board

pytestmark = pytest.mark.cupola(mission=MISSION)

def test_one(gateway, line):
    Board(line).beacon()
    gateway.expect("beacon", within=30)

def test_two(gateway):
    assert gateway.history.packets.count == 1
""")
    result = run(pytester, "--junitxml=j.xml")
    result.assert_outcomes(passed=2)
    cases = ElementTree.parse(pytester.path / "j.xml").iter("testcase")
    packets = [
        node.get("value")
        for case in cases
        for node in case.iter("property")
        if node.get("name") == "cupola_packets"
    ]
    assert packets == ["1", "0"]


def test_a_device_is_expected_where_its_port_is_given(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        BOARD
        + """
def test_it(serial_dut, gateway):
    gateway.expect("beacon", within=30, count=5)
    gateway.expect_no_gaps()
"""
    )
    with talking() as port:
        result = run(pytester, f"--dut-port={port}", "--dut-baud=9600", "--junitxml=j.xml")
    result.assert_outcomes(passed=1)
    text = (pytester.path / "j.xml").read_text(encoding="utf-8")
    assert f'name="cupola_port" value="{port}"' in text


def test_without_a_device_the_test_is_skipped_with_what_to_do(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_it(serial_dut, gateway): pass")
    result = run(pytester, "-rs")
    result.assert_outcomes(skipped=1)
    result.stdout.fnmatch_lines(["*no device under test: give its port with --dut-port"])


def test_a_device_that_is_not_there_is_told(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_it(serial_dut): pass")
    result = run(pytester, "--dut-port=/nowhere/ttyUSB0")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["--dut-port /nowhere/ttyUSB0: *"])


def test_a_real_device_cannot_follow_a_virtual_clock(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("""
import pytest

@pytest.mark.cupola(clock="virtual")
def test_it(serial_dut): pass
""")
    result = run(pytester, "--dut-port=loop://")
    result.stdout.fnmatch_lines(["a real device cannot follow a virtual clock: *"])


def test_an_image_runs_in_an_emulator(pytester: pytest.Pytester) -> None:
    if not shutil.which("qemu-system-arm"):
        pytest.skip("qemu-system-arm is not installed: apt-get install qemu-system-arm")
    try:
        build_firmware("mps2-an385", pytester.path, "coolant_loops")
    except EmulatorError as error:
        pytest.skip(str(error))
    pytester.makepyfile("""
import pytest

@pytest.mark.cupola(mission="coolant-loops")
def test_it(emulated_firmware, gateway):
    board = emulated_firmware("mps2-an385", "coolant_loops-mps2-an385.elf")
    assert gateway.expect("identity", within=30)["sequence"] == 0
    gateway.send("ping", within=30)
    gateway.assert_stats(missed=0, reboots=0)
    board.freeze()
    gateway.settle()
    gateway.forget()
    gateway.expect_none("loops", during=0.1)
    board.resume()
    gateway.expect("loops", within=30)
    gateway.expect_no_gaps()
""")
    run(pytester).assert_outcomes(passed=1)


def test_a_recording_is_played_from_the_folder_of_recordings(pytester: pytest.Pytester) -> None:
    packet = BEACON.build_values({"sequence": 3})
    pytester.mkdir("heard").joinpath("one.kiss").write_bytes(FRAMING.encode(packet))
    pytester.makeini("[pytest]\ncupola_recordings = heard\n")
    pytester.makepyfile(
        BOARD
        + """
def test_it(recording, gateway):
    recording("one.kiss").play()
    assert gateway.expect("beacon", within=30)["sequence"] == 3
"""
    )
    run(pytester).assert_outcomes(passed=1)


def test_the_capture_of_a_failed_test_is_kept_and_can_be_decoded_and_played(
    pytester: pytest.Pytester,
) -> None:
    pytester.makepyfile(
        BOARD
        + """
def test_good(gateway, board):
    board.beacon()
    gateway.expect("beacon", within=30)

def test_bad(gateway, board):
    for number in range(5):
        board.beacon(4.0)
    gateway.settle()
    assert False

def test_again(gateway, recording, request):
    capture = request.node.nodeid.replace("again", "bad").replace("::", "-")
    recording(f"cupola-captures/{capture}").play()
    gateway.assert_stats(published=5)
"""
    )
    run(pytester).assert_outcomes(passed=2, failed=1)
    [folder] = [f for f in (pytester.path / "cupola-captures").iterdir() if "bad" in f.name]
    mission = '"""A board."""\nfrom tests.hil.board import MISSION\n'
    pytester.mkdir("boards").joinpath("board.py").write_text(mission, encoding="utf-8")
    framing = ["--format", "kiss", "--option", "fcs=present", "--missions-folder", "boards"]
    octets = str(folder / "to_ground.octets")
    decoded = CliRunner().invoke(main, ["decode", "--json", *framing, octets])
    records = [json.loads(line) for line in decoded.stdout.splitlines()]
    assert [record["disposition"] for record in records] == 5 * ["published"]
    with closing(Journal(folder / "journal.sqlite", read_only=True)) as journal:
        assert len(list(journal)) == 5


@pytest.mark.parametrize(("kept", "folders"), [("all", 1), ("failed", 0), ("none", 0)])
def test_captures_of_tests_that_passed_are_kept_where_asked(
    pytester: pytest.Pytester, kept: str, folders: int
) -> None:
    pytester.makepyfile("def test_it(gateway): pass")
    run(pytester, "--cupola-captures", kept, "--cupola-capture-dir", "kept").assert_outcomes(
        passed=1
    )
    there = pytester.path / "kept"
    assert len(list(there.iterdir()) if there.exists() else []) == folders


def test_the_capture_of_a_test_that_was_interrupted_is_kept(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        BOARD
        + """
def test_it(gateway, board):
    board.beacon()
    gateway.expect("beacon", within=30)
    raise KeyboardInterrupt
"""
    )
    pytester.runpytest_subprocess("-p", "no:asyncio")
    [kept] = (pytester.path / "cupola-captures").iterdir()
    assert (kept / "to_ground.octets").stat().st_size > 0


def test_seed_of_the_command_line_stands_above_the_tests(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("""
import pytest

@pytest.mark.cupola(seed=3)
def test_it(line):
    assert line.seed == 77
""")
    run(pytester, "--cupola-seed", "77").assert_outcomes(passed=1)


def test_an_accident_in_the_gateway_is_an_error_of_the_test(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        BOARD
        + """

def test_it(gateway, board):
    gateway._chain.watch.on_outcome.append(lambda entry, outcome: 1 / 0)
    board.beacon()
    while not gateway.history.error:
        pass
"""
    )
    result = run(pytester)
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["*ZeroDivisionError*", "E *BenchError: the gateway failed: *"])
    [kept] = (pytester.path / "cupola-captures").iterdir()
    assert (kept / "to_ground.octets").stat().st_size > 0
