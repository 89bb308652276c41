"""Coding: bits to bits, and back again, with nothing known of frames or time."""
