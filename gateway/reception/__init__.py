"""Reception: samples to frames, the modem and the framings joined.

::

    samples ─▶ survey ─▶ what it could be          a recording of which nothing is known
    samples ─▶ receiver (one downlink) ─▶ frames   demodulator, its branches, deframers

Pure like the rooms it joins: no clock, no file, no socket.
"""
