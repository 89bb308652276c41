"""The plugin, as a firmware team's pytest sees it: failures, reports, options."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.hil.inner import BOARD, run, talking

pytest_plugins = "pytester"

DOCS = Path(__file__).resolve().parents[2] / "docs" / "hil.md"


def test_a_packet_is_expected_and_found(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        BOARD
        + """
def test_it(gateway, board):
    board.beacon(4.1)
    assert gateway.expect("beacon", within=30)["battery"] == pytest.approx(4.1)
    gateway.assert_stats(published=1, missed=0)
"""
    )
    run(pytester, "--strict-markers", "-W", "error").assert_outcomes(passed=1)


def test_a_failure_points_at_the_tests_line_and_shows_all_there_is(
    pytester: pytest.Pytester,
) -> None:
    pytester.makepyfile(
        BOARD
        + """
from gateway.hil.faults import Drop

def test_it(gateway, board, line):
    board.beacon(4.0)
    board.spoiled()
    with line.fault(Drop(probability=1.0)):
        board.beacon(4.0)
        line.drain()
    board.beacon(4.0)
    gateway.settle()
    gateway.expect("beacon", within=0.1, where={"battery": pytest.approx(4.5, abs=0.1)})
"""
    )
    result = run(pytester)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            ">       gateway.expect(*",
            "E * ExpectationError: no beacon where battery is 4.5 ± 0.1 came within 0.1 s",
            "E * nearest, beacon #2 at * s:",
            "E * battery   wanted 4.5 ± 0.1   got 4.0 V (raw 4000)",
            "E * last packets, of 2:",
            "E * 01 07 00 03 00 00 00 00 0f a0",
            "E * boots 7, sequence 3, uptime 0 ms, battery 4 V",
            "E * last that gave no packet, of 1:",
            "E * check_failed: *",
            "E * counters: *published 2, check_failed 1, missed 2*",
            "E * Drop(*seed '0/0'*",
            "E * toward ground, *dropped*",
            "test_a_failure_points_at_the_tests_line_and_shows_all_there_is.py:*",
            "capture: cupola-captures/*",
        ]
    )
    assert "in expect" not in result.stdout.str()


@pytest.mark.parametrize(
    ("call", "error"),
    [
        ('gateway.expect("becon")', "ValueError: there is no packet 'becon'*"),
        ('gateway.expect("beacon", where={"batery": 1})', "ValueError: beacon has no channel*"),
        ('gateway.expect_alarm("batery")', "ValueError: no channel 'batery' has limits*"),
        ('gateway.packets("becon")', "ValueError: there is no packet 'becon'*"),
        ('gateway.expect("beacon")["batery"]', 'KeyError: "beacon has no channel*'),
        ('gateway.send("lamp")', "ValueError: lamp: *"),
        ('line.disconnect(); gateway.settle(); gateway.send_frame(b"x")', "*SourceError: *"),
        ("line.reconnect()", "*SourceError: the line is connected*"),
    ],
)
def test_a_mistake_is_shown_at_the_tests_line_and_not_in_ours(
    pytester: pytest.Pytester, call: str, error: str
) -> None:
    pytester.makepyfile(
        BOARD
        + f"""
def test_it(gateway, board, line):
    board.beacon()
    {call}
"""
    )
    result = run(pytester)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines([f">*{call.replace('[', '[[]', 1)}", f"E * {error}"])
    assert "gateway/hil" not in result.stdout.str()


def test_a_function_of_the_tests_that_raises_is_shown_without_ours(
    pytester: pytest.Pytester,
) -> None:
    pytester.makepyfile(
        BOARD
        + """
def test_it(gateway, board):
    board.beacon()
    gateway.expect("beacon", where={"battery": lambda volts: volts.high})
"""
    )
    result = run(pytester)
    result.stdout.fnmatch_lines(["E *AttributeError: 'float' object has no attribute 'high'"])
    assert "gateway/hil" not in result.stdout.str()


def test_a_debugger_stops_in_the_test(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        BOARD
        + """
def test_it(gateway, board):
    here = "in the test"
    gateway.expect("beacon", within=0)
"""
    )
    pytester.syspathinsert()
    pytester.makepyfile(
        told="""
import pdb
class Told(pdb.Pdb):
    def interaction(self, frame, traceback):
        # From Python 3.13 on it is the exception.
        self.setup(frame, getattr(traceback, "__traceback__", traceback))
        print("stopped", self.curframe.f_locals.get("here"))
"""
    )
    result = run(pytester, "--pdb", "--pdbcls=told:Told", "-s")
    result.stdout.fnmatch_lines(["stopped in the test"])


def test_a_test_that_forgot_its_device_is_told(pytester: pytest.Pytester) -> None:
    hint = "no octet has come, and the test asks for none of virtual_device, *"
    pytester.makepyfile(
        BOARD
        + """
