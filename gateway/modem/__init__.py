"""The modem: samples to soft symbols, and bits to samples for simulators and tests.

::

    samples ─▶ demodulator (pure, on a window) ─▶ Stream (windows overlap, seams stitched)
                                                     └▶ Symbols of each branch ─▶ framing

A demodulator keeps no state between windows: it is a function of the samples and of where
they start.  `stream` cuts a signal into windows and joins what comes out.
"""
