"""Missions in force: the package's, the operator's, and the last good ones."""

from __future__ import annotations

import asyncio
from pathlib import Path

from gateway import catalogue as module
from gateway.catalogue import Catalogue
from tests.stage import NUMBERED


def test_the_package_and_the_operators_folder_are_both_in_force(tmp_path: Path) -> None:
    (tmp_path / "numbered.py").write_text(NUMBERED, encoding="utf-8")
    catalogue = Catalogue([tmp_path])
    assert "numbered" in catalogue.missions
    assert "quetzal-1" in catalogue.missions
    assert catalogue.faults == []


def test_a_folder_that_is_not_there_is_empty(tmp_path: Path) -> None:
    assert Catalogue([tmp_path / "none"]).faults == []


def test_a_broken_file_stops_no_other(tmp_path: Path) -> None:
    (tmp_path / "a_broken.py").write_text("MISSION = Mission(\n", encoding="utf-8")
    (tmp_path / "numbered.py").write_text(NUMBERED, encoding="utf-8")
    catalogue = Catalogue([tmp_path])
    assert "numbered" in catalogue.missions
    [fault] = catalogue.faults
    assert (fault.file, fault.line) == (tmp_path / "a_broken.py", 1)


async def test_saved_files_are_reloaded_and_broken_ones_leave_the_old(tmp_path: Path) -> None:
    module_look, module.LOOK_S = module.LOOK_S, 0.02
    file = tmp_path / "numbered.py"
    file.write_text(NUMBERED, encoding="utf-8")
    catalogue = Catalogue([tmp_path])
    changed = asyncio.Event()
    catalogue.on_change = changed.set
    watching = asyncio.ensure_future(catalogue.run())
    try:
        before = catalogue.missions["numbered"]
        saved = [("1/0\n" + NUMBERED, "Numbered"), (NUMBERED.replace('"Numbered"', '"New"'), "New")]
        for text, title in saved:
            changed.clear()
            file.write_text(text, encoding="utf-8")
            async with asyncio.timeout(5):
                await changed.wait()
            assert catalogue.missions["numbered"].title == title
        assert catalogue.missions["numbered"] is not before
        changed.clear()
        file.unlink()
        async with asyncio.timeout(5):
            await changed.wait()
        assert "numbered" not in catalogue.missions, "a file that is gone takes its mission along"
    finally:
        module.LOOK_S = module_look
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)


def test_a_decoder_has_what_is_in_force(tmp_path: Path) -> None:
    (tmp_path / "numbered.py").write_text(NUMBERED, encoding="utf-8")
    catalogue = Catalogue([tmp_path], {"tnc": ["numbered"]})
    assert catalogue.decoder() is not catalogue.decoder()
