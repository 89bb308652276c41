"""The pytest plugin: options, the `cupola` marker, reports; the fixtures are beside it.

pytest loads it for every suite on a machine where Cupola is installed, so it imports the
rest of Cupola only for a test that uses it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Generator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from gateway.hil.fixtures import FAILED, KEPT_AT
from gateway.hil.settings import KEYS

if TYPE_CHECKING:
    from gateway.hil.bench import Bench

pytest_plugins = ["gateway.hil.fixtures"]

SCOPES = ("function", "class", "module", "package", "session")
DEVICES = ("virtual_device", "emulated_firmware", "serial_dut", "recording")
"""Fixtures that put something at the device's end of the line."""

MARKER = f"cupola({', '.join(KEYS)}): what the gateway of a test is for"


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options of the command line and of the ini file."""
    group = parser.getgroup("cupola", "hardware in the loop (Cupola)")
    group.addoption(
        "--dut-port",
        metavar="URL",
        help="port of the device under test: a path, or any URL of pyserial's",
    )
    group.addoption("--dut-baud", type=int, default=115200, metavar="N", help="its speed (115200)")
    group.addoption(
        "--cupola-seed",
        type=int,
        metavar="N",
        help="seed of all faults, in place of the tests' own",
    )
    group.addoption(
        "--cupola-captures",
        choices=("failed", "all", "none"),
        default="failed",
        help="whose captures are kept (failed)",
    )
    group.addoption(
        "--cupola-capture-dir",
        default="cupola-captures",
        metavar="DIR",
        help="where (cupola-captures)",
    )
    group.addoption("--cupola-report", metavar="FILE", help="write an HTML page about the tests")
    parser.addini("cupola_scope", f"scope of all fixtures: {', '.join(SCOPES)}", default="function")
    parser.addini("cupola_recordings", "folder of recordings", default="")
    for key in KEYS:
        parser.addini(f"cupola_{key}", f"as {key} of the cupola marker", default="")


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known, and start the report if there is to be one."""
    config.addinivalue_line("markers", MARKER)
    if config.getini("cupola_scope") not in SCOPES:
        raise pytest.UsageError(f"cupola_scope must be one of {', '.join(SCOPES)}")
    _check_root(config)
    file = config.getoption("--cupola-report")
    if file and not hasattr(config, "workerinput"):
        from gateway.hil.report.collector import ReportPlugin

        config.pluginmanager.register(ReportPlugin(Path(file), _version()), "cupola-report")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Fail where a marker is nearer to a test than its fixtures look."""
    if "cupola_settings" not in getattr(item, "fixturenames", ()):
        return
    scope = item.config.getini("cupola_scope")
    for node, _ in item.iter_markers_with_node("cupola"):
        if SCOPES.index(_scope_of(node)) < SCOPES.index(scope):
            pytest.fail(
                f"the cupola marker of {node.name} would not be seen, because cupola_scope is "
                f"{scope}: mark the whole {scope}, or write into the ini file",
                pytrace=False,
            )


def _scope_of(node: object) -> str:
    """The scope whose fixtures see a node's markers."""
    kinds = {pytest.Session: "session", pytest.Module: "module", pytest.Class: "class"}
    found = (name for kind, name in kinds.items() if isinstance(node, kind))
    return next(found, "function" if isinstance(node, pytest.Item) else "package")


def _check_root(config: pytest.Config) -> None:
    """Say so when pytest took the device's port for the place of its tests.

    It looks for its root folder before it knows our options, beside every word that is a
    path.
    """
    port = config.getoption("--dut-port") or ""
    here = config.invocation_params.dir
    root = config.rootpath
    if port.startswith("/") and root in Path(port).parents and root not in (here, *here.parents):
        raise pytest.UsageError(
            f"pytest takes {root} for the folder of the tests: write --dut-port={port}"
        )


def _version() -> str:
    try:
        return version("cupola-gateway")
    except PackageNotFoundError:
        return "of a checkout"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Keep the capture of a test that was interrupted: it hung, and somebody wants to know why."""
    try:
        return (yield)
    except BaseException:
        _mark_failed(item)
        raise


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Have the report of a test that failed show what its gateway knows."""
    report = yield
    if report.failed:
        _mark_failed(item)
    bench = _bench_of(item)
    if bench and report.when != "teardown":
        if report.failed:
            _show(item, call, report, bench)
        if report.when == "call":
            _add_facts(item, report, bench)
    return report


def _mark_failed(item: pytest.Item) -> None:
    for node in item.listchain():
        node.stash[FAILED] = True


def _bench_of(item: pytest.Item) -> Bench | None:
    """The test's gateway, if it has one of ours."""
    module = sys.modules.get("gateway.hil.bench")
    bench = getattr(item, "funcargs", {}).get("gateway")
    return bench if module and isinstance(bench, module.Bench) else None


def _show(
    item: pytest.Item, call: pytest.CallInfo[None], report: pytest.TestReport, bench: Bench
) -> None:
    from gateway.hil.report.decode_command import decode_command
    from gateway.hil.telemetry import ExpectationError
    from gateway.hil.telemetry.failure import evidence_lines

    lines = []
    if not (call.excinfo and call.excinfo.errisinstance(ExpectationError)):
        lines += evidence_lines(bench.evidence())
    if not bench.line.octets_to_ground and not {*DEVICES} & {*getattr(item, "fixturenames", ())}:
        lines.append(f"no octet has come, and the test asks for none of {', '.join(DEVICES)}")
    if kept := _kept_at(item):
        here = item.config.invocation_params.dir
        lines += [f"capture: {kept}", f"    {decode_command(bench, kept, here)}"]
    if lines:
        report.sections.append(("what the gateway knows", "\n".join(lines)))


def _kept_at(item: pytest.Item) -> str:
    """Where the capture of a test that failed will be; empty if it is not kept."""
    if item.config.getoption("--cupola-captures") == "none":
        return ""
    folders = [node.stash[KEPT_AT] for node in item.listchain() if KEPT_AT in node.stash]
    return os.path.relpath(folders[-1], item.config.invocation_params.dir) if folders else ""


def _add_facts(item: pytest.Item, report: pytest.TestReport, bench: Bench) -> None:
    from gateway.hil.report.facts import PREFIX, facts_of

    facts = facts_of(bench)
    dut = getattr(item, "funcargs", {}).get("serial_dut")
    facts["version"] = _version()
    if dut is not None:
        facts["port"] = str(getattr(dut, "url", dut))
    if item.config.getoption("--cupola-captures") == "all" or report.failed:
        facts["capture"] = _kept_at(item)
    item.user_properties += [(PREFIX + name, text) for name, text in facts.items() if text]
    report.user_properties = list(item.user_properties)
