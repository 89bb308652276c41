"""A fault at work on a line, for the test that asked for it and for the report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from threading import Condition
from typing import Literal

from gateway.hil.faults.injection import Fault, Injection

Toward = Literal["ground", "device"]


class Disturbance:
    """What `Line.fault` gives.

    Args:
        fault: The fault.
        seed: What its random choices follow from.
        injections: The fault at work, by the direction of its octets.
        changed: Held by the line while it works, and told when it has.

    Attributes:
        fault: As above.
        seed: As above.
        injections: As above.
    """

    def __init__(
        self,
        fault: Fault,
        seed: int | str,
        injections: Mapping[Toward, Injection],
        changed: Condition,
    ):
        self.fault = fault
        self.seed = seed
        self.injections = injections
        self._changed = changed

    @property
    def counters(self) -> Counter[str]:
        """What was done, both directions together."""
        with self._changed:
            return sum((i.counters for i in self.injections.values()), Counter())

    @property
    def log(self) -> list[str]:
        """The last things that were done, a line each."""
        with self._changed:
            return [
                f"toward {toward}, {event}"
                for toward, injection in self.injections.items()
                for event in injection.log
            ]

    def wait(self, counter: str, count: int = 1, timeout: float = 10.0) -> None:
        """Wait until the fault has done something.

        Args:
            counter: Name of one of its counters.
            count: The value it must have reached.
            timeout: Longest wait in seconds.

        Raises:
            TimeoutError: It has not.
        """
        __tracebackhide__ = True
        with self._changed:
            if not self._changed.wait_for(lambda: self.counters[counter] >= count, timeout):
                raise TimeoutError(f"not {count} {counter} within {timeout:g} s: {self}")

    def __str__(self) -> str:
        done = ", ".join(f"{count} {name}" for name, count in sorted(self.counters.items()))
        toward = " and ".join(self.injections)
        what = f"{_brief(self.fault)} toward {toward}, seed {self.seed!r}"
        return f"{what}: {done or 'nothing done yet'}"


def _brief(fault: Fault) -> str:
    """The fault with what is not as usual."""
    if not is_dataclass(fault) or isinstance(fault, type):
        return str(fault)
    values = [(field.name, getattr(fault, field.name), field.default) for field in fields(fault)]
    said = ", ".join(f"{name}={value!r}" for name, value, usual in values if value != usual)
    return f"{type(fault).__name__}({said})"
