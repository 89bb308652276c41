"""Fixtures of the sources' tests."""

from __future__ import annotations

import pytest

from tests.modem_process.stand_in import COMMAND


@pytest.fixture
def stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the stand-in modem started in place of the real one."""
    monkeypatch.setattr("gateway.sources.modem.COMMAND", COMMAND)