def test_it(gateway):
    gateway.expect("beacon", within=0.1)
"""
    )
    run(pytester).stdout.fnmatch_lines([hint])
    pytester.makepyfile(
        BOARD
        + """
def test_it(gateway, recording):
    gateway.expect("beacon", within=0.1)
"""
    )
    run(pytester).stdout.no_fnmatch_line(hint)


def test_any_failure_shows_what_the_gateway_knows(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        BOARD
        + """
def test_it(gateway, board):
    board.beacon(4.0)
    assert gateway.expect("beacon", within=30)["battery"] == 5
"""
    )
    result = run(pytester)
    result.stdout.fnmatch_lines(
        ["E  *assert 4.0 == 5*", "*what the gateway knows*", "last packets, of 1:", "counters: *"]
    )


def test_a_scope_that_is_none_is_refused(pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\ncupola_scope = world\n")
    result = run(pytester)
    result.stderr.fnmatch_lines(["*cupola_scope must be one of function, class,*"])


@pytest.mark.parametrize(
    ("scope", "where", "seen"),
    [
        ("class", "class", True),
        ("class", "function", False),
        ("module", "module", True),
        ("module", "class", False),
        ("session", "module", False),
    ],
)
def test_a_marker_that_the_fixtures_would_not_see_is_refused(
    pytester: pytest.Pytester, scope: str, where: str, seen: bool
) -> None:
    marker = "pytest.mark.cupola(framing='slip')"
    pytester.makeini(f"[pytest]\ncupola_scope = {scope}\n")
    pytester.makepyfile(f"""
import pytest
pytestmark = [{marker * (where == "module")}]

class TestIt:
    pytestmark = [{marker * (where == "class")}]

    {"@" * (where == "function")}{marker * (where == "function")}
    def test_it(self, cupola_settings):
        assert cupola_settings.framing == "slip"
""")
    result = run(pytester)
    if seen:
        result.assert_outcomes(passed=1)
    else:
        result.assert_outcomes(errors=1)
        result.stdout.fnmatch_lines([f"*marker of * would not be seen*cupola_scope is {scope}: *"])


def test_a_port_that_pytest_takes_for_a_folder_of_tests_is_told(pytester: pytest.Pytester) -> None:
    with talking() as port:
        result = run(pytester, "--dut-port", port)
    result.stderr.fnmatch_lines([f"*folder of the tests: write --dut-port={port}"])


def test_reports_work_across_processes(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        BOARD
        + """
@pytest.mark.parametrize("count", [1, 2, 3])
def test_it(gateway, board, count):
    for _ in range(count):
        board.beacon()
    gateway.expect("beacon", within=30, count=count)
    assert count < 3
"""
    )
    result = pytester.runpytest_subprocess(
        "-n2", "-p", "no:asyncio", "--cupola-report=page.html", "--junitxml=j.xml"
    )
    result.assert_outcomes(passed=2, failed=1)
    page = (pytester.path / "page.html").read_text(encoding="utf-8")
    assert "1 failed, 2 passed" in page
    assert len(re.findall(r"<i>mission</i> board<", page)) == 3
    properties: dict[str, set[str]] = {}
    for node in ElementTree.parse(pytester.path / "j.xml").iter("property"):
        properties.setdefault(node.attrib["name"], set()).add(node.attrib["value"])
    assert properties["cupola_packets"] == {"1", "2", "3"}
    assert properties["cupola_boots"] == {"7"}
    assert properties["cupola_mission"] == {"board"}
    assert {"cupola_seed", "cupola_version", "cupola_capture"} <= set(properties)


def test_a_suite_that_does_not_use_the_plugin_pays_nothing_for_it() -> None:
    heavy = ("numpy", "asyncio", "construct", "serial", "msgspec", "gateway.model")
    program = f"import sys, gateway.hil.plugin\nprint([m for m in {heavy} if m in sys.modules])"
    # pytest itself may import asyncio: what it has loaded before does not count.
    told = subprocess.run(
        [sys.executable, "-c", f"import pytest\n{program}"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == "[]"


def test_the_examples_of_the_manual_work_in_an_empty_folder(pytester: pytest.Pytester) -> None:
    examples = dict(
        re.findall(r"`(test_\w+\.py)`[^\n]*\n\n```python\n(.*?)```", DOCS.read_text("utf-8"), re.S)
    )
    assert list(examples) == ["test_leak.py", "test_board.py"]
    assert all(text.count("\n") <= 30 for text in examples.values())
    for name, text in examples.items():
        (pytester.path / name).write_text(text, encoding="utf-8")
    with talking() as port:
        run(pytester, "-W", "error", f"--dut-port={port}").assert_outcomes(passed=5)
