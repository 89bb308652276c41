"""Samples as they are stored and sent: formats, files, and what their names tell.

::

    octets ──▶ formats ──────────────────────────────┐
    .wav .sigmf-meta .flac .ogg .cf32 ... ─▶ recording ─▶ float32 | complex64, full scale 1

Nothing here knows what a signal is.  What cannot be a sample becomes silence and is
counted.
"""
