"""Devices to put at the far end of a line.

::

    virtual_device   the firmware of this project as a process of this machine
    emulator         firmware for a bare board, run by QEMU; `machine` builds it, `qmp` is how
                     QEMU is told
    serial_dut       a real board, at a port of pyserial's
    firmware         where the C of the first two is
"""
