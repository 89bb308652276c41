"""Slow-scan television: pictures in audio, and audio of pictures for simulators and tests.

::

    audio ─▶ baseband ─▶ header (VIS) ─▶ line syncs ─▶ start and clock ─▶ scans ─▶ Picture
             at 1900 Hz   mode, offset    tracked       least squares      colours

It is pure: no clock, no files.  Pictures are arrays of red, green and blue.
"""
