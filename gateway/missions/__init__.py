"""Missions: one file a spacecraft, balloon or board, found by its existence."""
