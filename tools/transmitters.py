"""What the demo transmits with: a serial line, or a radio in a pass overhead.

::

    Line    frame ─▶ KISS ─▶ pty                                     as a TNC
    Radio   frame ─▶ GMSK 9600 ─▶ Doppler, noise ─▶ IQ over TCP      as a receiver's program
"""

from __future__ import annotations

import os
import pty
import socket
import threading
import time
import tty
from queue import Empty, SimpleQueue

import numpy as np

from gateway.framing import Kiss
from gateway.framing.radio.ax25 import AX25_G3RUH
from gateway.modem.fsk_modulator import FskModulator

BAUD = 9600
OCTETS_PER_S = BAUD / 10
"""Start bit, eight data bits, stop bit."""

RATE = 48_000
DEVIATION_HZ = 2400.0
DOPPLER_HZ = 2500.0
PASS_S = 60.0
"""A pass in a minute: the whole curve is to be seen."""

WORST_DB, BEST_DB = 10.0, 20.0
"""Eb/N0 at the horizon and overhead."""

CHUNK = RATE // 20


class Line:
    """A TNC on one end of a pty."""

    def __init__(self) -> None:
        self._master, self._slave = pty.openpty()
        tty.setraw(self._slave)

    @property
    def source(self) -> str:
        """The source's table in the station file."""
        port = os.ttyname(self._slave)
        return (
            f'[[source]]\nname = "line"\nhardware = "loopback"\nport = "{port}"\n'
            f"baud = {BAUD}\nsimulated = true\n"
        )

    def send(self, frame: bytes, interval_s: float) -> None:
        """Transmit *frame* at the line's pace."""
        octets = Kiss().encode(frame)
        os.write(self._master, octets)
        time.sleep(max(interval_s, len(octets) / OCTETS_PER_S))

    def close(self) -> None:
        """Hang up."""
        os.close(self._slave)
        os.close(self._master)


class Radio:
    """A satellite that passes again and again, and the receiver that hears it."""

    def __init__(self) -> None:
        self._server = socket.create_server(("127.0.0.1", 0))
        self._frames: SimpleQueue[bytes] = SimpleQueue()
        self._rng = np.random.default_rng(20231009)
        self._modulator = FskModulator(RATE, BAUD, DEVIATION_HZ, bt=0.5, clock_ppm=20.0)
        self._turns = 0.0
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def source(self) -> str:
        """The source's table in the station file."""
        port = self._server.getsockname()[1]
        return (
            f'[[source]]\nname = "radio"\nkind = "iq"\nport = {port}\nformat = "cf32"\n'
            f"sample_rate = {RATE}\nsimulated = true\n\n"
            f'  [[source.downlink]]\n  modulation = "GMSK"\n  baud = {BAUD}\n'
            '  framing = "ax25_g3ruh"\n'
        )

    def send(self, frame: bytes, interval_s: float) -> None:
        """Transmit *frame* as soon as those before it are out."""
        self._frames.put(frame)
        time.sleep(max(interval_s, 8 * len(frame) / BAUD + 0.1))

    def close(self) -> None:
        """Switch off."""
        self._server.close()

    def _serve(self) -> None:
        connection, _ = self._server.accept()
        signal = np.zeros(0, np.complex64)
        begun, sent = time.monotonic(), 0
        while True:
            if len(signal) < CHUNK:
                signal = np.concatenate((signal, self._next_transmission()))
            chunk, signal = signal[:CHUNK], signal[CHUNK:]
            try:
                connection.sendall(self._through_space(chunk, sent / RATE).tobytes())
            except OSError:
                return
            sent += CHUNK
            time.sleep(max(0.0, begun + sent / RATE - time.monotonic()))

    def _next_transmission(self) -> np.ndarray[tuple[int], np.dtype[np.complex64]]:
        """The next frame's signal, or as much silence as is sent at once."""
        try:
            frame = self._frames.get_nowait()
        except Empty:
            return np.zeros(CHUNK, np.complex64)
        return self._modulator.iq(AX25_G3RUH.encode(frame))

    def _through_space(
        self, chunk: np.ndarray[tuple[int], np.dtype[np.complex64]], at_s: float
    ) -> np.ndarray[tuple[int], np.dtype[np.complex64]]:
        """*chunk* as it is heard: moved by its Doppler, in the noise of the moment."""
        # From one horizon (-1) over the zenith (0) to the other (1).
        place = 2 * (at_s % PASS_S) / PASS_S - 1
        turns = self._turns + np.arange(1, len(chunk) + 1) * (
            -DOPPLER_HZ * np.tanh(3 * place) / RATE
        )
        self._turns = float(turns[-1] % 1.0)
        moved = chunk * np.exp(2j * np.pi * turns)
        ebn0_db = BEST_DB + (WORST_DB - BEST_DB) * abs(place)
        sigma = np.sqrt(RATE / BAUD / 10 ** (ebn0_db / 10) / 2)
        noise = self._rng.standard_normal((len(chunk), 2), np.float32).view(np.complex64)[:, 0]
        return np.asarray(0.3 * (moved + sigma * noise), np.complex64)
