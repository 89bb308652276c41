"""The modem's own process: samples in through a pipe, frames out through another.

::

    gateway                                    a process each downlink
    sources ─▶ Block ─── standard input ───▶ unpack ─▶ down-convert ─▶ receive
    journal ◀─ Report ── standard output ─────────────────────────────┘

It knows no clock, opens nothing, and ends when its input does: whatever becomes of it,
the gateway goes on, and whatever becomes of the gateway, it does not stay behind.
"""
