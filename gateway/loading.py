"""Loading missions: those of the package, and files that the operator wrote.

A mission file is a Python program and may do whatever its author likes: it is the
operator's own code, as trusted as the station file.  Nothing from the air comes near it.

One broken file is one fault, or several, and does not stop the others.  Files are read
afresh each time and leave nothing in `sys.modules`, so that a saved file takes effect.
"""

from __future__ import annotations

import importlib
import pkgutil
import traceback
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

import gateway.missions
from gateway.definition.checking import check_mission
from gateway.definition.mission import Mission
from gateway.errors import MissionError


@dataclass(frozen=True)
class Loaded:
    """What was found.

    Attributes:
        missions: By name.
        faults: What is wrong with files that were not loaded.
        files: The operator's files that were, by the mission's name.
    """

    missions: dict[str, Mission] = field(default_factory=dict)
    faults: list[MissionError] = field(default_factory=list)
    files: dict[str, Path] = field(default_factory=dict)


def load_missions(folders: Sequence[Path] = ()) -> Loaded:
    """All missions of the package, and of every `*.py` in *folders*; one may be such a file.

    The later of two files with the same mission is a fault; a file takes the place of
    one of the package's missions only if it says so (`Mission.replaces`).
    """
    loaded = Loaded()
    for info in pkgutil.iter_modules(gateway.missions.__path__):
        _load_own(info.name, loaded)
    for folder in folders:
        for file in [folder] if folder.is_file() else sorted(folder.glob("*.py")):
            _load_operators(file, loaded)
    return loaded


def _load_own(name: str, loaded: Loaded) -> None:
    """Load one of the package's modules; some are parts that several missions share."""
    file = Path(gateway.missions.__path__[0]) / f"{name}.py"
    try:
        module = importlib.import_module(f"gateway.missions.{name}")
    except Exception as error:  # noqa: BLE001 (a mission is code, and may raise anything)
        loaded.faults.append(_fault(error, file))
        return
    mission = getattr(module, "MISSION", None)
    if isinstance(mission, Mission):
        loaded.missions[mission.name] = mission


def _load_operators(file: Path, loaded: Loaded) -> None:
    try:
        mission = load_file(file)
    except MissionError as error:
        loaded.faults.append(error)
        return
    faults = check_mission(mission, file)
    taken = loaded.files.get(mission.name)
    if taken:
        faults.append(MissionError(f"{taken} has this mission already", file=file, key="name"))
    elif mission.name in loaded.missions and not mission.replaces:
        reason = "the package has this mission; say replaces=True to stand in for it"
        faults.append(MissionError(reason, file=file, key="name"))
    if faults:
        loaded.faults.extend(faults)
        return
    loaded.missions[mission.name] = mission
    loaded.files[mission.name] = file


def load_file(file: Path) -> Mission:
    """Read one mission file afresh.

    Raises:
        MissionError: It cannot be read or run, or assigns no `MISSION`.
    """
    module = ModuleType(file.stem)
    module.__file__ = str(file)
    try:
        # The operator's own code: that is what a mission file is.
        exec(compile(file.read_bytes(), str(file), "exec"), vars(module))  # noqa: S102
    except (Exception, SystemExit) as error:
        raise _fault(error, file) from error
    mission = getattr(module, "MISSION", None)
    if not isinstance(mission, Mission):
        raise MissionError("assigns no Mission to MISSION", file=file, key="MISSION")
    return mission


def check_file(file: Path) -> list[MissionError]:
    """Everything that is wrong with a mission file."""
    try:
        return check_mission(load_file(file), file)
    except MissionError as error:
        return [error]


def _fault(error: BaseException, file: Path) -> MissionError:
    """What running a file raised, with the last line of that file that led to it."""
    if isinstance(error, SyntaxError) and error.filename == str(file):
        return MissionError(f"{error.msg}", file=file, line=error.lineno or 0)
    if isinstance(error, OSError) and error.filename == str(file):
        return MissionError(error.strerror or str(error), file=file)
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno or 0 for frame in frames if frame.filename == str(file)]
    reason = f"{type(error).__name__}: {error}"
    return MissionError(reason, file=file, line=lines[-1] if lines else 0)
