"""`cupola satellites`: the catalogue on a terminal."""

from __future__ import annotations

import json

import pytest

from tests.cli.support import call


@pytest.mark.parametrize("name", ["FUNcube-1", "AO-73", "39444"])
def test_a_satellite_is_found_by_name_alias_and_number(name: str) -> None:
    result = call("satellites", "--json", name)
    records = [json.loads(line) for line in result.stdout.splitlines()]
    assert {record["norad"] for record in records} == {39444}
    assert records[0]["downlink"]["frequency_hz"] == 145_935_000
    assert records[0]["downlink"]["framings"] == ["ao40_fec"]


def test_a_part_of_a_name_lists_all_that_have_it() -> None:
    result = call("satellites", "smog")
    assert "SMOG-P" in result.stdout
    assert "SMOG-1" in result.stdout
    assert "KOYO" not in result.stdout


def test_neighbours_of_a_frequency_come_nearest_first() -> None:
    result = call("satellites", "--near", "145.9351", "--json")
    records = [json.loads(line) for line in result.stdout.splitlines()]
    offs = [abs(record["downlink"]["frequency_hz"] - 145_935_100) for record in records]
    assert offs == sorted(offs)
    assert offs[0] == 100


def test_all_are_listed_when_nothing_is_said() -> None:
    assert len(call("satellites").stdout.splitlines()) > 600


@pytest.mark.parametrize("arguments", [["no such thing"], ["--near", "0.1"]])
def test_none_ends_with_one(arguments: list[str]) -> None:
    result = call("satellites", *arguments)
    assert result.exit_code == 1
    assert "no such satellite" in result.stderr
