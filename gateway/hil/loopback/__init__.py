"""The loopback test: what a serial port does to octets, through a TX-RX jumper.

::

                 ┌──────── presence ───────── is it our own octets that come back?
                 │ bit_error_test  patterns   are they right?          prbs, bit_errors, bound
    session ─────┤ throughput  latency        are they quick?
                 │ baud_scan  soak            at which speeds, and for how long?
                 └ counters  modem_lines      what do the driver and the other wires say?
                      │
                    echo ── port              the way out and back

A jumper joins TX (DB-9 pin 3, GPIO14) with RX (pin 2, GPIO15) of one port.  `prbs`,
`bit_errors`, `bound` and `result` are pure; `port` is all that touches the system.
"""
