"""An event loop in a thread of its own, for tests that wait plainly.

A test that blocks, or stands in a debugger, cannot stall what runs here; and what runs
here cannot die in silence: its error is kept, and told to whoever calls next.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import CancelledError, Future
from concurrent.futures import TimeoutError as NotInTime
from contextlib import suppress
from typing import Any, TypeVar

from gateway.errors import CupolaError

CALL_S = 30.0
"""Longest that a call may take, s: far above any right answer."""

T = TypeVar("T")


class BenchError(CupolaError):
    """The bench itself, not what it tests, does not work."""


class LoopThread:
    """Runs one coroutine until it is told to stop.

    Args:
        work: Makes the coroutine; it gets the event that asks it to leave, and calls
            the second argument when it is at work.
        on_error: Called in the thread with what ended it too soon.

    Attributes:
        error: What ended it too soon; None while all is well.
    """

    def __init__(
        self,
        work: Callable[[asyncio.Event, Callable[[], None]], Coroutine[Any, Any, None]],
        on_error: Callable[[BaseException], None] = lambda error: None,
    ):
        self.error: BaseException | None = None
        self._work = work
        self._on_error = on_error
        self._loop: asyncio.AbstractEventLoop
        self._leave: asyncio.Event
        self._ready = threading.Event()
        self._told = False
        self._thread = threading.Thread(target=self._run, name="cupola-gateway", daemon=True)

    def start(self) -> None:
        """Start, and wait until it is at work.

        Raises:
            BenchError: It is not, with its cause.
        """
        __tracebackhide__ = True
        self._thread.start()
        if not self._ready.wait(CALL_S):
            raise BenchError(f"the gateway is not at work after {CALL_S:g} s")
        self.check()

    def check(self) -> None:
        """Raise what ended the thread too soon, if something did.

        Raises:
            BenchError: With its cause.
        """
        __tracebackhide__ = True
        if self.error:
            self._told = True
            raise BenchError(f"the gateway failed: {self.error!r}") from self.error

    def begin(self, coroutine: Coroutine[Any, Any, T]) -> Future[T]:
        """Start *coroutine* in the loop.

        Raises:
            BenchError: The loop has ended.
        """
        __tracebackhide__ = True
        if not self._thread.is_alive():
            coroutine.close()
            self.check()
            raise BenchError("the gateway was stopped")
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop)

    def call(self, coroutine: Coroutine[Any, Any, T], timeout: float = CALL_S) -> T:
        """What *coroutine* returns or raises.

        Args:
            coroutine: Run in the loop.
            timeout: Longest wait, s.

        Raises:
            BenchError: The loop has ended, or there is no answer in time.
        """
        __tracebackhide__ = True
        future = self.begin(coroutine)
        try:
            return future.result(timeout)
        except (NotInTime, CancelledError):
            future.cancel()
            self.check()
            raise BenchError(f"the gateway did not answer within {timeout:g} s") from None
        except CupolaError as error:
            # Its sentence says it all; where in the loop it was raised tells a test nothing.
            raise error.with_traceback(None) from error.__cause__

    def stop(self) -> None:
        """Ask it to leave, and wait until it has.

        Raises:
            BenchError: It does not leave, or it had failed and nobody was told.
        """
        __tracebackhide__ = True
        if self._thread.is_alive():
            with suppress(RuntimeError):  # it has just closed its loop
                self._loop.call_soon_threadsafe(self._leave.set)
            self._thread.join(CALL_S)
        if self._thread.is_alive():
            raise BenchError(f"the gateway does not stop within {CALL_S:g} s")
        if not self._told:
            self.check()

    def _run(self) -> None:
        try:
            with asyncio.Runner() as runner:
                self._loop = runner.get_loop()
                self._leave = asyncio.Event()
                runner.run(self._work(self._leave, self._ready.set))
        except BaseException as error:  # noqa: BLE001 (told to the test's thread)
            self.error = _only(error)
            self._on_error(self.error)
        self._ready.set()


def _only(error: BaseException) -> BaseException:
    """What a task group wraps, if it is one thing."""
    while isinstance(error, BaseExceptionGroup) and len(error.exceptions) == 1:
        error = error.exceptions[0]
    return error
