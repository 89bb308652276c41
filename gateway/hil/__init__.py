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
`device`      what may be at the far end: a host build, an image in QEMU, a real board
`clock`       real time and virtual time
`loopback`    `cupola loopback`
============  ==========================================================================

Nothing is imported here: pytest loads the plugin for every suite.
"""
