"""Hardware in the loop: firmware, real or virtual, tested against the gateway.

::

    plugin, fixtures, settings    for pytest
       │
       ├─ device ──▶ wire ──▶ bench ──▶ telemetry ──▶ report
       │               ▲        ▲
       │             faults   clock
       └─ loopback                    a port tested with a jumper, without firmware

============  ==========================================================================
`wire`        the line between device and ground: `Line`, `Capture`, `Recording`
`faults`      what a line does to octets
`bench`       the gateway in a thread of the test: `Bench`
`telemetry`   what came and what is expected: `ReceivedPacket`, `ExpectationError`
`report`      JUnit properties and the HTML page
`clock`       real time and virtual time
`loopback`    `cupola loopback`
devices       `virtual_device` (a host build), `emulator` with `machine` and `qmp` (QEMU),
              `serial_dut` (a real one), `firmware` (where the shim is)
============  ==========================================================================

Nothing is imported here: pytest loads the plugin for every suite.
"""
