"""Framings of the air: soft bits to frames, and frames to bits for simulators and tests.

They need NumPy, and work on one ring of soft bits that all deframers of a downlink share;
see `deframer` for the contract and `sync` for what most of them are made of.
"""
